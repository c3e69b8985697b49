#include "simclr_flow/theory/near_collapse.hpp"

#include <cmath>
#include <stdexcept>

#include "domain.hpp"
#include "plain_rule.hpp"
#include "simclr_flow/core/symmetric_eigen.hpp"
#include "simclr_flow/theory/energy_facts.hpp"

namespace simclr_flow::theory {
namespace {

using Negatives = PlainContrast::Negatives;

/// gamma, and what c has beside the attraction of positive pairs.
struct Repulsion {
  double gamma, of_views;
};

std::optional<Repulsion> repulsion(Negatives negatives, double latents, double views,
                                   bool quadrature) {
  const double others = latents - views;
  switch (negatives) {
    case Negatives::all:
      return Repulsion{1, 0};
    case Negatives::others:
      if (quadrature) return std::nullopt;
      return Repulsion{latents / (latents - 1), 0};
    case Negatives::other_samples:
      return Repulsion{latents / others, views / others};
    case Negatives::same_view:
    case Negatives::cross:
      return std::nullopt;
  }
  return std::nullopt;
}

/// Psi'(t) t at t = R/A of latents in one place.
double slope_at_collapse(const PlainContrast& contrast, double latents) {
  if (contrast.linear || contrast.offset == 0) return 1;
  const double t = contrast.negatives == Negatives::others ? (latents - 1) / latents : 1;
  return t / (contrast.offset + t);
}

/// Adds weights of pairs to B.
class Form {
 public:
  explicit Form(Index n) : b_(Points::Zero(n, n)) {}

  void add(double weight, Index i, Index j) {
    if (i == j) return;
    b_(i, i) += weight;
    b_(j, j) += weight;
    b_(i, j) -= weight;
    b_(j, i) -= weight;
  }
  Points take() { return std::move(b_); }

 private:
  Points b_;
};

/// Samples, views, and the masses of latents.
struct Layout {
  Index views, latents;
  State mass, weights;  ///< weights: of a quadrature, or empty

