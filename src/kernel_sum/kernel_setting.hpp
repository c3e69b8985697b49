#pragma once
// What the structs of kernels are made from. Private. Included by files for one instruction set
// too.

namespace simclr_flow {

struct Parameters;

/// A temperature and the values of a kernel's parameters, in the order of its list; by name, of
/// kernels that are summed number by number.
struct KernelSetting {
  double temperature;
  const double* parameters;
  const Parameters* given = nullptr;
};

}  // namespace simclr_flow
