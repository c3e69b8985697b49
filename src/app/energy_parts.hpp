#pragma once
// The parts of an energy that the options of `energy` give. Private to app.
#include "simclr_flow/app/commands.hpp"
#include "simclr_flow/config/run_config.hpp"

namespace simclr_flow {

/// The keys of [energy] that --set gives to the kernel, to a contrast of one's own and to a sum,
/// and those of [positives], by the reader of configurations. The terms of a sum take the
/// temperature over. Kernels of spheres are asked how far they go where points are known.
/// Throws InputError.
RunConfig set_parts_of(const EnergyOptions& options, double temperature);

/// Which kernels have the parameter that this one has not; "" if none has it.
std::string lack_of_parameter(const std::string& own, std::string_view parameter);

}  // namespace simclr_flow
