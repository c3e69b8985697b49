#define CELL_PASSES cell_passes_avx2
#define SIMD_BYTES 32
#include "chain_passes.hpp"
