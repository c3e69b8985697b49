#pragma once
// The list of this library's kernels in vectors; those of scalar_kernel_list.hpp are summed number
// by number. Private. Included by files for one instruction set too.
//
// A kernel is a struct K of its own file in kernels/, in the anonymous namespace, made from a
// KernelSetting at = (tau, values of the parameters). It has
//   name, summary        in a configuration and in `simclr-flow list`; summary: the formula
//   parameters()         beside the temperature, with ranges and standard values
//   has_linear_exponent  whether e(s) = -s/tau: true of one alone
//   exponent, slope, curvature, decay
//                        e(s), e'(s), e''(s), -e''/e', in doubles: see KernelFunctions
// and for the vectorised sums, with x = rate() |u - v|^2, vector by vector,
//   rate()               what their squares are scaled by
//   weights_are_logs     whether a column's weight m is given by log2 m, or by m
//   value<Math>(weight, x)
//                        m k; Math has what vectors need (vector_math.hpp). Sums by inner
//                        products take k alone, by the weight of m = 1
//   pull(m k, x)         m k tau (-e')
//   pull_dot(dot, x)     the change of the pull with s where that of m k is `dot`:
//                        dot · tau (-e' + decay)
//   smallest_safe_mean() a row whose mean of m k over the columns is below may have lost digits of
//                        values or pulls to underflow: a safe row, by the functions in doubles,
//                        replaces it. The largest m is 1. Of the mean, as many columns may share a
//                        sum: above it the largest pull is one of normal numbers.
// Everything of the library that names kernels follows this list; theory has a list of its own. The
// laws of tests/kernel_sum hold the functions of each against each other and against theory's.
#include "kernels/gauss.hpp"
#include "kernels/imq.hpp"
#include "kernels/rational.hpp"
#include "kernels/student.hpp"

namespace simclr_flow {
namespace {

template <class... K>
struct KernelList {};

using ListedKernels = KernelList<Gauss,     //
                                 Student,   //
                                 Rational,  //
                                 Imq>;

}  // namespace
}  // namespace simclr_flow
