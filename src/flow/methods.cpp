#include <array>

#include "simclr_flow/flow/integrator.hpp"

namespace simclr_flow {
namespace {

constexpr std::array table{
    Method{"euler", 1, false, make_euler},
    Method{"rk4", 4, false, make_rk4},
    Method{"dopri5", 5, true, make_dopri5},
    Method{"bdf", 5, true, make_bdf},
};

}  // namespace

std::span<const Method> methods() { return table; }

}  // namespace simclr_flow
