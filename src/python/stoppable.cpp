#include "stoppable.hpp"

#include <array>
#include <csignal>
#include <mutex>

#include "simclr_flow/app/process.hpp"

namespace simclr_flow::python {
namespace {

std::mutex guard;
int alive = 0;
std::array<struct sigaction, stopping_signals.size()> before{};

}  // namespace

Stoppable::Stoppable() {
  const std::lock_guard lock(guard);
  if (alive++ > 0) return;
  for (std::size_t k = 0; k < before.size(); ++k)
    ::sigaction(stopping_signals[k], nullptr, &before[k]);
  stop_on_signals();
}

Stoppable::~Stoppable() {
  const std::lock_guard lock(guard);
  if (--alive > 0) return;
  for (std::size_t k = 0; k < before.size(); ++k)
    ::sigaction(stopping_signals[k], &before[k], nullptr);
  withdraw_cancellation();
}

void deliver_signal() {
  if (const int signal = take_stopping_signal()) std::raise(signal);
  if (PyErr_CheckSignals() != 0) throw pybind11::error_already_set();
}

}  // namespace simclr_flow::python
