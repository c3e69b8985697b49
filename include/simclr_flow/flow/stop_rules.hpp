#pragma once
#include <memory>

#include "simclr_flow/core/snapshot.hpp"

namespace simclr_flow {

/// When a run ends before its end time; 0 turns a rule off. Whichever comes first ends the run.
struct StopRules {
  long steps = 0;            ///< accepted steps
  double wall_time = 0;      ///< seconds since the program began; the run is then interrupted
  double gradient_norm = 0;  ///< |grad E| at most this
  double plateau_drop = 0;   ///< E fell by at most this over each of plateau_steps steps in a row
  long plateau_steps = 5;
  double min_length = 0;  ///< the smallest |y_i| is below this: near y = 0 its direction z is lost
};

/// An observer that looks at every accepted step; rules on E and |grad E| cost one evaluation a
/// step. A wall-clock limit interrupts, a length that is too small fails; the others end with
/// `done`.
std::unique_ptr<Observer> make_stop_observer(const StopRules& rules);

}  // namespace simclr_flow
