// The errors of sums by inner products, in every cloud and dimension.
#include "support/wide_clouds.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

TEST_CASE("wide sum: errors of values and gradients in every cloud") {
  for (const KernelEntry& kernel : vector_kernels())
    for (const Index d : {8, 19, 33, 128, 512})
      for (const WideCloud& cloud : wide_clouds(d)) check_cloud(kernel, cloud);
}
