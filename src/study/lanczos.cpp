#include "lanczos.hpp"

#include <Spectra/SymEigsSolver.h>

#include <algorithm>
#include <stdexcept>

namespace simclr_flow {
namespace {

constexpr Index most_found = 300;
constexpr double accuracy = 1e-10, verified = 1e-8, roughly = 0.05;

/// The Hessian plus a multiple of 1 as Spectra wants it: its accuracy is relative to each
/// eigenvalue, and those of interest may be 0. Symmetries and directions in `moved` are
/// eigenvectors of eigenvalue 3 times the shift.
class Deflated {
 public:
  using Scalar = double;
  explicit Deflated(const ReducedHessian& hessian) : hessian_(hessian), moved_(hessian.size(), 0) {}
  void move(const State& direction) {
    moved_.conservativeResize(hessian_.size(), moved_.cols() + 1);
    moved_.rightCols<1>() = direction;
  }
  void set_shift(double shift) { shift_ = shift; }
  double shift() const { return shift_; }
  Index moved() const { return moved_.cols() + hessian_.size() - hessian_.unknowns(); }

  Index rows() const { return hessian_.size(); }
  Index cols() const { return hessian_.size(); }
  State apply(const State& u) const {
    const State along = moved_ * State(moved_.transpose() * u), rest = u - along;
    const State image = hessian_.apply(rest), symmetric = rest - hessian_.without_symmetries(rest);
    return image - moved_ * State(moved_.transpose() * image) +
           shift_ * (u + 2 * (along + symmetric));
  }
  void perform_op(const double* in, double* out) const {
    Eigen::Map<State>(out, rows()) = apply(Eigen::Map<const State>(in, rows()));
  }

 private:
  const ReducedHessian& hessian_;
  Points moved_;
  double shift_ = 0;
};

struct Pairs {
  State values;
  Points vectors;
};

/// Pairs that are what they claim, to `error`; else nothing.
std::optional<Pairs> pairs_of(Deflated& map, Index count, Spectra::SortRule rule, double error) {
  try {
    const Index basis = std::min(map.rows(), std::max<Index>(2 * count + 10, 30));
    Spectra::SymEigsSolver<Deflated> solver(map, count, basis);
    solver.init();
    solver.compute(rule, 2000, std::min(accuracy, error), Spectra::SortRule::SmallestAlge);
    if (solver.info() != Spectra::CompInfo::Successful) return std::nullopt;
    Pairs pairs{solver.eigenvalues(), solver.eigenvectors()};
    const double scale = std::max(map.shift(), pairs.values.cwiseAbs().maxCoeff());
    for (Index k = 0; k < pairs.values.size(); ++k) {
      const State v = pairs.vectors.col(k);
      if (!((map.apply(v) - pairs.values[k] * v).norm() <= error * scale)) return std::nullopt;
    }
    return pairs;
  } catch (const std::runtime_error&) {
    return std::nullopt;  // Spectra's own decomposition gave up
  }
}

/// Adds batches until one has nothing below what is wanted; whether that came to be.
bool find_lowest(Deflated& map, Index count, double zero, std::vector<double>& found) {
  while (map.moved() + count < map.rows() && std::ssize(found) < most_found) {
    const auto batch = pairs_of(map, count, Spectra::SortRule::SmallestAlge, verified);
    if (!batch) return false;
    const State values = batch->values.array() - map.shift();
    if (std::ssize(found) >= count && values[0] > -zero &&
        values[0] >= found[static_cast<std::size_t>(count - 1)] - zero)
      return true;
    for (Index k = 0; k < values.size(); ++k) {
      found.push_back(values[k]);
      map.move(batch->vectors.col(k));
    }
    std::ranges::sort(found);
  }
  return false;
}

}  // namespace

std::optional<LowestEigenvalues> lowest_eigenvalues(const ReducedHessian& hessian, Index count,
                                                    double share) {
  Deflated map(hessian);
  const auto top = pairs_of(map, 1, Spectra::SortRule::LargestMagn, roughly);
  if (!top || top->values[0] == 0) return std::nullopt;
  LowestEigenvalues lowest{{}, std::abs(top->values[0])};
  map.set_shift(1.1 * lowest.largest);
  if (!find_lowest(map, count, share * lowest.largest, lowest.values)) return std::nullopt;
  return lowest;
}

}  // namespace simclr_flow
