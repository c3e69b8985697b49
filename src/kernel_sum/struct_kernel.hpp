#pragma once
// The functions of a kernel by a struct that has them as numbers. Private; included by files for
// one instruction set, too.
#include "simclr_flow/kernel_sum/kernel.hpp"

namespace simclr_flow {
namespace {

/// K: exponent, slope, curvature, decay of s.
template <class K>
class StructKernel : public KernelFunctions {
 public:
  explicit StructKernel(const K& kernel) : kernel_(kernel) {}

  double exponent(double s) const override { return kernel_.exponent(s); }
  double slope(double s) const override { return kernel_.slope(s); }
  double curvature(double s) const override { return kernel_.curvature(s); }
  double decay(double s) const override { return kernel_.decay(s); }
  void exponents(const Row& s, Row& out) const override {
    for (Index j = 0; j < s.size(); ++j) out[j] = kernel_.exponent(s[j]);
  }
  void pulls(const Row& s, Row& out) const override {
    for (Index j = 0; j < s.size(); ++j) out[j] = -kernel_.slope(s[j]);
  }
  void decays(const Row& s, Row& out) const override {
    for (Index j = 0; j < s.size(); ++j) out[j] = kernel_.decay(s[j]);
  }

 protected:
  const K& kernel() const { return kernel_; }

 private:
  K kernel_;
};

/// The values of a kernel's parameters, in their order.
inline std::vector<double> values_of(const std::vector<Parameter>& parameters,
                                     const Parameters& given) {
  std::vector<double> values;
  for (const Parameter& parameter : parameters) values.push_back(given.at(parameter.name));
  return values;
}

}  // namespace
}  // namespace simclr_flow
