#pragma once
#include <limits>
#include <string>
#include <vector>

#include "simclr_flow/core/status.hpp"
#include "simclr_flow/core/work_time.hpp"
#include "simclr_flow/flow/run.hpp"
#include "simclr_flow/record/setup.hpp"

namespace simclr_flow::record {

/// The values of the last row of observables; not a number before the first.
struct Latest {
  double energy = std::numeric_limits<double>::quiet_NaN();
  double gradient_norm = std::numeric_limits<double>::quiet_NaN();
};

/// How the recording of a file begins.
struct Opening {
  bool resumed = false;
  /// Of a resume with flows that go on: what bits of results depend on and has changed
  /// (changed_arithmetic); else empty.
  std::string changed_arithmetic{};
};

/// How a flow begins.
struct Beginning {
  bool resumed = false;  ///< from a checkpoint of the file, at `time`
  bool failed = false;   ///< before, and is tried again
  double time = 0;
};

/// How a flow ended, and what it took since it began or was resumed.
struct Ending {
  Status status;
  /// Thrown out of the flow instead of a status; only the status is known then.
  bool thrown = false;
  long evaluations = 0;  ///< of the right-hand side
  double seconds = 0;
  WorkSeconds work{};  ///< of these seconds; the rest is the integrator's
  Latest latest{};
  std::vector<std::string> warnings{};  ///< a sentence per kind that was counted (flow/audit.hpp)
};

/// Is told how a recording goes; does nothing unless overridden. What `started` and `stepped` throw
/// counts as thrown by the flow. What the others throw reaches the caller of run or resume, and no
/// further flow runs: one that `ended` was told of keeps its end in the file.
class Listener {
 public:
  virtual ~Listener() = default;
  /// The file is laid out, or open to go on with.
  virtual void opened(const Setup&, const Opening&) {}
  virtual void started(const Course&, const Beginning&) {}
  /// After every accepted step, and once more when none follows.
  virtual void stepped(const Course&, const Run&, const Latest&) {}
  virtual void ended(const Course&, const Ending&) {}
  /// The file is complete; a sentence if rows in use could not be copied to a smaller one, or none.
  virtual void closed(const std::string&) {}
};

/// One that does nothing.
Listener& silence();

}  // namespace simclr_flow::record
