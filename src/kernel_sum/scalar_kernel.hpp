#pragma once
// A kernel of scalar_kernel_list.hpp as others see it. Private.
#include <memory>
#include <vector>

#include "kernel_setting.hpp"
#include "simclr_flow/kernel_sum/kernel.hpp"

namespace simclr_flow {

/// The values of a kernel's parameters, in their order.
inline std::vector<double> values_of(const std::vector<Parameter>& parameters,
                                     const Parameters& given) {
  std::vector<double> values;
  for (const Parameter& parameter : parameters) values.push_back(given.at(parameter.name));
  return values;
}

/// The struct K at a temperature and values of its parameters.
template <class K>
class ScalarKernel final : public KernelFunctions {
 public:
  explicit ScalarKernel(const K& kernel) : kernel_(kernel) {}

  double exponent(double s) const override { return kernel_.exponent(s); }
  double slope(double s) const override { return kernel_.slope(s); }
  double curvature(double s) const override { return kernel_.curvature(s); }
  double decay(double s) const override { return kernel_.decay(s); }
  AtZero at_zero() const override { return K::at_zero; }
  bool is_pair_energy() const override { return K::is_pair_energy; }
  void exponents(const Row& s, Row& out) const override {
    for (Index j = 0; j < s.size(); ++j) out[j] = kernel_.exponent(s[j]);
  }
  void pulls(const Row& s, Row& out) const override {
    for (Index j = 0; j < s.size(); ++j) out[j] = -kernel_.slope(s[j]);
  }
  void decays(const Row& s, Row& out) const override {
    for (Index j = 0; j < s.size(); ++j) out[j] = kernel_.decay(s[j]);
  }

  /// The entry of K.
  static Kernel entry() {
    const auto make = [](double tau, const Parameters& given) {
      const std::vector<double> values = values_of(K::parameters(), given);
      return std::make_shared<const ScalarKernel>(K(KernelSetting{tau, values.data()}));
    };
    return {K::name, K::summary, K::parameters(), make};
  }

 private:
  K kernel_;
};

}  // namespace simclr_flow
