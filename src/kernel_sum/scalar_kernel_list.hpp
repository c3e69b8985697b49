#pragma once
// The list of this library's kernels that are summed number by number: what is singular where
// latents coincide needs every digit of their distance, which sums by inner products do not keep,
// and logs of sums that overflow; a table looks each of its pieces up. Private.
//
// A kernel is a struct of its own file in scalar_kernels/, with what kernel_list.hpp asks for in
// doubles - name, summary, parameters, exponent, slope, curvature, decay - and
//   at_zero         what e is where latents coincide: see KernelFunctions
//   is_pair_energy  whether e itself is the energy of a pair
// and, of parameters that are lists, lists() and refusal(tau, Parameters), of a text that may stand
// for them text(): see Kernel
#include "scalar_kernels/laplace.hpp"
#include "scalar_kernels/logarithm.hpp"
#include "scalar_kernels/riesz.hpp"
#include "scalar_kernels/table.hpp"

namespace simclr_flow {

template <class... K>
struct ScalarKernelList {};

using ScalarKernels = ScalarKernelList<Laplace,  //
                                       Riesz,    //
                                       Logarithm, Table>;

}  // namespace simclr_flow
