#define CELL_PASSES cell_passes_baseline
#define SIMD_BYTES 16
#include "chain_passes.hpp"
