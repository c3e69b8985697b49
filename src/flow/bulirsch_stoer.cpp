#include "odeint.hpp"
//
#include <boost/numeric/odeint/stepper/bulirsch_stoer.hpp>

#include "controlled.hpp"

namespace simclr_flow {
namespace {

/// Its order and step history would be memory, so every step begins afresh: with the lowest order
/// that the tolerance lets pass. Unless steps are asked to grow that remains the order of a step
/// once short, at ten times the cost; too long a step only takes more columns.
struct Extrapolation {
  using Type = OnState<odeint::bulirsch_stoer>;
  static constexpr bool has_memory = true;
  static constexpr double least_growth = 1.25;
  static Type make(const StepControl& control) {
    return Type(control.atol, control.rtol, 1.0, 0.0);
  }
};

}  // namespace

std::unique_ptr<Integrator> make_bulirsch_stoer(const StepControl& control) {
  return std::make_unique<Controlled<Extrapolation>>(control);
}

}  // namespace simclr_flow
