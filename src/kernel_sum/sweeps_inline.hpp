// Included once by each sweeps_*.cpp, which is compiled for one instruction set and defines
// SWEEP_SET, SWEEP_NAME and SIMD_BYTES. Nothing here may be shared between sets.
#include "first_sweep.hpp"
#include "hessian_sweep.hpp"
#include "kernel_list.hpp"
#include "second_sweep.hpp"
#include "wide_products.hpp"
#include "wide_sweep.hpp"

namespace simclr_flow {
namespace {

template <class List>
struct SweepsOf;
template <class... K>
struct SweepsOf<KernelList<K...>> {
  static constexpr KernelSweeps rows[] = {{{first_sweep<K, 1>, first_sweep<K, 2>, first_sweep<K, 3>,
                                            first_sweep<K, 4>, first_sweep<K, any_dims>},
                                           first_bend<K>,
                                           wide_sums<K>,
                                           wide_pulls<K>}...};
};

}  // namespace

const SweepTable SWEEP_SET = {
    SWEEP_NAME,
    SweepsOf<ListedKernels>::rows,
    {second_sweep<1>, second_sweep<2>, second_sweep<3>, second_sweep<4>, second_sweep<any_dims>},
    second_bend,
    wide_products};

}  // namespace simclr_flow
