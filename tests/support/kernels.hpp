#pragma once
// Kernels for tests: those of the registry at several values of their parameters, and one's own.
#include <algorithm>
#include <cmath>
#include <vector>

#include "simclr_flow/build/registry.hpp"

namespace simclr_flow::test {

inline Parameters standard_parameters(const KernelEntry& kernel) {
  Parameters values;
  for (const Parameter& p : kernel.parameters) values[p.name] = p.standard;
  for (const ListParameter& list : kernel.lists) values.lists[list.name] = list.sample;
  return values;
}

/// The standard values, and each parameter by itself at a twentieth, at half, at thrice, and at the
/// ends of its range where they are numbers; with a text that stands for lists.
inline std::vector<Parameters> parameters_tried(const KernelEntry& kernel) {
  std::vector<Parameters> all{standard_parameters(kernel)};
  for (const Parameter& p : kernel.parameters)
    for (const double value : {p.standard / 20, p.standard / 2, 3 * p.standard, p.low, p.high})
      if (std::isfinite(value) && p.allows(value)) {
        all.push_back(all.front());
        all.back()[p.name] = value;
      }
  if (kernel.text) {
    all.push_back(all.front());
    all.back().lists.clear();
    all.back().texts[kernel.text->name] = kernel.text->sample;
  }
  return all;
}

/// The kernel at temperature 1 and its standard values.
inline std::shared_ptr<const KernelFunctions> standard_functions(const KernelEntry& kernel) {
  return kernel.make(1, standard_parameters(kernel));
}

/// Those of the registry that are finite where latents coincide.
inline std::vector<KernelEntry> finite_kernels() {
  std::vector<KernelEntry> all;
  for (const KernelEntry& kernel : kernels())
    if (standard_functions(kernel)->at_zero() != KernelFunctions::AtZero::pole)
      all.push_back(kernel);
  return all;
}

/// Those that sums in vectors know.
inline std::vector<KernelEntry> vector_kernels() {
  std::vector<KernelEntry> all;
  for (const KernelEntry& kernel : kernels())
    if (standard_functions(kernel)->sweep_form()) all.push_back(kernel);
  return all;
}

/// A kernel that a program might add: k = exp(-(r - 1)/a), r = (1 + 2 a s/tau)^{1/2}, which falls
/// as exp(-|z - z'|) far away.
class OwnKernel final : public KernelFunctions {
 public:
  OwnKernel(double tau, const Parameters& given) : tau_(tau), a_(given.at("roundness")) {}
  double exponent(double s) const override { return -2 * s / (tau_ * (1 + root(s))); }
  double slope(double s) const override { return -1 / (tau_ * root(s)); }
  double curvature(double s) const override {
    return a_ / std::pow(tau_, 2) / std::pow(root(s), 3);
  }

 private:
  double root(double s) const { return std::sqrt(1 + 2 * a_ * s / tau_); }
  double tau_, a_;
};

/// Its formula for theory.
class PlainOwnKernel final : public theory::PlainKernel {
 public:
  PlainOwnKernel(double tau, const Parameters& given) : tau_(tau), a_(given.at("roundness")) {}
  long double log_k(long double s) const override {
    return -2 * s / tau_ / (1 + std::sqrt(1 + 2 * a_ * s / tau_));
  }
  long double pull(long double s) const override {
    return 1 / (tau_ * std::sqrt(1 + 2 * a_ * s / tau_));
  }

 private:
  long double tau_, a_;
};

inline KernelEntry own_kernel(const std::string& name = "rounded") {
  return {
      name,
      "exp(-((1 + a |z-z'|^2/tau)^{1/2} - 1)/a), a = roundness",
      {{"roundness", "a, gauss at 0", 1, 0, false, 100}},
      [](double tau, const Parameters& p) { return std::make_shared<const OwnKernel>(tau, p); }};
}
inline std::unique_ptr<const theory::PlainKernel> plain_own_kernel(double tau,
                                                                   const Parameters& given) {
  return std::make_unique<const PlainOwnKernel>(tau, given);
}

/// Adds it once in a process.
inline const KernelEntry& added_kernel() {
  const auto is_there = [] {
    return std::ranges::count(kernels(), std::string_view("rounded"), &KernelEntry::name) > 0;
  };
  if (!is_there()) add_kernel(own_kernel(), plain_own_kernel);
  return entry(kernels(), "rounded");
}

}  // namespace simclr_flow::test