  Layout(Index samples, Index view_count, const State& given)
      : views(view_count), latents(samples * view_count), weights(given) {
    const State one = given.size() ? given : State::Constant(views, 1 / double(views));
    mass = one.replicate(samples, 1) / double(samples);
  }
};

/// Psi'(R/A) R/A of latents in one place, R the sum of these masses times their number, or R/size.
double slope_of(const Rule& rule, double sum, double size) {
  return double(psi(rule, std::log(rule.mean ? sum / size : sum)).second);
}

/// mean Psi(R/A), pull(0) = pull.
Points contrast_form(const PlainEnergy& energy, const PlainContrast& contrast, const Layout& layout,
                     double pull) {
  const Rule rule = rule_of(contrast, layout.views, energy.positives);
  const Index n = layout.latents, views = layout.views;
  Form form(n);
  for (Index row = 0; row < n; ++row) {
    if (rule.cross && row % views != 0) continue;
    double taken = 0, pulled = 0;
    for (Index j = 0; j < n; ++j)
      if (takes(rule, row, j, views)) taken += layout.mass[j];
    const double sum = taken * double(n), size = double(rule.cross ? n / views : n);
    const double mean = layout.mass[row] * (rule.cross ? double(views) : 1) * pull;
    for (const auto& [partner, part] : positives_of(rule, row, views, layout.weights)) {
      const Rule of_pair = partner == row ? rule : between_latents(rule);
      const double weight = mean * double(part) * slope_of(of_pair, sum, size);
      pulled += weight;
      form.add(-weight, row, partner);
    }
    for (Index j = 0; j < n; ++j)
      if (takes(rule, row, j, views)) form.add(pulled * layout.mass[j] / taken, row, j);
  }
  return form.take();
}

Points alignment_form(const PlainEnergy& energy, const Layout& layout) {
  Rule of_pairs{};
  of_pairs.positives = energy.positives;
  Form form(layout.latents);
  for (Index row = 0; row < layout.latents; ++row)
    for (const auto& [partner, part] : positives_of(of_pairs, row, layout.views, layout.weights))
      form.add(-2 * layout.mass[row] * double(part), row, partner);
  return form.take();
}

/// Of latents first, first + stride, ...
void add_uniformity(Form& form, const Layout& layout, Index first, Index stride, double pull) {
  double pairs = 0;
  for (Index i = first; i < layout.latents; i += stride)
    for (Index j = first; j < i; j += stride) pairs += layout.mass[i] * layout.mass[j];
  for (Index i = first; i < layout.latents; i += stride)
    for (Index j = first; j < i; j += stride)
      form.add(pull * layout.mass[i] * layout.mass[j] / pairs, i, j);
}

Points uniformity_form(const Layout& layout, bool per_view, double pull) {
  Form form(layout.latents);
  const Index parts = per_view ? layout.views : 1;
  for (Index a = 0; a < parts; ++a) add_uniformity(form, layout, a, parts, pull / double(parts));
  return form.take();
}

bool has_pull_at_zero(const PlainEnergy& energy) {
  const auto kernel = plain_kernel(energy.kernel, energy.temperature, energy.parameters);
  return !kernel->has_pole() && !kernel->has_kink();
}

/// A contrast of one's own takes its kernel.
bool takes_kernel(const PlainEnergy& energy) {
  return energy.contrast || depends_on_kernel(energy.preset);
}

double pull_at_zero(const PlainEnergy& energy) {
  if (!has_pull_at_zero(energy))
    throw std::invalid_argument("no form near collapse: the kernel has no pull at distance 0");
  const auto kernel = plain_kernel(energy.kernel, energy.temperature, energy.parameters);
  return static_cast<double>(kernel->pull(0));
}

}  // namespace

std::optional<CollapseCoefficients> collapse_coefficients(std::string_view preset, Index samples,
                                                          Index views, bool quadrature) {
  require_points("near collapse", samples);
  if (views < 1) throw InputError(fmt::format("near collapse: V = {}; allowed is V >= 1", views));
  const EnergyFacts* facts = facts_of(preset);
  if (!facts || facts->sum != EnergyFacts::Sum::contrast) return std::nullopt;
  const PlainContrast& contrast = facts->contrast;
  const double v = static_cast<double>(views == 1 ? facts->views_of_single() : views);
  const double latents = static_cast<double>(samples) * v;
  const auto push = repulsion(contrast.negatives, latents, v, quadrature);
  if (!push) return std::nullopt;
  CollapseCoefficients found{slope_at_collapse(contrast, latents), push->gamma, 0};
  if (views > 1) found.c = push->of_views + (quadrature ? 1 : v / (v - 1));
  return found;
}

Points collapse_form(const PlainEnergy& energy, Index samples, Index views, const State& weights) {
  const Defined parts = defined(energy);
  const Layout layout(samples, views, weights);
  switch (parts.sum) {
    case EnergyFacts::Sum::contrast:
      return contrast_form(energy, parts.contrast, layout, pull_at_zero(energy));
    case EnergyFacts::Sum::alignment:
      return alignment_form(energy, layout);
    case EnergyFacts::Sum::uniformity:
      return uniformity_form(layout, false, pull_at_zero(energy));
    case EnergyFacts::Sum::uniformity_per_view:
      return uniformity_form(layout, true, pull_at_zero(energy));
    case EnergyFacts::Sum::spectral:
      throw std::invalid_argument("no form near collapse: the energy depends on where latents are");
  }
  throw std::invalid_argument("no such sum");
}

bool has_collapse_form(const PlainEnergy& energy) {
  return has_plain_sum(energy) && has_plain_kernel(energy.kernel) &&
         defined(energy).sum != EnergyFacts::Sum::spectral &&
         (!takes_kernel(energy) || has_pull_at_zero(energy));
}

double length_at_zero(const PlainEnergy& energy) {
  return takes_kernel(energy) ? 1 / std::sqrt(pull_at_zero(energy)) : 1;
}

CollapseModes collapse_modes(PointsView form, PointsView theta) {
  const SymmetricEigen kernel = symmetric_eigen(theta);
  const State roots = kernel.values.cwiseMax(0).cwiseSqrt();
  const Points root = kernel.vectors * roots.asDiagonal() * kernel.vectors.transpose();
  const SymmetricEigen modes = symmetric_eigen(root * form * root);
  constexpr double slowest = 1e-9;
  const double fastest = modes.values.cwiseAbs().maxCoeff();
  const Points left = form * root * modes.vectors;
  CollapseModes found{State(left.cols()), Points(left.rows(), left.cols())};
  Index kept = 0;
  for (Index r = left.cols() - 1; r >= 0; --r) {
    if (!(std::abs(modes.values[r]) > slowest * fastest)) continue;
    found.rates[kept] = modes.values[r];
    found.vectors.col(kept++) = left.col(r).normalized();
  }
  found.rates.conservativeResize(kept);
  found.vectors.conservativeResize(Eigen::NoChange, kept);
  return found;
}

}  // namespace simclr_flow::theory
