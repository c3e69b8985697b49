#include "simclr_flow/theory/pair_pass.hpp"

#include <algorithm>
#include <cmath>

#include "pair_blocks.hpp"
#include "pair_pass_hold.hpp"
#include "plain_rule.hpp"
#include "simclr_flow/theory/energy_facts.hpp"

namespace simclr_flow::theory {
namespace {

constexpr double unit_of_pass = std::numeric_limits<double>::epsilon();
constexpr double underflow = 1e-295;  // of terms with k < 1e-307, whatever their number

/// Beside a latent's own kernel, 1, others below e^-708 have no digits: means whose sum is not far
/// above that are left to a pass over others alone.
constexpr double least_log_of_others = -650;

/// One pass under way.
class Passing {
 public:
  Passing(const PlainEnergy& energy, PointsView z, Index views, const State& weights)
      : defined_(defined(energy)),
        positives_(energy.positives),
        kernel_(plain_kernel(energy.kernel, energy.temperature, energy.parameters)),
        columns_(z, views),
        weights_(weights * static_cast<double>(views)),
        gauss_(speaks_of_kernel(energy.kernel)) {}

  PairPass of_contrast() {
    const Rule rule = rule_of(defined_.contrast, columns_.views, positives_);
    const ContrastRows rows(columns_, *kernel_, rule, weights_);
    SummedRows summed(columns_.count());
    const RowBlock all =
        pass(rule, 0, columns_.count(), [&](RowBlock& block, KernelRow& row, Index i) {
          if (!rows.has(i)) return;
          row.compute(i);
          summed.keep(i, row, rows.log_r(row));
          add_contrast(block, row, i, rows.terms(i, summed.log_r[at(i)]));
        });
    hold_sums({columns_, *kernel_, rule, weights_}, summed, all.gradient.gradient,
              gradient_rounding(all));
    PairPass found{sum_of(all, all.value, 1), {}};
    found.sum.value_scale = double(all.size);
    found.sum.value_rounding = all.rounding + unit_of_pass * double(all.size);
    if (gauss_ && !rule.cross && rule.own_sample && rule.other_views &&
        double(all.others.log()) > least_log_of_others)
      found.means = means_of(all);
    return found;
  }

  PairPass of_uniformity(bool per_view) {
    const Rule rule{.own_latent = false, .own_sample = true, .other_views = !per_view};
    const Index parts = per_view ? columns_.views : 1, size = columns_.count() / parts;
    PairPass found{{}, {}};
    for (Index part = 0; part < parts; ++part) {
      const RowBlock all = pass(rule, part * size, (part + 1) * size, add_others(true));
      const double log_all = double(all.all.log()), pairs = double(size) * double(size - 1);
      // d(log mean) = (sum of d(k) over ordered pairs)/(sum of k), a mean over parts.
      const double share = std::exp(double(all.gradient.reference) - log_all) / double(parts);
      add_part(sum_of(all, (log_all - std::log(pairs)) / double(parts), share), found.sum);
      found.sum.value_scale += (std::abs(log_all) + std::log(pairs)) / double(parts);
      found.sum.value_rounding += all.of_row / double(parts);
      if (gauss_ && parts == 1) found.means = means_of(all);
    }
    found.sum.value_rounding += unit_of_pass * found.sum.value_scale;
    return found;
  }

  KernelMeans means() {
    const Rule rule{.own_latent = false, .own_sample = true, .other_views = true};
    return means_of(
        by_blocks(columns_, {0, columns_.count(), false}, workspace(rule), add_others(false)));
  }

 private:
  static std::size_t at(Index i) { return static_cast<std::size_t>(i); }

  std::function<KernelRow()> workspace(const Rule& rule) {
    return [this, &rule] { return KernelRow(columns_, *kernel_, rule, weights_); };
  }
  template <class Add>
  RowBlock pass(const Rule& rule, Index begin, Index end, const Add& add) {
    return by_blocks(columns_, {begin, end, true}, workspace(rule), add);
  }

