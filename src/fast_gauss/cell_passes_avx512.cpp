#define CELL_PASSES cell_passes_avx512
#define SIMD_BYTES 64
#include "chain_passes.hpp"
