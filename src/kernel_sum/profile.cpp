#include "simclr_flow/kernel_sum/profile.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/fast_gauss/sort_cache.hpp"

namespace simclr_flow {
namespace {

void require_known(const Kernel& kernel, const auto& given) {
  for (const auto& [name, value] : given)
    if (!kernel.has_parameter(name))
      throw InputError(fmt::format("kernel '{}' has no parameter '{}'", kernel.name, name));
}

void complete(const Kernel& kernel, const Parameter& parameter, Parameters& all) {
  const double value = all.try_emplace(parameter.name, parameter.standard).first->second;
  if (!parameter.allows(value))
    throw InputError(fmt::format(
        "kernel '{}': {} = {} is not {} {} and at most {}", kernel.name, parameter.name, value,
        parameter.low_allowed ? "at least" : "above", parameter.low, parameter.high));
}

/// A value for every parameter; of those that stand for each other, for what is given.
Parameters completed(const Kernel& kernel, double temperature, const Parameters& given) {
  require_known(kernel, given);
  require_known(kernel, given.lists);
  require_known(kernel, given.texts);
  Parameters all = given;
  if (kernel.text && !given.texts.empty())
    complete(kernel, kernel.text->reach, all);
  else
    for (const ListParameter& list : kernel.lists) all.lists.try_emplace(list.name, list.sample);
  for (const Parameter& parameter : kernel.parameters) complete(kernel, parameter, all);
  if (const auto refusal = kernel.refusal ? kernel.refusal(temperature, all) : std::nullopt)
    throw InputError(fmt::format("kernel '{}': {} {}", kernel.name, refusal->key, refusal->words));
  return all;
}

}  // namespace

Profile::Profile(const Kernel& kernel, double temperature, const Parameters& parameters)
    : temperature_(temperature),
      functions_(kernel.make(temperature, completed(kernel, temperature, parameters))) {}

Profile& Profile::summed(const Summation& summation) {
  if (!(summation.accuracy >= finest_accuracy && summation.accuracy <= coarsest_accuracy))
    throw InputError(fmt::format("accuracy of sums: {} is not at least {} and at most {}",
                                 summation.accuracy, finest_accuracy, coarsest_accuracy));
  summation_ = summation;
  sort_cache_ = std::make_shared<SortCache>();
  return *this;
}

Profile gauss_profile(double temperature) {
  static const Kernel& gauss =
      *std::ranges::find(built_in_kernels(), std::string_view("gauss"), &Kernel::name);
  return {gauss, temperature};
}

}  // namespace simclr_flow
