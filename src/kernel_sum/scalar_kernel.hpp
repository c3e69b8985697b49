#pragma once
// A kernel of scalar_kernel_list.hpp as others see it. Private.
#include <memory>
#include <vector>

#include "kernel_setting.hpp"
#include "struct_kernel.hpp"

namespace simclr_flow {

namespace {

/// The struct K at a temperature and values of its parameters.
template <class K>
class ScalarKernel final : public StructKernel<K> {
 public:
  using AtZero = KernelFunctions::AtZero;
  using StructKernel<K>::StructKernel;
  AtZero at_zero() const override { return K::at_zero; }
  bool is_pair_energy() const override { return K::is_pair_energy; }

  /// The entry of K.
  static Kernel entry() {
    const auto make = [](double tau, const Parameters& given) {
      const std::vector<double> values = values_of(K::parameters(), given);
      return std::make_shared<const ScalarKernel>(K(KernelSetting{tau, values.data(), &given}));
    };
    Kernel kernel{K::name, K::summary, K::parameters(), make};
    if constexpr (requires { K::lists(); }) {
      kernel.lists = K::lists();
      kernel.refusal = &K::refusal;
    }
    if constexpr (requires { K::text(); }) kernel.text = K::text();
    return kernel;
  }
};

}  // namespace
}  // namespace simclr_flow
