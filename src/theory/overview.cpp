#include "simclr_flow/theory/overview.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "kernel_setting.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/shown.hpp"
#include "simclr_flow/theory/best_known.hpp"
#include "simclr_flow/theory/certificate.hpp"
#include "simclr_flow/theory/configurations.hpp"
#include "simclr_flow/theory/energy_bound.hpp"
#include "simclr_flow/theory/family.hpp"
#include "simclr_flow/theory/finite_bounds.hpp"
#include "simclr_flow/theory/minimum.hpp"
#include "simclr_flow/theory/near_collapse.hpp"
#include "simclr_flow/theory/spectral_bound.hpp"
#include "simclr_flow/theory/spectrum.hpp"
#include "simclr_flow/theory/spherical_codes.hpp"
#include "simclr_flow/theory/stability.hpp"

namespace simclr_flow::theory {
namespace {

void require_sizes(const Setting& setting) {
  const Index n = setting.samples, v = setting.views;
  if (n != 0 && n < 2) throw InputError(fmt::format("{} points: allowed are 2 or more", n));
  if (v < 1) throw InputError(fmt::format("{} views: allowed are 1 or more", v));
  if (v > Setting::most_latents / std::max<Index>(n, 1))
    throw InputError(fmt::format("{} samples of {} views: allowed are {} latents in all", n, v,
                                 Setting::most_latents));
}

std::vector<std::string_view> presets_with_table() {
  std::vector<std::string_view> names;
  for (const EnergyFacts& facts : energy_facts()) names.push_back(facts.preset);
  return names;
}

class Table {
 public:
  explicit Table(const Setting& setting) : setting_(setting) {}

  std::vector<Statement> statements() {
    const EnergyFacts* facts = facts_of(setting_.preset);
    if (facts && facts->is_of_inner_products()) return statements_of_inner_products();
    if (facts && facts->sum != EnergyFacts::Sum::contrast) return statements_of_measure(*facts);
    add_laws();
    if (setting_.samples) {
      const BestKnown found = known(setting_.samples);
      add_bounds(found);
      add_configurations(found);
    } else {
      add_configurations_of_every_size();
    }
    if (is_pair_energy())
      add_pair_rates(pair_rate);
    else
      add_rates();
    add_collapse();
    return std::move(all_);
  }

 private:
  using PairRate = double (*)(Index l, Index d, double tau);

  /// Of alignment and uniformity.
  std::vector<Statement> statements_of_measure(const EnergyFacts& facts) {
    const bool aligns = facts.needs_views();
    if (aligns)
      add("laws", "minimum", "least value, where the views of each sample are in one place", 0,
          "proven", "a mean of squares");
    else
      add("laws", "minimum", "log of the least mean kernel of a law, the uniform one's",
          log_kernel_eigenvalue(0, setting_.dim, setting_.temperature), "proven",
          "k is positive definite");
    if (setting_.samples)
      if (const auto bound = energy_bound(setting_.preset, setting_.samples, setting_.views,
                                          setting_.dim, setting_.temperature))
        add("bounds", "bound.best", "largest lower bound", bound->value, bound->status,
            fmt::format("{}: {}", bound->statement, bound->source));
    if (!aligns) add_pair_rates(log_pair_rate);
    return std::move(all_);
  }
  std::vector<Statement> statements_of_inner_products() {
    const auto add_minimum = [&](const LowerBound& bound, const char* of) {
      add("laws", "minimum", fmt::format("least value of {}", of), bound.value, bound.status,
          fmt::format("{}: {}", bound.statement, bound.source));
    };
    if (setting_.samples)
      add_minimum(*spectral_bound(setting_.samples, setting_.views, setting_.dim), "these samples");
    else
      add_minimum(*spectral_bound(setting_.dim, 1, setting_.dim), "d samples and more");
    constexpr const char* source = "M' = 8 (M - M²), M the second moments of sample means";
    add("rates", "rate.zero", "growth of sample means near 0", 4, "proven", "u' = 4 (P - M) u");
    add("rates", "rate.minimum", "decay of M - I of invariant views", -8, "proven", source);
    return std::move(all_);
  }
  bool is_pair_energy() const {
    const EnergyFacts* facts = facts_of(setting_.preset);
    return facts && facts->pair_energy;
  }
  FamilyMember member(Index n) const {
    if (const auto found = family_member(setting_.preset, n, setting_.views)) return *found;
    throw InputError(fmt::format("no table of theory for the energy '{}'; allowed: {}",
                                 shown(setting_.preset), fmt::join(presets_with_table(), ", ")));
  }
  /// (a - 1)/n, its limit without a number of samples.
  double alpha() const {
    const Index n = setting_.samples;
    if (n) return member(n).alpha(n);
    return member(2).grows ? 0 : 1;
  }
  void add(std::string section, std::string id, std::string quantity, double value,
           std::string status, std::string source, std::optional<double> gap = {}) {
    all_.push_back({std::move(section), std::move(id), std::move(quantity), value, gap,
                    std::move(status), std::move(source)});
  }
  BestKnown known(Index n) const {
    Setting of_n = setting_;
    of_n.samples = n;
    return *best_known(of_n);
  }

