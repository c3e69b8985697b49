#include "simclr_flow/study/hessian_spectrum.hpp"

#include <Spectra/SymEigsSolver.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <stdexcept>

#include "simclr_flow/study/reduced_hessian.hpp"

namespace simclr_flow {
namespace {

/// The Hessian plus a multiple of 1 as Spectra wants it: its accuracy is relative to each
/// eigenvalue, and those of interest may be 0. Directions in `moved` are eigenvectors of eigenvalue
/// 3 times the shift.
class Deflated {
 public:
  using Scalar = double;
  Deflated(const ReducedHessian& hessian) : hessian_(hessian) {
    for (Index k = 0; k < hessian.frame().symmetries().cols(); ++k)
      move(hessian.frame().symmetries().col(k));
  }
  void move(const State& direction) {
    moved_.conservativeResize(hessian_.size(), moved_.cols() + 1);
    moved_.rightCols<1>() = direction;
  }
  void set_shift(double shift) { shift_ = shift; }
  double shift() const { return shift_; }
  Index moved() const { return moved_.cols(); }

  Index rows() const { return hessian_.size(); }
  Index cols() const { return hessian_.size(); }
  void perform_op(const double* in, double* out) const {
    const Eigen::Map<const State> u(in, rows());
    const State along = moved_.transpose() * u, rest = u - moved_ * along;
    const State image = hessian_.apply(rest);
    Eigen::Map<State>(out, rows()) =
        image - moved_ * State(moved_.transpose() * image) + shift_ * (u + 2 * (moved_ * along));
  }

 private:
  const ReducedHessian& hessian_;
  Points moved_;
  double shift_ = 0;
};

using Solver = Spectra::SymEigsSolver<Deflated>;

Solver solved(Deflated& map, Index count, Spectra::SortRule rule, double accuracy) {
  const Index basis = std::min(map.rows(), std::max<Index>(2 * count + 10, 30));
  Solver solver(map, count, basis);
  solver.init();
  solver.compute(rule, 2000, accuracy, Spectra::SortRule::SmallestAlge);
  if (solver.info() != Spectra::CompInfo::Successful)
    throw std::runtime_error("the lowest eigenvalues of the Hessian did not converge");
  return solver;
}

/// Batches of lowest eigenvalues, until a batch has none below those that are wanted.
void find_lowest(HessianSpectrum& found, Deflated& map, Index count) {
  std::vector<double> all;
  while (map.moved() < map.rows()) {
    const Index batch = std::min(count, map.rows() - map.moved());
    const Solver solver = solved(map, batch, Spectra::SortRule::SmallestAlge, 1e-10);
    const State values = solver.eigenvalues().array() - map.shift();
    const Points vectors = solver.eigenvectors();
    const bool enough = std::ssize(all) >= count && values[0] > -found.tolerance() &&
                        values[0] >= all[static_cast<std::size_t>(count - 1)] - found.tolerance();
    if (enough) break;
    for (Index k = 0; k < values.size(); ++k) {
      all.push_back(values[k]);
      map.move(vectors.col(k));
    }
    std::ranges::sort(all);
  }
  found.lowest = Eigen::Map<const State>(all.data(), std::ssize(all));
}

void count_signs(HessianSpectrum& found, const State& values) {
  found.negative = (values.array() < -found.tolerance()).count();
  found.zero = (values.array().abs() <= found.tolerance()).count();
}

/// Lanczos needs room for a basis beyond what it looks for.
bool is_matrix_wanted(const ReducedHessian& hessian, Index count, Index dense) {
  return hessian.size() <= std::max<Index>({dense, 20, 2 * count});
}

}  // namespace

HessianSpectrum hessian_spectrum(const Flow& flow, const State& x, Index count, Index dense) {
  const ReducedHessian hessian(flow, x);
  HessianSpectrum found;
  found.unknowns = hessian.unknowns();
  if (found.unknowns == 0) return found;
  if (is_matrix_wanted(hessian, count, dense)) {
    const Eigen::SelfAdjointEigenSolver<Points> solver(hessian.matrix(), Eigen::EigenvaluesOnly);
    const State& values = solver.eigenvalues();
    found.largest = values.cwiseAbs().maxCoeff();
    count_signs(found, values);
    found.lowest =
        values.head(std::min(std::max(count, found.negative + found.zero), values.size()));
    return found;
  }
  found.complete = false;
  Deflated map(hessian);
  found.largest = std::abs(solved(map, 1, Spectra::SortRule::LargestMagn, 1e-4).eigenvalues()[0]);
  map.set_shift(found.largest);
  find_lowest(found, map, std::max<Index>(count, 1));
  count_signs(found, found.lowest);
  return found;
}

}  // namespace simclr_flow