  void see_kernels(RowBlock& block, const KernelRow& row, Index i) const {
    const long double unit = kernel_->log_k(row.least()), n = columns_.count();
    if (row.others() > 0) block.others.add(unit + std::log((long double)row.others()));
    if (row.sum() > 0) block.all.add(unit + std::log((long double)row.sum()));
    block.by_mass += mass(i) * (mass(i) + std::exp(unit) * row.weighted_others() / n);
    block.of_row = std::max(block.of_row, row.rounding());
  }

  void add_contrast(RowBlock& block, const KernelRow& row, Index i, const RowTerms& terms) const {
    see_kernels(block, row, i);
    block.value += terms.value;
    block.size += terms.size;
    block.rounding += double(terms.slope) * row.rounding();
    block.gradient.add_row(columns_, row, i, double(terms.slope) / row.sum());
    for (const auto& [partner, weight] : terms.partners)
      block.gradient.add_pull(
          columns_, -double(weight * kernel_->pull(half_square(columns_, i, partner))), i, partner);
  }

  /// Kernels of others alone; their gradients in units that the block's largest one sets.
  std::function<void(RowBlock&, KernelRow&, Index)> add_others(bool gradient) {
    return [this, gradient](RowBlock& block, KernelRow& row, Index i) {
      row.compute(i);
      const long double unit = kernel_->log_k(row.least());
      if (gradient) {
        GradientBlock& sums = block.gradient;
        if (block.all.sum == 0) sums.reference = unit;
        if (unit > sums.reference) sums.rescale(unit);
        sums.add_row(columns_, row, i, double(std::exp(unit - sums.reference)));
      }
      see_kernels(block, row, i);
    };
  }

  double mass(Index column) const {
    const double weight = weights_.size() ? weights_[columns_.view(column)] : 1;
    return weight / static_cast<double>(columns_.count());
  }

  KernelMeans means_of(const RowBlock& all) const {
    const double n = static_cast<double>(columns_.count());
    return {double(all.others.log()) - std::log(n * (n - 1)), double(all.by_mass)};
  }

  /// Terms are off by what rounding makes of s, k and u, and by the depth of the sums.
  double gradient_rounding(const RowBlock& all) const {
    const State mean = columns_.x.rowwise().mean();
    const double farthest = 2 * (columns_.x.colwise() - mean).colwise().squaredNorm().maxCoeff();
    const double range =
        1 + std::abs(double(kernel_->log_k(farthest))) + farthest * double(kernel_->pull(farthest));
    const double of_terms =
        (unit_of_pass * double(columns_.x.rows() + 10) + PlainKernel::row_error) * range +
        2 * all.of_row;
    const double of_sums = unit_of_pass * depth_of_blocks(columns_.count());
    return (of_terms + of_sums) * all.gradient.sizes.maxCoeff() + underflow;
  }

  /// The gradient in the order of latents, times a factor.
  PlainSum sum_of(const RowBlock& all, long double value, double factor) const {
    PlainSum sum{double(value),
                 Points(columns_.x.rows(), columns_.count()),
                 0,
                 factor * all.gradient.sizes.maxCoeff(),
                 factor * all.gradient.pulls.maxCoeff(),
                 0,
                 factor * gradient_rounding(all)};
    for (Index c = 0; c < columns_.count(); ++c)
      sum.gradient.col(columns_.latent(c)) = factor * all.gradient.gradient.col(c);
    return sum;
  }

  static void add_part(const PlainSum& part, PlainSum& sum) {
    sum.value += part.value;
    sum.gradient = sum.gradient.size() ? Points(sum.gradient + part.gradient) : part.gradient;
    sum.gradient_scale = std::max(sum.gradient_scale, part.gradient_scale);
    sum.pull = std::max(sum.pull, part.pull);
    sum.gradient_rounding = std::max(sum.gradient_rounding, part.gradient_rounding);
  }

