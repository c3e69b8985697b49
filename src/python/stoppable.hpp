#pragma once
// Calls that signals stop. Private to python.
#include <pybind11/pybind11.h>

#include "simclr_flow/core/cancellation.hpp"

namespace simclr_flow::python {

/// While one lives, in any thread, signals cancel the work of the process. When the last one ends
/// they are the interpreter's again, and what they cancelled is no longer cancelled.
class Stoppable {
 public:
  Stoppable();
  ~Stoppable();
  Stoppable(const Stoppable&) = delete;
  Stoppable& operator=(const Stoppable&) = delete;
};

/// With the interpreter's lock, after work: gives a signal that came meanwhile to the interpreter,
/// whose handlers run now in its main thread; throws what they raise.
void deliver_signal();

/// work() without the interpreter's lock; a signal stops it, and is the interpreter's then, as is
/// one that came too late to stop it.
template <class Work>
auto stoppable(const Work& work) {
  const auto made = [&work] {
    const pybind11::gil_scoped_release others_run;
    const Stoppable signals;
    return work();
  };
  try {
    auto result = made();
    deliver_signal();
    return result;
  } catch (const Cancelled&) {
    deliver_signal();
    throw;  // in other threads than the main one, or where handlers raise nothing
  }
}

}  // namespace simclr_flow::python
