// Included once by each sweeps_*.cpp, which is compiled for one instruction set and defines
// SWEEP_SET, SWEEP_NAME and SIMD_BYTES. Nothing here may be shared between sets.
#include "first_sweep.hpp"
#include "hessian_sweep.hpp"
#include "second_sweep.hpp"

namespace simclr_flow {

const SweepTable SWEEP_SET = {
    SWEEP_NAME,
    {first_sweep<GaussPair, 1>, first_sweep<GaussPair, 2>, first_sweep<GaussPair, 3>,
     first_sweep<GaussPair, 4>, first_sweep<GaussPair, any_dims>},
    {first_sweep<StudentPair, 1>, first_sweep<StudentPair, 2>, first_sweep<StudentPair, 3>,
     first_sweep<StudentPair, 4>, first_sweep<StudentPair, any_dims>},
    {second_sweep<1>, second_sweep<2>, second_sweep<3>, second_sweep<4>, second_sweep<any_dims>},
    first_bend<GaussPair>,
    first_bend<StudentPair>,
    second_bend};

}  // namespace simclr_flow
