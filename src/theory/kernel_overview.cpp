// The table of an energy with another kernel than gauss.
#include <fmt/format.h>

#include <cmath>

#include "domain.hpp"
#include "kernel_setting.hpp"
#include "simclr_flow/theory/configurations.hpp"
#include "simclr_flow/theory/kernel_minimum.hpp"
#include "simclr_flow/theory/pair_minimum.hpp"
#include "simclr_flow/theory/spherical_codes.hpp"

namespace simclr_flow::theory {
namespace {

constexpr const char* theorem_a = "Theorem A for mixtures of gaussians";

[[noreturn]] void refuse_views(const Setting& setting) {
  throw InputError(
      fmt::format("nothing is known of the energy '{}' with the kernel '{}' of samples of {} views",
                  setting.preset, setting.kernel, setting.views));
}

class KernelTable {
 public:
  KernelTable(const Setting& setting, const KernelSetting& known)
      : setting_(setting), known_(known) {}

  std::vector<Statement> statements() {
    if (const auto potential = uniform_potential(*known_.kernel, setting_.dim))
      add_laws(static_cast<double>(*potential));
    if (setting_.samples)
      add_points(setting_.samples, true);
    else
      add_every_size();
    return std::move(all_);
  }

 private:
  void add(std::string section, std::string id, std::string quantity, double value,
           std::string status, std::string source, std::optional<double> gap = {}) {
    all_.push_back({std::move(section), std::move(id), std::move(quantity), value, gap,
                    std::move(status), std::move(source)});
  }
  void add_laws(double potential) {
    add("laws", "kappa_0", "kappa_0, potential of the uniform law", potential, "proven",
        "its integral, by quadrature");
    if (setting_.views > 1) return;  // laws of views are not those of latents
    if (known_.of_pairs())
      return add("laws", "minimum", "least mean of pairs of a law, the uniform one's", potential,
                 "proven", "a mixture of gaussian kernels");
    const Index n = setting_.samples;
    const FamilyMember m = known_.member(n ? n : 2);
    const double alpha = n ? m.alpha(n) : m.grows ? 0 : 1;
    if (alpha < 0 || (n && !known_.is_finite())) return;  // a latent is in its own potential
    const double shift = n ? std::log(static_cast<double>(n)) + m.shift : m.grows ? m.shift : 0;
    add("laws", "minimum",
        fmt::format("least value of a law, the uniform one's, alpha = {:g}{}", alpha,
                    !n && m.grows ? ", less log n" : ""),
        std::log(alpha + potential) + shift, "proven", theorem_a);
  }
  BestKnown known_of(Index n) const {
    Setting of_n = setting_;
    of_n.samples = n;
    if (auto known = best_known_of_kernel(of_n)) return *std::move(known);
    refuse_views(setting_);
  }
  void add_points(Index n, bool with_bound) {
    const BestKnown known = known_of(n);
    if (with_bound)
      add("bounds", "bound.best", known.bound_statement, known.bound.value, known.bound.status,
          fmt::format("{}: {}", known.bound.statement, known.bound.source));
    for (const ReferenceEnergy& r : known.references)
      if (with_bound || !r.in_one_place)
        add("configurations", fmt::format("configuration.{}.{}", r.name, r.points),
            fmt::format("{}, {} point{}", r.name, r.points, r.points == 1 ? "" : "s"), r.value,
            r.status, r.source, r.gap);
  }
  /// Whether n points have another configuration than the single atom; on the circle some do.
  bool is_shown(Index n) const {
    if (setting_.dim == 2) return n <= 8 || n == 12 || n == 16 || n == 32;
    return configurations_of(setting_.dim, n).size() > 1 ||
           (known_.of_pairs() &&
            lowest_pair_energy(
                {setting_.preset, setting_.kernel, setting_.temperature, {}, setting_.parameters},
                setting_.dim, n));
  }
  void add_every_size() {
    constexpr Index largest = 240;
    for (Index n = 2; n <= largest; ++n)
      if (is_shown(n)) add_points(n, false);
    if (!known_.of_pairs()) return;
    for (const SphericalCode& code : spherical_codes())
      if (code.dim == setting_.dim && code.points > largest) add_points(code.points, false);
  }

  const Setting& setting_;
  const KernelSetting& known_;
  std::vector<Statement> all_;
};

}  // namespace

std::vector<Statement> overview_of_kernel(const Setting& setting) {
  require_ambient("theory", setting.dim);
  require_temperature("theory", setting.temperature);
  if (setting.views > 1 && !setting.samples)
    throw InputError(
        fmt::format("theory of the kernel '{}' with {} views is of so many samples: give how many",
                    setting.kernel, setting.views));
  const auto known = KernelSetting::of(setting);
  if (!known && setting.views > 1) refuse_views(setting);
  if (!known)
    throw InputError(fmt::format(
        "no table of theory for the energy '{}' with the kernel '{}'; it is of linear, and of the "
        "presets of single views that have a value with it, with kernels that are completely "
        "monotone in |z-z'|^2",
        setting.preset, setting.kernel));
  return KernelTable(setting, *known).statements();
}

}  // namespace simclr_flow::theory
