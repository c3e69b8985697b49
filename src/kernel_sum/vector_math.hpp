#pragma once
// What kernels do with vectors. Included as simd.hpp is.
#include "core/exp2.hpp"
#include "core/log2.hpp"

namespace simclr_flow {
namespace {

struct VectorMath {
  /// 2^t for t < 1000; 0 for t < -1020.
  [[gnu::always_inline]] static Vector power_of_two(Vector t) { return ::power_of_two(t); }
  /// log2(1 + x) for x >= 0.
  [[gnu::always_inline]] static Vector log2_of_one_plus(Vector x) { return ::log2_of_one_plus(x); }
};

}  // namespace
}  // namespace simclr_flow
