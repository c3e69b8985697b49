// The errors of sums in every dimension and number of views, a thousand away too.
#include "support/sum_errors.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

TEST_CASE("kernel sum: errors of every energy against long double, also a thousand away") {
  for (const EnergyEntry& entry : energies())
    for (const KernelEntry& kernel : kernels())
      for (const Index views : {1, 2, 3, 9})
        for (const Index d : {1, 2, 3, 4, 5, 18})
          for (const double shift : {0.0, 1000.0})
            check_errors(entry, kernel, near_views(d, count_for(views), views).array() + shift,
                         views);
}

TEST_CASE("kernel sum: errors where there are several stripes of rows and tiles of columns") {
  for (const EnergyEntry& entry : energies())
    for (const KernelEntry& kernel : kernels())
      for (const Index d : {2, 5, 18}) check_errors(entry, kernel, near_views(d, 204, 17), 17);
  for (const char* preset : {"simclr", "nt-xent"})
    for (const Index d : {2, 5})
      check_errors(entry(energies(), preset), entry(kernels(), "gauss"), near_views(d, 514, 2), 2);
}
