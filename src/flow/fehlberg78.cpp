#include "embedded_pair.hpp"
//
#include <boost/numeric/odeint/stepper/runge_kutta_fehlberg78.hpp>

namespace simclr_flow {

std::unique_ptr<Integrator> make_fehlberg78(const StepControl& control) {
  return std::make_unique<Controlled<EmbeddedPair<OnState<odeint::runge_kutta_fehlberg78>>>>(
      control);
}

}  // namespace simclr_flow
