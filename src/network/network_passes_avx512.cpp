#define NETWORK_PASSES network_passes_avx512
#define SIMD_BYTES 64
#include "network_passes_inline.hpp"
