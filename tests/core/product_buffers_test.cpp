#include "simclr_flow/core/product_buffers.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>

#include "simclr_flow/core/environment.hpp"
#include "simclr_flow/core/parallel_blocks.hpp"

extern "C" int openblas_get_num_threads();

namespace simclr_flow {

TEST_CASE(
    "product buffers: OpenBLAS has one thread, and there are those of parallel_blocks alone") {
  CHECK(openblas_get_num_threads() == 1);
  const Index before = thread_count();
  set_thread_count(3);
  const auto tasks = std::filesystem::directory_iterator("/proc/self/task");
  CHECK(std::distance(begin(tasks), end(tasks)) >= 3);
  set_thread_count(before);
}

TEST_CASE("product buffers: where memory is not limited all threads have theirs") {
  for (const Index threads : {Index{1}, Index{4}, Index{2}, Index{200}})
    CHECK(reserve_product_buffers(threads) == threads);
}

TEST_CASE("environment: an empty variable is not set") {
  ::setenv("SIMCLR_FLOW_TEST", "", 1);
  CHECK_FALSE(environment_value("SIMCLR_FLOW_TEST"));
  ::setenv("SIMCLR_FLOW_TEST", "0", 1);
  CHECK(environment_value("SIMCLR_FLOW_TEST") == "0");
  ::unsetenv("SIMCLR_FLOW_TEST");
  CHECK_FALSE(environment_value("SIMCLR_FLOW_TEST"));
}

}  // namespace simclr_flow
