#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "simclr_flow/core/parameter.hpp"
#include "simclr_flow/kernel_sum/kernel_functions.hpp"

namespace simclr_flow {

/// A kernel by its name, with the parameters that it has beside the temperature.
struct Kernel {
  /// Called with tau > 0 and a value for every parameter, in its range.
  using Make = std::function<std::shared_ptr<const KernelFunctions>(double tau, const Parameters&)>;

  std::string name, summary;  ///< summary: the formula
  std::vector<Parameter> parameters;
  Make make;
  std::vector<ListParameter> lists = {};
  /// What is wrong with values that are each in their range, at a temperature; null: nothing ever
  /// is.
  std::optional<Refusal> (*refusal)(double tau, const Parameters&) = nullptr;
  std::optional<TextParameter> text = std::nullopt;  ///< what may stand for all the lists

  bool has_parameter(std::string_view parameter) const;
};

/// The kernels of this library: each a struct of src/kernel_sum/kernels, in the order of
/// src/kernel_sum/kernel_list.hpp, or of scalar_kernels, in that of scalar_kernel_list.hpp.
std::span<const Kernel> built_in_kernels();

}  // namespace simclr_flow
