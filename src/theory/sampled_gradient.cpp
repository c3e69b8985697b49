#include "sampled_gradient.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "row_loops.hpp"
#include "sampled_square.hpp"
#include "simclr_flow/core/parallel_blocks.hpp"

namespace simclr_flow::theory {
namespace {

constexpr double most_numbers_of_blocks = 3e7;

/// Rows [begin, end) of a list in blocks, as many as their sums of `numbers` each leave room for.
struct RowsInBlocks {
  RowsInBlocks(Index rows, Index numbers)
      : count(std::clamp<Index>(Index(most_numbers_of_blocks / double(numbers)), 1,
                                std::min<Index>(64, rows))),
        total(rows) {}
  Index begin(Index block) const { return block * total / count; }
  Index count, total;
};

RoughRows empty_rows(Index columns) {
  return {State::Zero(columns), State::Zero(columns), State::Zero(columns), State::Zero(columns)};
}

/// Columns of a half that rules speak of, sample by sample.
std::vector<Index> columns_of(const Columns& columns, const std::vector<Index>& half) {
  std::vector<Index> all;
  for (const Index sample : half)
    for (Index b = 0; b < columns.views; ++b) all.push_back(b * columns.samples + sample);
  return all;
}

bool is_taken_by(const Summed& of, Index row, Index j) {
  return takes(of.rule, of.columns.latent(row), of.columns.latent(j), of.columns.views);
}
double weight_of(const Summed& of, Index column) {
  return of.weights.size() ? of.weights[of.columns.view(column)] : 1;
}

/// A row's value and weight, once the log of its sum is known.
void fill(const Summed& of, const ContrastRows& rows, Index row, long double log_sum,
          RoughRows& to) {
  const long double log_row = rows.normalised(log_sum);
  const RowTerms terms = rows.terms(row, log_row);
  to.log_row[row] = double(log_row);
  to.value[row] = double(terms.value);
  to.weight[row] = double(terms.slope * std::exp(-log_sum));
  (void)of;
}

/// Calls with each row of a list, its workspace and its block; blocks run on all threads.
template <class Body>
void for_rows(const Summed& of, const std::vector<Index>& list, const RowsInBlocks& blocks,
              const Body& body) {
  std::vector<std::optional<KernelRow>> workspaces(static_cast<std::size_t>(thread_count()));
  parallel_blocks(blocks.count, [&](Index block, Index slot) {
    auto& row = workspaces[static_cast<std::size_t>(slot)];
    if (!row) row.emplace(of.columns, of.kernel, of.rule, of.weights);
    for (Index k = blocks.begin(block); k < blocks.begin(block + 1); ++k) {
      row->compute(list[static_cast<std::size_t>(k)]);
      body(block, k, *row);
    }
  });
}

}  // namespace

HalfSums sum_half(const Summed& of, const std::vector<Index>& half) {
  const Columns& columns = of.columns;
  const ContrastRows rows(columns, of.kernel, of.rule, of.weights);
  const std::vector<Index> list = columns_of(columns, half);
  const RowsInBlocks blocks(std::ssize(list), columns.count());
  std::vector<State> sums(static_cast<std::size_t>(blocks.count), State::Zero(columns.count()));
  HalfSums found{empty_rows(columns.count()), State::Zero(columns.count()),
                 std::vector<bool>(static_cast<std::size_t>(columns.samples)), std::ssize(half)};
  for (const Index sample : half) found.is_own[static_cast<std::size_t>(sample)] = true;
  for_rows(of, list, blocks, [&](Index block, Index k, const KernelRow& row) {
    const Index own = list[static_cast<std::size_t>(k)];
    const long double unit = of.kernel.log_k(row.least());
    const double scale = weight_of(of, own) * double(std::exp(unit));
    State& sum = sums[static_cast<std::size_t>(block)];
    for (const auto& range : row.ranges()) {
      add_multiple(scale, row.kernels().data() + range.begin, range.end - range.begin,
                   sum.data() + range.begin);
      const Index partner = range.begin + columns.sample(own);
      sum[partner] -= scale * row.kernels()[partner];
    }
    found.exact.others[own] = row.weighted_others() * double(std::exp(unit));
    if (rows.has(own))
      fill(of, rows, own, unit + std::log(static_cast<long double>(row.sum())), found.exact);
  });
  for (const State& sum : sums) found.of_columns += sum;
  return found;
}

RoughRows rows_by_half(const Summed& of, const HalfSums& sums) {
  const Columns& columns = of.columns;
  const ContrastRows rows(columns, of.kernel, of.rule, of.weights);
  RoughRows found = empty_rows(columns.count());
  constexpr Index block_size = 4096;
  parallel_blocks((columns.count() + block_size - 1) / block_size, [&](Index block, Index) {
    const Index end = std::min(columns.count(), (block + 1) * block_size);
    for (Index i = block * block_size; i < end; ++i) {
      const Index sample = columns.sample(i);
      const bool own = sums.is_own[static_cast<std::size_t>(sample)];
      const double others = double(sums.samples - own), all = double(columns.samples - 1);
      long double near = 0;
      for (Index j = sample; j < columns.count(); j += columns.samples)
        if (j != i && is_taken_by(of, i, j))
          near += weight_of(of, j) * std::exp(of.kernel.log_k(half_square(columns, i, j)));
      found.others[i] = double(near) + sums.of_columns[i] * all / others;
      if (!rows.has(i)) continue;
      const double itself = is_taken_by(of, i, i) ? weight_of(of, i) : 0;
      fill(of, rows, i, std::log(static_cast<long double>(itself + found.others[i])), found);
    }
  });
  return found;
}

namespace {

/// The gradient of the pairs within one sample: a column for each view.
Points within_sample(const Summed& of, const ContrastRows& rows, Index sample,
                     const RoughRows& known) {
  const Columns& columns = of.columns;
  const Index views = columns.views;
  Points sum = Points::Zero(columns.x.rows(), views);
  const auto column = [&](Index b) { return b * columns.samples + sample; };
  const auto pull = [&](double weight, Index a, Index b) {
    const State apart = columns.x.col(column(b)) - columns.x.col(column(a));
    sum.col(a) += weight * apart;
    sum.col(b) -= weight * apart;
  };
  for (Index a = 0; a < views; ++a) {
    const Index row = column(a);
    if (!rows.has(row)) continue;
    for (Index b = 0; b < views; ++b) {
      if (b == a || !is_taken_by(of, row, column(b))) continue;
      const long double s = half_square(columns, row, column(b));
      pull(known.weight[row] * weight_of(of, column(b)) *
               double(std::exp(of.kernel.log_k(s)) * of.kernel.pull(s)),
           a, b);
    }
    for (const auto& [partner, part] : rows.terms(row, known.log_row[row]).partners)
      pull(-double(part * of.kernel.pull(half_square(columns, row, partner))), a,
           columns.view(partner));
  }
  return sum;
}

/// slopes of a row without those within its own sample, by their weights: pull k.
void slopes_between(const Summed& of, const KernelRow& row, Index own, State& slopes) {
  const double scale = double(std::exp(of.kernel.log_k(row.least())));
  slopes.setZero();
  for (const auto& range : row.ranges()) {
    const Index count = range.end - range.begin;
    slopes.segment(range.begin, count) =
        scale / range.weight * row.slopes().segment(range.begin, count);
    slopes[range.begin + of.columns.sample(own)] = 0;
  }
}

/// What each of the half's other samples says that rough weights put the gradient at `own` off by,
/// times the number of all others: a column for each, the mean over which corrects it.
Points corrections(const Summed& of, const std::vector<Index>& half, Index own, const State& slopes,
                   const State& off) {
  const Columns& columns = of.columns;
  Points terms = Points::Zero(columns.x.rows(), std::ssize(half));
  const double scale = weight_of(of, own) * double(columns.samples - 1);
  for (std::size_t k = 0; k < half.size(); ++k) {
    if (half[k] == columns.sample(own)) continue;
    for (Index j = half[k]; j < columns.count(); j += columns.samples)
      terms.col(Index(k)) += scale * off[j] * slopes[j] * (columns.x.col(j) - columns.x.col(own));
  }
  return terms;
}

/// The variance of the mean of m vectors, one of which is none.
double variance_of_mean(const Points& terms, double finite) {
  const double m = double(terms.cols() - 1);
  const double squares = terms.squaredNorm() - terms.rowwise().sum().squaredNorm() / m;
  return std::max(squares, 0.0) / (m - 1) / m * finite;
}

}  // namespace

HalfGradient gradient_of_half(const Summed& of, const PlainSpace& space,
                              const std::vector<Index>& half, const RoughRows& exact,
                              const RoughRows& own_rough, const RoughRows& other) {
  const Columns& columns = of.columns;
  const Index d = columns.x.rows(), n = columns.count(), views = columns.views,
              m = std::ssize(half);
  const ContrastRows rows(columns, of.kernel, of.rule, of.weights);
  HalfGradient found{columns_of(columns, half), {}, {}, Points::Zero(d, n), {}, {}, {}};
  const Index count = std::ssize(found.columns);
  found.gradient = Points::Zero(d, count);
  found.variance = State::Zero(count);
  State squares(count), noise(count), masses(n), off = State::Zero(n);
  for (Index c = 0; c < n; ++c) masses[c] = weight_of(of, c);
  for (const Index c : found.columns) off[c] = exact.weight[c] - other.weight[c];
  if (views > 1)
    for (Index k = 0; k < m; ++k)
      found.gradient.middleCols(k * views, views) =
          within_sample(of, rows, half[static_cast<std::size_t>(k)], exact);
  const double finite = 1 - double(m - 1) / double(columns.samples - 1);
  const RowsInBlocks blocks(count, d * n);
  std::vector<Columns::Coordinates> sums(static_cast<std::size_t>(blocks.count));
  std::vector<State> without(static_cast<std::size_t>(blocks.count), State::Zero(m));
  for_rows(of, found.columns, blocks, [&](Index block, Index k, const KernelRow& row) {
    Columns::Coordinates& sum = sums[static_cast<std::size_t>(block)];
    if (sum.size() == 0) sum = Columns::Coordinates::Zero(d, n);
    const Index own = found.columns[static_cast<std::size_t>(k)];
    State slopes(n);
    slopes_between(of, row, own, slopes);
    const double own_mass = weight_of(of, own), own_weight = exact.weight[own];
    const State at_own = slopes.cwiseProduct(own_mass * other.weight + own_weight * masses),
                elsewhere = slopes.cwiseProduct(own_mass * own_rough.weight + own_weight * masses);
    for (Index c = 0; c < d; ++c) {
      const double* x = &columns.x(c, 0);
      found.gradient(c, k) += dot_of_row(at_own.data(), x, n) - columns.x(c, own) * at_own.sum();
      add_differences(elsewhere.data(), x, columns.x(c, own), 1, n, &sum(c, 0));
    }
    const Points terms = corrections(of, half, own, slopes, off);
    const SampledSquare square =
        square_of(space, columns.x.col(own), found.gradient.col(k), terms, k / views, finite);
    const double mass = rows.mass(own);
    squares[k] = square.value / mass;
    noise[k] = square.noise / mass;
    for (Index j = 0; j < m; ++j)
      if (j != k / views) without[static_cast<std::size_t>(block)][j] += square.without[j] / mass;
    found.gradient.col(k) += terms.rowwise().sum() / double(m - 1);
    found.variance[k] = variance_of_mean(terms, finite);
  });
  found.square = squares.reshaped(views, m).colwise().sum();
  found.noise = noise.reshaped(views, m).colwise().sum();
  found.without = State::Zero(m);
  for (const State& part : without) found.without += part;
  for (const auto& sum : sums)
    if (sum.size() > 0) found.rough += sum;
  for (Index i = 0; i < n; ++i) {
    const bool own = std::ranges::binary_search(half, columns.sample(i));
    found.rough.col(i) *= double(columns.samples - 1) / double(m - own);
  }
  if (views == 1) return found;
  for (Index sample = 0; sample < columns.samples; ++sample) {
    const Points within = within_sample(of, rows, sample, own_rough);
    for (Index b = 0; b < views; ++b)
      found.rough.col(b * columns.samples + sample) += within.col(b);
  }
  return found;
}

}  // namespace simclr_flow::theory
