#pragma once
// A kernel of kernel_list.hpp as others see it. Private.
#include <vector>

#include "kernel_setting.hpp"
#include "simclr_flow/kernel_sum/kernel.hpp"
#include "sweeps.hpp"

namespace simclr_flow {
namespace {

/// The struct K, `number`-th of the list, at a temperature and values of its parameters.
template <class K>
class ListedKernel final : public KernelFunctions {
 public:
  ListedKernel(std::size_t number, double tau, std::vector<double> values)
      : values_(std::move(values)),
        setting_{tau, values_.data()},
        kernel_(setting_),
        form_{number, K::weights_are_logs, kernel_.rate(), kernel_.smallest_safe_mean(), setting_} {
  }
  ListedKernel(const ListedKernel&) = delete;
  ListedKernel& operator=(const ListedKernel&) = delete;

  double exponent(double s) const override { return kernel_.exponent(s); }
  double slope(double s) const override { return kernel_.slope(s); }
  double curvature(double s) const override { return kernel_.curvature(s); }
  double decay(double s) const override { return kernel_.decay(s); }
  bool has_linear_exponent() const override { return K::has_linear_exponent; }
  void exponents(const Row& s, Row& out) const override {
    for (Index j = 0; j < s.size(); ++j) out[j] = kernel_.exponent(s[j]);
  }
  void pulls(const Row& s, Row& out) const override {
    for (Index j = 0; j < s.size(); ++j) out[j] = -kernel_.slope(s[j]);
  }
  void decays(const Row& s, Row& out) const override {
    for (Index j = 0; j < s.size(); ++j) out[j] = kernel_.decay(s[j]);
  }
  const SweepForm* sweep_form() const override { return &form_; }

  /// The entry of K.
  static Kernel entry(std::size_t number) {
    const auto make = [number](double tau, const Parameters& given) {
      std::vector<double> values;
      for (const Parameter& parameter : K::parameters()) values.push_back(given.at(parameter.name));
      return std::make_shared<const ListedKernel>(number, tau, std::move(values));
    };
    return {K::name, K::summary, K::parameters(), make};
  }

 private:
  std::vector<double> values_;
  KernelSetting setting_;
  K kernel_;
  SweepForm form_;
};

}  // namespace
}  // namespace simclr_flow
