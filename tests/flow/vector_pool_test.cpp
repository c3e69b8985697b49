#include "flow/vector_pool.hpp"

#include <doctest/doctest.h>

#include <array>
#include <new>

namespace simclr_flow {
namespace {

struct Context {
  Context() { SUNContext_Create(nullptr, &it); }
  ~Context() { SUNContext_Free(&it); }
  SUNContext it = nullptr;
};

}  // namespace

TEST_CASE("vector pool: clones are vectors of their own, within the number and beyond") {
  const Context context;
  VectorPool pool(3, 2, context.it);
  const N_Vector first = pool.take();
  const std::array clones{N_VClone(first), N_VClone(first), N_VClone(first)};
  CHECK(pool.take() == nullptr);
  N_VConst(1, first);
  double value = 2;
  for (const N_Vector v : clones) N_VConst(value++, v);
  value = 1;
  for (const N_Vector v : {first, clones[0], clones[1], clones[2]}) {
    CHECK(N_VGetLength(v) == 3);
    CHECK(N_VMin(v) == value);
    CHECK(N_VMaxNorm(v) == value++);
  }
  const N_Vector of_a_clone = N_VClone(clones[2]);  // a clone beyond has ordinary clones
  N_VDestroy(of_a_clone);
  for (const N_Vector v : clones) N_VDestroy(v);
  N_VDestroy(first);
  // What was given back is there again.
  const N_Vector again = pool.take(), other = pool.take();
  CHECK(again != nullptr);
  CHECK(other != nullptr);
  N_VDestroy(again);
  N_VDestroy(other);
}

#ifndef __SANITIZE_ADDRESS__  // which ends a program that asks for so much
TEST_CASE("vector pool: what does not fit in memory is std::bad_alloc") {
  const Context context;
  CHECK_THROWS_AS(VectorPool(Index{1} << 50, 1 << 10, context.it), std::bad_alloc);
}
#endif

}  // namespace simclr_flow
