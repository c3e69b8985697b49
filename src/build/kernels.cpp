#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/core/error.hpp"

namespace simclr_flow {
namespace {

std::vector<KernelEntry>& kernel_table() {
  static std::vector<KernelEntry> table(built_in_kernels().begin(), built_in_kernels().end());
  return table;
}

void refuse(const KernelEntry& kernel, const std::string& parameter, const std::string& why) {
  throw InputError(fmt::format("kernel '{}': parameter '{}' {}", kernel.name, parameter, why));
}

void check_name(const KernelEntry& kernel, const std::string& name) {
  if (name.empty() || is_energy_key(name))
    refuse(kernel, name, "cannot have this name: [energy] has its own use of it");
  if (std::ranges::count(kernel.parameters, name, &Parameter::name) +
          std::ranges::count(kernel.lists, name, &ListParameter::name) +
          (kernel.text && kernel.text->name == name) +
          (kernel.text && kernel.text->reach.name == name) >
      1)
    refuse(kernel, name, "is there twice");
}

void check_parameter(const KernelEntry& kernel, const Parameter& parameter) {
  check_name(kernel, parameter.name);
  if (!std::isfinite(parameter.standard) || !parameter.allows(parameter.standard))
    refuse(kernel, parameter.name,
           fmt::format("does not allow its standard value {}", parameter.standard));
}

}  // namespace

std::span<const KernelEntry> kernels() { return kernel_table(); }

void add_kernel(KernelEntry kernel, theory::MakePlainKernel plain) {
  if (kernel.name.empty()) throw InputError("a kernel needs a name");
  if (std::ranges::count(kernel_table(), kernel.name, &KernelEntry::name))
    throw InputError(fmt::format("kernel '{}' is there already", kernel.name));
  if (!kernel.make) throw InputError(fmt::format("kernel '{}' has no functions", kernel.name));
  for (const Parameter& parameter : kernel.parameters) check_parameter(kernel, parameter);
  for (const ListParameter& list : kernel.lists) check_name(kernel, list.name);
  if (kernel.text) {
    check_name(kernel, kernel.text->name);
    check_parameter(kernel, kernel.text->reach);
  }
  if (plain && theory::has_plain_kernel(kernel.name))
    throw InputError(
        fmt::format("kernel '{}': theory has a formula of this name already", kernel.name));
  if (plain) theory::add_plain_kernel(kernel.name, std::move(plain));
  kernel_table().push_back(std::move(kernel));
}

}  // namespace simclr_flow
