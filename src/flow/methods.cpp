#include <array>

#include "simclr_flow/flow/integrator.hpp"

namespace simclr_flow {
namespace {

constexpr std::array table{
    Method{"euler", "explicit one-step, order 1", 1, false, true, true, make_euler},
    Method{"rk4", "explicit one-step, order 4", 4, false, true, true, make_rk4},
    Method{"dopri5", "Dormand-Prince pair, order 5", 5, true, true, true, make_dopri5},
    Method{"fehlberg78", "Fehlberg pair, order 8", 8, true, true, true, make_fehlberg78},
    Method{"bulirsch_stoer", "extrapolated midpoint rule, order up to 12", 12, true, true, true,
           make_bulirsch_stoer},
    Method{"adams", "explicit multistep, order up to 12", 12, true, false, true, make_adams},
    Method{"bdf", "implicit multistep, order up to 5: for long times", 5, true, false, true,
           make_bdf},
    Method{"gradient-descent", "no integrator: plain, momentum or Adam", 1, false, true, false,
           make_gradient_descent},
};

}  // namespace

std::span<const Method> methods() { return table; }

}  // namespace simclr_flow
