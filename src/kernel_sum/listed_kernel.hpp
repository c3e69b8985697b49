#pragma once
// A kernel of kernel_list.hpp as others see it. Private.
#include <vector>

#include "kernel_setting.hpp"
#include "struct_kernel.hpp"
#include "sweeps.hpp"

namespace simclr_flow {
namespace {

/// The struct K, `number`-th of the list, at a temperature and values of its parameters.
template <class K>
class ListedKernel final : public StructKernel<K> {
 public:
  ListedKernel(std::size_t number, double tau, std::vector<double> values)
      : StructKernel<K>(K(KernelSetting{tau, values.data()})),
        values_(std::move(values)),
        form_{number,
              K::weights_are_logs,
              this->kernel().rate(),
              this->kernel().smallest_safe_mean(),
              {tau, values_.data()}} {}
  ListedKernel(const ListedKernel&) = delete;
  ListedKernel& operator=(const ListedKernel&) = delete;

  bool has_linear_exponent() const override { return K::has_linear_exponent; }
  const SweepForm* sweep_form() const override { return &form_; }

  /// The entry of K.
  static Kernel entry(std::size_t number) {
    const auto make = [number](double tau, const Parameters& given) {
      return std::make_shared<const ListedKernel>(number, tau, values_of(K::parameters(), given));
    };
    return {K::name, K::summary, K::parameters(), make};
  }

 private:
  std::vector<double> values_;
  SweepForm form_;
};

}  // namespace
}  // namespace simclr_flow
