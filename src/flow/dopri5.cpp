#include "embedded_pair.hpp"
//
#include <boost/numeric/odeint/stepper/runge_kutta_dopri5.hpp>

namespace simclr_flow {

std::unique_ptr<Integrator> make_dopri5(const StepControl& control) {
  return std::make_unique<Controlled<EmbeddedPair<OnState<odeint::runge_kutta_dopri5>>>>(control);
}

}  // namespace simclr_flow
