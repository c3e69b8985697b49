#include "simclr_flow/theory/best_known.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kernel_setting.hpp"
#include "simclr_flow/theory/configuration_energy.hpp"
#include "simclr_flow/theory/configurations.hpp"
#include "simclr_flow/theory/energy_bound.hpp"
#include "simclr_flow/theory/family.hpp"
#include "simclr_flow/theory/inner_products.hpp"
#include "simclr_flow/theory/spherical_codes.hpp"
#include "simclr_flow/theory/stability.hpp"

namespace simclr_flow::theory {
namespace {

/// Polygons of more points take O(N^2) to try: they are told stationary.
constexpr Index most_tried = 256;

constexpr MinimalityClaim saddle{MinimalityClaim::About::all, "F_a at this temperature",
                                 "not a minimizer", "a mode of the polygon grows"};

/// The energies of configurations of n points, and what is claimed of them.
class References {
 public:
  References(const Setting& setting, const LowerBound& bound)
      : setting_(setting),
        bound_(bound),
        n_(setting.samples),
        member_(family_member(setting.preset, n_, setting.views)) {}

  std::vector<ReferenceEnergy> all() const {
    std::vector<ReferenceEnergy> found;
    for (const ConfigurationEntry* row : configurations_of(setting_.dim, n_)) {
      const Index points = row->in_one_place ? 1 : n_;
      const double value = energy_of_points(row->products(setting_.dim, points));
      const MinimalityClaim& told = claim_of(*row, value);
      found.push_back({std::string(row->name), n_, value, value - bound_.value,
                       status_of(told.status, value),
                       fmt::format("{}: {}", told.energy, told.source), 0, row->in_one_place});
    }
    if (const SphericalCode* code = spherical_code(setting_.dim, n_); code && of_pairs()) {
      const double value = energy(code->products().rounded());
      found.push_back({std::string(code->name), n_, value, value - bound_.value,
                       status_of(code->status, value), fmt::format("linear: {}", code->source)});
    }
    return found;
  }

 private:
  bool of_pairs() const { return !member_; }
  /// Of n equal particles at these points, or in one place. All rows of the table look the same
  /// from each of their points.
  double energy_of_points(const InnerProducts& products) const {
    if (of_pairs()) return energy(products);
    const bool in_one_place = products.size() == 1;
    return (in_one_place ? std::log(member_->a + static_cast<double>(n_) - 1)
                         : family_energy(products, setting_.temperature, member_->a)) +
           member_->shift;
  }
  /// Of pairs, where all points see these.
  double energy(const InnerProducts& products) const {
    long double sum = 0, points = 0;
    for (const InnerProduct& t : products) {
      sum += static_cast<long double>(t.count) * std::exp((t.value - 1) / setting_.temperature);
      points += static_cast<long double>(t.count);
    }
    return static_cast<double>(sum / points);
  }
  /// Whether N - 3 points in one place and three at right angles do better than the N-gon.
  bool is_beaten(double polygon) const {
    Points z = Points::Zero(2, n_);
    z.row(0).setOnes();
    z.col(n_ - 3) << 0, 1;
    z.col(n_ - 2) << -1, 0;
    z.col(n_ - 1) << 0, -1;
    return family_energy(z, setting_.temperature, member_->a) + member_->shift < polygon - 1e-12;
  }
  /// Whether a mode of the N-gon grows: it is a saddle then.
  bool has_growing_mode() const {
    for (Index p = 1; p <= n_ / 2; ++p)
      if (polygon_rate(p, n_, setting_.temperature, member_->a) > 1e-9) return true;
    return false;
  }
  /// The first claim of a row that is about this energy, and true at this temperature.
  const MinimalityClaim& claim_of(const ConfigurationEntry& row, double value) const {
    if (row.name == polygon_name && !of_pairs() && n_ <= most_tried && has_growing_mode())
      return saddle;
    return *std::ranges::find_if(row.claims, [&](const MinimalityClaim& claim) {
      if (of_pairs()) return is_about_pairs(claim);
      if (!is_about(claim, member_->a, n_)) return false;
      return claim.status != "not a minimizer" || (n_ <= most_tried && is_beaten(value));
    });
  }
  /// Among latents of several views a claim made of single views holds if the bound is attained.
  std::string status_of(std::string_view status, double value) const {
    const bool minimal = status == "proven" || status == "numerical";
    const bool attained =
        bound_.attained && value - bound_.value <= 1e-12 * std::abs(value) + 1e-15;
    return setting_.views > 1 && minimal && !attained ? "stationary by symmetry"
                                                      : std::string(status);
  }

  const Setting& setting_;
  const LowerBound& bound_;
  Index n_;
  std::optional<FamilyMember> member_;  ///< none of the pair energy
};

std::string counted(const Setting& setting) {
  return setting.views > 1 ? fmt::format("{} samples of {} views", setting.samples, setting.views)
                           : fmt::format("{} points", setting.samples);
}

}  // namespace

const ReferenceEnergy* BestKnown::best() const {
  const ReferenceEnergy* least = nullptr;
  for (const ReferenceEnergy& reference : references)
    if (!reference.in_one_place && (!least || reference.value < least->value)) least = &reference;
  return least;
}

std::optional<BestKnown> best_known(const Setting& setting) {
  const EnergyFacts* facts = facts_of(setting.preset);
  if (!facts || !(facts->member || facts->pair_energy)) return std::nullopt;
  if (!speaks_of_kernel(setting.kernel)) return best_known_of_kernel(setting);
  const LowerBound bound = *energy_bound(setting.preset, setting.samples, setting.views,
                                         setting.dim, setting.temperature);
  return BestKnown{bound,
                   fmt::format("largest lower bound of {}{}", counted(setting),
                               bound.attained ? ", attained" : ""),
                   References(setting, bound).all()};
}

}  // namespace simclr_flow::theory
