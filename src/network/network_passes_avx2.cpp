#define NETWORK_PASSES network_passes_avx2
#define SIMD_BYTES 32
#include "network_passes_inline.hpp"
