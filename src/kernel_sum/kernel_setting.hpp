#pragma once
// What the structs of kernels are made from. Private. Included by files for one instruction set
// too.

namespace simclr_flow {

/// A temperature and the values of a kernel's parameters, in the order of its list.
struct KernelSetting {
  double temperature;
  const double* parameters;
};

}  // namespace simclr_flow