  void add_laws();
  void add_bounds(const BestKnown& known);
  void add_configurations(const BestKnown& known);
  bool is_shown(Index n) const;
  void add_configurations_of_every_size();
  void add_rates();
  void add_pair_rates(PairRate rate);
  void add_collapse();
  void add_polygon_rates(Index n);

  Setting setting_;
  std::vector<Statement> all_;
};

void Table::add_laws() {
  const double tau = setting_.temperature, potential = kappa_0(setting_.dim, tau);
  add("laws", "kappa_0", "kappa_0, potential of the uniform law", potential, "proven",
      "Funk-Hecke");
  if (is_pair_energy())
    return add("laws", "minimum", "least mean kernel of a law, the uniform one's", potential,
               "proven", "k is positive definite");
  const double a = alpha(), n = static_cast<double>(setting_.samples);
  if (a < 0) return;  // Theorems A and B need alpha >= 0
  const FamilyMember m = member(std::max<Index>(2, setting_.samples));
  // F_a = log n + E_alpha; without n, energies that grow are told less log n.
  const double shift = setting_.samples ? std::log(n) + m.shift : m.grows ? m.shift : 0;
  add("laws", "minimum",
      fmt::format("least value of a law, the uniform one's, alpha = {:g}{}", a,
                  !setting_.samples && m.grows ? ", less log n" : ""),
      uniform_energy(setting_.dim, tau, a) + shift, "proven", "Theorem A");
  const Certificate bound = certificate(setting_.dim, tau, a);
  add("laws", "certificate", "gap over MMD^2 to the uniform law, at least",
      bound.vacuous() ? 0 : bound.factor, bound.vacuous() ? "vacuous" : "proven", "Theorem B");
}

void Table::add_bounds(const BestKnown& known) {
  const Index n = setting_.samples;
  const double tau = setting_.temperature;
  add("bounds", "bound.best", known.bound_statement, known.bound.value, known.bound.status,
      fmt::format("{}: {}", known.bound.statement, known.bound.source));
  if (is_pair_energy()) return;
  const FamilyMember m = member(n);
  add("bounds", "bound.simplex", "simplex bound", simplex_bound(n, tau, m.a) + m.shift, "proven",
      "Jensen twice; Lu & Steinerberger 2022");
  if (m.a < 1) return;
  const bool single = setting_.views == 1;
  if (single || facts_of(setting_.preset)->exceeds_single_views)
    add("bounds", "bound.uniform", "bound by the uniform law",
        uniform_bound(n, setting_.dim, tau, m.a) + m.shift, "proven", "Theorem A");
  if (setting_.dim != 2) return;
  const Bracket bracket = circle_minimum(n, tau, alpha());
  const double shift = std::log(static_cast<double>(n)) + m.shift;
  if (single)
    add("bounds", "bound.circle.lower", "least energy on the circle, not below",
        bracket.lower + shift, "proven", "Theorem B and Cohn & Kumar 2007");
  add("bounds", "bound.circle.upper", "least energy on the circle, not above",
      bracket.upper + shift, "proven", "the N-gon, Jensen");
}

void Table::add_configurations(const BestKnown& known) {
  for (const ReferenceEnergy& r : known.references) {
    if (!setting_.samples && r.in_one_place && r.points > 2) continue;
    add("configurations", fmt::format("configuration.{}.{}", r.name, r.points),
        fmt::format("{}, {} point{}", r.name, r.points, r.points == 1 ? "" : "s"), r.value,
        r.status, r.source, r.gap);
  }
}

/// Whether the table of every size has configurations of n points: on the circle some of them, else
/// those with another one than the single atom.
bool Table::is_shown(Index n) const {
  if (setting_.dim == 2) return n <= 8 || n == 12 || n == 16 || n == 32;
  return n == 2 || configurations_of(setting_.dim, n).size() > 1 ||
         (is_pair_energy() && spherical_code(setting_.dim, n));
}

void Table::add_configurations_of_every_size() {
  constexpr Index largest = 240;
  for (Index n = 2; n <= largest; ++n)
    if (is_shown(n)) add_configurations(known(n));
  for (const SphericalCode& code : spherical_codes())
    if (is_pair_energy() && code.dim == setting_.dim && code.points > largest)
      add_configurations(known(code.points));
}

void Table::add_rates() {
  const double tau = setting_.temperature, a = alpha();
  for (Index l = 1; l <= 6 && a >= 0; ++l)
    add("rates", fmt::format("rate.uniform.{}", l),
        fmt::format("uniform law, harmonics of degree {}, alpha = {:g}", l, a),
        uniform_rate(l, setting_.dim, tau, a), "proven", "linearisation, Funk-Hecke");
  if (setting_.dim != 2) return;
  for (const Index c : {1, 2, 3, 4, 6, 8})
    if (setting_.samples % c == 0 && setting_.samples != c)
      add("rates", fmt::format("rate.split.{}", c),
          fmt::format("splitting of {} equal atoms, alpha = {:g}", c, a), splitting_rate(c, tau, a),
          "proven", "-phi'' at an atom");
  if (setting_.samples) add_polygon_rates(setting_.samples);
}

void Table::add_pair_rates(PairRate rate) {
  for (Index l = 1; l <= 6; ++l)
    add("rates", fmt::format("rate.uniform.{}", l),
        fmt::format("uniform law, harmonics of degree {}", l),
        rate(l, setting_.dim, setting_.temperature), "proven", "linearisation, Funk-Hecke");
}

void Table::add_collapse() {
  if (!setting_.samples) return;
  const auto found = collapse_coefficients(setting_.preset, setting_.samples, setting_.views);
  if (!found) return;
  constexpr const char* source = "y' = (2 beta/(tau N)) Theta (gamma H - c W) y near collapse";
  add("rates", "collapse.rate", "near collapse, 2 beta/tau of Theta (gamma H - c W)/N",
      2 * found->beta / setting_.temperature, "proven", source);
  add("rates", "collapse.gamma", "  gamma", found->gamma, "proven", source);
  if (setting_.views > 1) add("rates", "collapse.c", "  c", found->c, "proven", source);
}

void Table::add_polygon_rates(Index n) {
  const double a = member(n).a;
  for (Index p = 1; p <= std::min<Index>(n / 2, 8); ++p)
    add("rates", fmt::format("rate.polygon.{}", p), fmt::format("{}-gon, mode {}", n, p),
        polygon_rate(p, n, setting_.temperature, a), "proven", "circulant Jacobian");
  if (a > 0 || n > 128) return;
  Index k = 0;
  for (const TemperatureWindow& window : unstable_temperatures(n, a)) {
    ++k;
    add("rates", fmt::format("window.{}.lower", k),
        fmt::format("{}-gon unstable for temperatures from", n), window.lower, "numerical",
        "sign changes of the circulant eigenvalues");
    add("rates", fmt::format("window.{}.upper", k), "  to", window.upper, "numerical",
        "sign changes of the circulant eigenvalues");
  }
}

}  // namespace

std::vector<Statement> overview(const Setting& setting) {
  require_sizes(setting);
  if (!speaks_of(setting.preset, setting.kernel)) return overview_of_kernel(setting);
  return Table(setting).statements();
}

}  // namespace simclr_flow::theory
