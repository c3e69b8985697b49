#include "simclr_flow/theory/overview.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/shown.hpp"
#include "simclr_flow/theory/certificate.hpp"
#include "simclr_flow/theory/configuration_energy.hpp"
#include "simclr_flow/theory/configurations.hpp"
#include "simclr_flow/theory/energy_bound.hpp"
#include "simclr_flow/theory/family.hpp"
#include "simclr_flow/theory/finite_bounds.hpp"
#include "simclr_flow/theory/inner_products.hpp"
#include "simclr_flow/theory/minimum.hpp"
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

class Table {
 public:
  explicit Table(const Setting& setting) : setting_(setting) { require_sizes(setting); }

  std::vector<Statement> statements() {
    add_laws();
    if (setting_.samples) add_bounds(setting_.samples);
    add_configurations();
    if (!is_linear()) add_rates();
    return std::move(all_);
  }

 private:
  bool is_linear() const { return setting_.preset == "linear"; }
  FamilyMember member(Index n) const {
    if (const auto found = family_member(setting_.preset, n, setting_.views)) return *found;
    throw InputError(
        fmt::format("no table of theory for the energy '{}'; allowed: simclr, simclr-noself, "
                    "simclr-cross, info-nce, nt-xent, dcl, dhel, linear",
                    shown(setting_.preset)));
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
  /// Of n equal particles at these points, or in one place. All rows of the table look the same
  /// from each of their points.
  double energy(const Points& z, Index n) const {
    const double tau = setting_.temperature, count = static_cast<double>(n);
    InnerProducts products = inner_products(z, 0);
    if (is_linear()) {
      long double sum = 0;
      for (const InnerProduct& t : products)
        sum += static_cast<long double>(t.count) * std::exp((t.value - 1) / tau);
      return static_cast<double>(sum / z.cols());
    }
    const FamilyMember m = member(n);
    return (z.cols() == 1 ? std::log(m.a + count - 1) : family_energy(products, tau, m.a)) +
           m.shift;
  }
  /// Whether N - 3 points in one place and three at right angles do better than the N-gon.
  bool is_beaten(Index n, double polygon) const {
    Points z = Points::Zero(2, n);
    z.row(0).setOnes();
    z.col(n - 3) << 0, 1;
    z.col(n - 2) << -1, 0;
    z.col(n - 1) << 0, -1;
    const FamilyMember m = member(n);
    return family_energy(z, setting_.temperature, m.a) + m.shift < polygon - 1e-12;
  }
  /// Whether a mode of the N-gon grows: it is a saddle then.
  bool has_growing_mode(Index n) const {
    const double a = member(n).a;
    for (Index p = 1; p <= n / 2; ++p)
      if (polygon_rate(p, n, setting_.temperature, a) > 1e-9) return true;
    return false;
  }
  /// The first claim of a row that is about this energy, and true at this temperature.
  const MinimalityClaim& claim_of(const ConfigurationEntry& row, Index n, double value) const {
    static constexpr MinimalityClaim saddle{MinimalityClaim::About::all, "F_a at this temperature",
                                            "not a minimizer", "a mode of the polygon grows"};
    constexpr Index most_tried =
        256;  // polygons beyond take O(N^2) to try: they are told stationary
    if (row.name == "polygon" && !is_linear() && n <= most_tried && has_growing_mode(n))
      return saddle;
    return *std::ranges::find_if(row.claims, [&](const MinimalityClaim& claim) {
      if (is_linear()) return is_about_pairs(claim);
      if (!is_about(claim, member(n).a, n)) return false;
      return claim.status != "not a minimizer" || (n <= most_tried && is_beaten(n, value));
    });
  }
  /// Among latents of several views a claim made of single views holds if the bound is attained.
  std::string status_of(const MinimalityClaim& claim, double value, const LowerBound& bound) const {
    const bool minimal = claim.status == "proven" || claim.status == "numerical";
    const bool attained = bound.attained && value - bound.value <= 1e-12 * std::abs(value) + 1e-15;
    return setting_.views > 1 && minimal && !attained ? "stationary by symmetry"
                                                      : std::string(claim.status);
  }
  LowerBound lower_bound(Index n) const {
    return *energy_bound(setting_.preset, n, setting_.views, setting_.dim, setting_.temperature);
  }

  void add_laws();
  void add_bounds(Index n);
  void add_configurations();
  void add_configurations(Index n);
  void add_rates();
  void add_polygon_rates(Index n);

  Setting setting_;
  std::vector<Statement> all_;
};

void Table::add_laws() {
  const double tau = setting_.temperature, potential = kappa_0(setting_.dim, tau);
  add("laws", "kappa_0", "kappa_0, potential of the uniform law", potential, "proven",
      "Funk-Hecke");
  if (is_linear())
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

void Table::add_bounds(Index n) {
  const double tau = setting_.temperature;
  const LowerBound best = lower_bound(n);
  add("bounds", "bound.best",
      fmt::format(
          "largest lower bound of {} {}{}", n,
          setting_.views > 1 ? fmt::format("samples of {} views", setting_.views) : "points",
          best.attained ? ", attained" : ""),
      best.value, best.status, fmt::format("{}: {}", best.statement, best.source));
  if (is_linear()) return;
  const FamilyMember m = member(n);
  add("bounds", "bound.simplex", "simplex bound", simplex_bound(n, tau, m.a) + m.shift, "proven",
      "Jensen twice; Lu & Steinerberger 2022");
  if (m.a < 1) return;
  const bool single = setting_.views == 1;
  if (single || exceeds_single_views(setting_.preset))
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

void Table::add_configurations(Index n) {
  for (const ConfigurationEntry* row : configurations_of(setting_.dim, n)) {
    const bool atom = row->name == "single atom";
    if (!setting_.samples && atom && n > 2) continue;
    const double value = energy(row->make(setting_.dim, atom ? 1 : n), n);
    const MinimalityClaim& told = claim_of(*row, n, value);
    const LowerBound bound = lower_bound(n);
    add("configurations", fmt::format("configuration.{}.{}", row->name, n),
        fmt::format("{}, {} point{}", row->name, n, n == 1 ? "" : "s"), value,
        status_of(told, value, bound), fmt::format("{}: {}", told.energy, told.source),
        value - bound.value);
  }
}

void Table::add_configurations() {
  if (setting_.samples) return add_configurations(setting_.samples);
  constexpr Index largest = 240;
  for (Index n = 2; n <= largest; ++n)
    if (setting_.dim > 2 || n <= 8 || n == 12 || n == 16 || n == 32) add_configurations(n);
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

std::vector<Statement> overview(const Setting& setting) { return Table(setting).statements(); }

}  // namespace simclr_flow::theory
