#pragma once
#include <array>
#include <span>

#include "simclr_flow/core/choice.hpp"

namespace simclr_flow {

/// What the time of a run goes to.
enum class Work {
  energy,          ///< energies, their gradients and Hessian products
  network,         ///< outputs of networks
  jacobian,        ///< products with the Jacobian of a network, its transpose, and tangent kernels
  linear_algebra,  ///< products with matrices of kernels, factorisations, eigenvalues
  measures,        ///< of rows, but for what is above
  output,          ///< rows and checkpoints into the file
};
std::span<const Choice<Work>> choices(Work);

/// Seconds, by Work.
using WorkSeconds = std::array<double, 6>;

/// The wall-clock time from here to the end of the scope is this kind of work of the calling
/// thread. Of nested scopes, the inner one's time is the inner one's alone: the sum over all kinds
/// is never above the time that passed. Scopes stand around parallel blocks, not in them. Costs two
/// looks at the clock.
class TimedWork {
 public:
  explicit TimedWork(Work work);
  ~TimedWork();
  TimedWork(const TimedWork&) = delete;
  TimedWork& operator=(const TimedWork&) = delete;

 private:
  int outer_;
};

/// What the calling thread has spent in scopes since it began, up to now.
WorkSeconds work_seconds();

}  // namespace simclr_flow
