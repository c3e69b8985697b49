// Kernel sums in many dimensions: a block of rows at a time, distances and forces by matrix
// products.
#include <cblas.h>

#include <algorithm>
#include <vector>

#include "softmax_row.hpp"
#include "sweeps.hpp"

namespace simclr_flow {
namespace {

constexpr std::size_t block_bytes = 512 * 1024;  // of kernel values

/// c = a·b + beta·c with op(a) m×k, op(b) k×n, all column by column.
void multiply(bool transpose_a, bool transpose_b, Index m, Index n, Index k, const double* a,
              Index stride_a, const double* b, Index stride_b, double beta, double* c,
              Index stride_c) {
  const auto length = [](Index size) { return static_cast<blasint>(size); };
  cblas_dgemm(CblasColMajor, transpose_a ? CblasTrans : CblasNoTrans,
              transpose_b ? CblasTrans : CblasNoTrans, length(m), length(n), length(k), 1, a,
              length(stride_a), b, length(stride_b), beta, c, length(stride_c));
}

/// Points about their mean, with |x|^2/2, and one block of kernel rows.
struct ProductBlock {
  ProductBlock(PointsView z, double temperature)
      : rate(exp2_rate(temperature)),
        x(z.colwise() - z.rowwise().mean()),
        half(0.5 * x.colwise().squaredNorm()),
        rows(std::clamp<Index>(
            static_cast<Index>(block_bytes / (8 * static_cast<std::size_t>(z.cols()))), 24, 256)),
        kernel(z.cols(), rows) {}

  /// kernel(·, r) = inner products of all points with point begin + r.
  void start(Index begin, Index count) {
    multiply(true, false, x.cols(), count, x.rows(), x.data(), x.rows(), x.col(begin).data(),
             x.rows(), 0, kernel.data(), kernel.rows());
  }
  /// Turns column r into kernels, the row's own set to 0, and returns the sum of the others. The
  /// own pair pulls nothing: in a product it would leave the rounding of |x_i| behind.
  double finish_row(Index i, Index r, std::pair<long, long> skip) {
    if (skip.first == skip.second) skip = {i, i + 1};
    return sweeps().product(kernel.col(r).data(), half.data(), half[i], rate, x.cols(), skip.first,
                            skip.second);
  }

  double rate;
  Points x;
  State half;
  Index rows;
  Points kernel;  // N×rows: one column a row of the sum
};

}  // namespace

State KernelSum::log_potential_by_products(PointsView z) const {
  ProductBlock block(z, profile_.temperature);
  SoftmaxRow safe(z, *this);
  const double own = negatives_ == Negatives::all ? 1 : 0;
  State potential(z.cols());
  for (Index begin = 0; begin < z.cols(); begin += block.rows) {
    const Index rows = std::min(block.rows, z.cols() - begin);
    block.start(begin, rows);
    for (Index r = 0; r < rows; ++r) {
      const Index i = begin + r;
      const double sum = own + block.finish_row(i, r, skipped_columns(negatives_, i, views_));
      potential[i] = sum > smallest_sum ? std::log(sum) : safe.fill(i);
    }
  }
  return potential;
}

void KernelSum::add_gradient_by_products(PointsView z, const RowWeight& weight,
                                         PointsOut gradient) const {
  ProductBlock block(z, profile_.temperature);
  SoftmaxRow safe(z, *this);
  const Index d = z.rows(), count = z.cols();
  const double own = negatives_ == Negatives::all ? 1 : 0;
  Points pull(d, block.rows), scaled(d, block.rows), reaction = Points::Zero(d, count);
  State column_sum = State::Zero(count);  // sum_i scale_i k_ij
  for (Index begin = 0; begin < count; begin += block.rows) {
    const Index rows = std::min(block.rows, count - begin);
    block.start(begin, rows);
    State others(rows), scale = State::Zero(rows);
    for (Index r = 0; r < rows; ++r) {
      const Index i = begin + r;
      others[r] = block.finish_row(i, r, skipped_columns(negatives_, i, views_));
      const double sum = own + others[r];
      if (sum > smallest_sum)
        scale[r] = weight(i, std::log(sum)) / (sum * profile_.temperature);
      else
        add_row(safe, i, weight, gradient);
    }
    // Row i pulls itself by scale_i sum_j k_ij (x_j - x_i), and j by the opposite of its share.
    multiply(false, false, d, rows, count, block.x.data(), d, block.kernel.data(), count, 0,
             pull.data(), d);
    for (Index r = 0; r < rows; ++r) {
      const auto x = block.x.col(begin + r);
      gradient.col(begin + r) += scale[r] * (pull.col(r) - others[r] * x);
      scaled.col(r) = scale[r] * x;
    }
    multiply(false, true, d, count, rows, scaled.data(), d, block.kernel.data(), count, 1,
             reaction.data(), d);
    column_sum.noalias() += block.kernel.leftCols(rows) * scale;
  }
  gradient += reaction - block.x * column_sum.asDiagonal();
}

}  // namespace simclr_flow
