// Included once by each network_passes_*.cpp, which is compiled for one instruction set and defines
// NETWORK_PASSES and SIMD_BYTES. Nothing here may be shared between sets.
#include "activation_loops.hpp"
#include "thin_loops.hpp"

namespace simclr_flow {

const NetworkPasses NETWORK_PASSES = {each<identity>, each<relu>, each<leaky_relu>, each<tanh>,
                                      each<softplus>, expand,     contract,         accumulate};

}  // namespace simclr_flow