  Defined defined_;
  const PlainPositives* positives_;
  std::unique_ptr<const PlainKernel> kernel_;
  Columns columns_;
  State weights_;
  bool gauss_;
};

using Real = long double;
using Matrix = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>;

/// What the positive pairs of `spectral` add, -2 sum_i p_i P_ij u_i·u_j, and its gradient.
struct PositiveSum {
  Real value = 0, size = 0;
  Matrix gradient;
  State sizes, pulls;
};

PositiveSum positive_sum(const PlainEnergy& energy, const Matrix& u, Index views,
                         const State& weights, const State& mass) {
  Rule of_pairs{};
  of_pairs.positives = energy.positives;
  const Index n = u.cols();
  PositiveSum sum{0, 0, Matrix::Zero(u.rows(), n), State::Zero(n), State::Zero(n)};
  const auto add = [&](Real mean, Index to, Index from) {
    sum.gradient.col(to) -= 2 * mean * u.col(from);
    sum.sizes[to] += double(2 * mean * u.col(from).norm());
    sum.pulls[to] += double(2 * mean);
  };
  for (Index i = 0; i < n; ++i)
    for (const auto& [j, part] : positives_of(of_pairs, i, views, weights)) {
      const Real mean = mass[i] * part, product = u.col(i).dot(u.col(j));
      sum.value -= 2 * mean * product;
      sum.size += 2 * mean * u.col(i).norm() * u.col(j).norm();
      add(mean, i, j);
      add(mean, j, i);
    }
  return sum;
}

/// `spectral` by the second moments of the latents, in long double: O(N d²), where the double sum
/// of plain_sum takes O(N² d).
PlainSum spectral_sum(const PlainEnergy& energy, PointsView z, Index views, const State& weights) {
  const Index n = z.cols();
  const Matrix u = z.cast<Real>();
  const State mass = (weights.size() ? State(weights.replicate(n / views, 1) * double(views))
                                     : State(State::Ones(n))) /
                     double(n);
  PositiveSum sum = positive_sum(energy, u, views, weights, mass);
  Matrix moment = Matrix::Zero(u.rows(), u.rows());
  for (Index i = 0; i < n; ++i) moment += mass[i] * u.col(i) * u.col(i).transpose();
  const Real spread = moment.trace(), squares = moment.squaredNorm(),
             length_mean = u.colwise().norm().dot(mass.cast<Real>());
  for (Index i = 0; i < n; ++i) {
    const Real share = 4 * mass[i], length = u.col(i).norm();
    sum.gradient.col(i) += share * (moment * u.col(i));
    sum.sizes[i] += double(share * spread * length);
    sum.pulls[i] += double(share * (spread + 2 * length * length_mean));
  }
  const double value = double(sum.value + squares), size = sum.sizes.maxCoeff();
  return {value,
          sum.gradient.cast<double>(),
          double(sum.size + spread * spread),
          size,
          sum.pulls.maxCoeff(),
          unit_of_pass * std::abs(value),
          unit_of_pass * size};
}

PairPass without_bounds(PlainSum sum) { return {std::move(sum), {}}; }

}  // namespace

PairPass pair_pass(const PlainEnergy& energy, PointsView z, Index views, const State& weights) {
  using enum EnergyFacts::Sum;
  const Defined sum = defined(energy);
  if (sum.pair_mean) return without_bounds(plain_sum(energy, z, views));
  switch (sum.sum) {
    case contrast:
      return Passing(energy, z, views, weights).of_contrast();
    case uniformity:
      return Passing(energy, z, views, weights).of_uniformity(false);
    case uniformity_per_view:
      return Passing(energy, z, views, weights).of_uniformity(true);
    case alignment:  // O(N views)
      return without_bounds(weights.size() ? plain_sum_by_quadrature(energy, z, weights)
                                           : plain_sum(energy, z, views));
    case spectral:
      return without_bounds(spectral_sum(energy, z, views, weights));
  }
  throw std::invalid_argument("no such sum");
}

KernelMeans kernel_means(PointsView z, double temperature, Index views, const State& weights) {
  return Passing({"simclr", "gauss", temperature}, z, views, weights).means();
}

}  // namespace simclr_flow::theory
