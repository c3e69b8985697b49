// Included once by each network_passes_*.cpp, which is compiled for one instruction set and defines
// NETWORK_PASSES and SIMD_BYTES. Nothing here may be shared between sets.
#include "single_layer_loops.hpp"
#include "thin_loops.hpp"

namespace simclr_flow {

const NetworkPasses NETWORK_PASSES = {loops_of<identity>, loops_of<relu>,     loops_of<leaky_relu>,
                                      loops_of<tanh>,     loops_of<softplus>, expand,
                                      contract,           accumulate};

}  // namespace simclr_flow
