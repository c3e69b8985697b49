#include "simclr_flow/kernel_sum/kernel.hpp"

#include <algorithm>

#include "kernel_list.hpp"
#include "listed_kernel.hpp"
#include "scalar_kernel.hpp"
#include "scalar_kernel_list.hpp"

namespace simclr_flow {
namespace {

template <class... K>
std::vector<Kernel> entries_of(KernelList<K...>) {
  std::size_t number = 0;
  return {ListedKernel<K>::entry(number++)...};
}

template <class... K>
void add_entries(ScalarKernelList<K...>, std::vector<Kernel>& table) {
  (table.push_back(ScalarKernel<K>::entry()), ...);
}

std::vector<Kernel> all_entries() {
  std::vector<Kernel> table = entries_of(ListedKernels{});
  add_entries(ScalarKernels{}, table);
  return table;
}

}  // namespace

bool Kernel::has_parameter(std::string_view parameter) const {
  return std::ranges::find(parameters, parameter, &Parameter::name) != parameters.end() ||
         std::ranges::find(lists, parameter, &ListParameter::name) != lists.end() ||
         (text && (parameter == text->name || parameter == text->reach.name));
}

std::span<const Kernel> built_in_kernels() {
  static const std::vector<Kernel> table = all_entries();
  return table;
}

}  // namespace simclr_flow
