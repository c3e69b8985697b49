// Included once by each patch_passes_*.cpp, which is compiled for one instruction set and defines
// PASSES_SET and SIMD_BYTES. Nothing here may be shared between sets.
#include "harmonic_passes.hpp"
#include "patch_moments.hpp"
#include "patch_polynomial.hpp"
#include "patch_translation.hpp"
#include "sphere_passes.hpp"

namespace simclr_flow {
namespace {

template <int P>
constexpr PatchPasses passes_of_degree = {P,
                                          patch_stride<P>,
                                          P* patch_stride<P>,
                                          patch_moments<P>,
                                          translate_along_x<P>,
                                          translate_along_y<P>,
                                          patch_to_monomials<P>,
                                          patch_polynomial<P>};

}  // namespace

const PatchSet PASSES_SET = {{passes_of_degree<8>, passes_of_degree<12>, passes_of_degree<16>},
                             {rows_times_columns, combine_rows<2>, combine_rows<4>},
                             {sphere_coordinates, sphere_gradients}};

}  // namespace simclr_flow
