#include <fmt/format.h>

#include "fields.hpp"

namespace simclr_flow {
namespace {

void describe(Fields& f, ContrastConfig& contrast) {
  f.choice({"outer", "Psi of mean Psi(R/A): log(offset + t), or t"}, contrast.outer);
  if (contrast.outer == ContrastConfig::Outer::log)
    f.real({"offset", "Psi(t) = log(offset + t)"}, contrast.offset, {0, true, 1e6});
  f.choice({"negatives", "which latents R takes"}, contrast.negatives);
  if (contrast.negatives == ContrastConfig::Negatives::all)
    f.boolean({"self", "whether R takes the latent itself"}, contrast.self);
  f.boolean({"mean", "whether R is divided by the number of latents"}, contrast.mean);
}

/// "a", "b": those with this parameter.
std::string kernels_with(const Vocabulary& names, const std::string& parameter) {
  std::string all;
  for (const KernelTraits& kernel : names.kernels)
    if (kernel.has_parameter(parameter))
      all += fmt::format("{}\"{}\"", all.empty() ? "" : ", ", kernel.name);
  return all;
}

/// Keys of other kernels alone.
void forbid_others(Fields& f, const KernelTraits& own, const Vocabulary& names) {
  const auto forbid = [&](const std::string& key) {
    if (!own.has_parameter(key))
      f.forbid(key.c_str(), fmt::format("is for kernel {}: \"{}\" has no such parameter",
                                        kernels_with(names, key), own.name));
  };
  for (const KernelTraits& other : names.kernels) {
    for (const Parameter& p : other.parameters) forbid(p.name);
    for (const ListParameter& list : other.lists) forbid(list.name);
  }
}

/// Keys that only this kernel has, and none that only another one has.
void describe_parameters(Fields& f, EnergyConfig& energy, const Vocabulary& names) {
  const KernelTraits& own = names.kernel(energy.kernel);
  for (const Parameter& p : own.parameters) {
    double& value = energy.parameters.try_emplace(p.name, p.standard).first->second;
    f.real({p.name.c_str(), p.meaning.c_str()}, value, {p.low, p.low_allowed, p.high});
  }
  for (const ListParameter& list : own.lists)
    f.reals({list.name.c_str(), list.meaning.c_str()}, energy.parameters.lists[list.name]);
  if (const auto refusal = own.refusal ? own.refusal(energy.parameters) : std::nullopt)
    f.require(false, refusal->key.c_str(), refusal->words);
  forbid_others(f, own, names);
}

}  // namespace

void describe(Fields& f, EnergyConfig& energy, const Vocabulary& names) {
  f.text({"preset", "the energy that flows descend"}, energy.preset, names.energies,
         Presence::required);
  if (names.is_made_of_parts(energy.preset)) {
    if (!energy.contrast) energy.contrast.emplace();
    describe(f, *energy.contrast);
  }
  f.text({"kernel", "the kernel k of the energy"}, energy.kernel, names.kernel_names());
  describe_parameters(f, energy, names);
  f.real({"temperature", "tau of the kernel, a squared length: exp(-|z-z'|^2/(2 tau)) for gauss"},
         energy.temperature, {1e-4, true, 1e4});
  f.choice(
      {"summation",
       "how sums over all pairs are taken: over each pair, or fast, in time that grows with the "
       "number of latents; auto: by the faster of the two"},
      energy.summation);
  f.real({"accuracy", "relative error that fast sums may have"}, energy.accuracy,
         {1e-12, true, 1e-4});
}

}  // namespace simclr_flow
