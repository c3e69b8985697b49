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
    if (other.text) {
      forbid(other.text->name);
      forbid(other.text->reach.name);
    }
  }
}

Key key_of(const auto& parameter) { return {parameter.name.c_str(), parameter.meaning.c_str()}; }

void describe_number(Fields& f, const Parameter& p, double& value) {
  f.real(key_of(p), value, {p.low, p.low_allowed, p.high});
}

/// The text that may stand for the lists, and how far it is followed.
void describe_text(Fields& f, const TextParameter& text, Parameters& given) {
  bool present = given.texts.contains(text.name), reaches = given.contains(text.reach.name);
  f.optional(key_of(text), present,
             [&](Fields& own) { own.text(key_of(text), given.texts[text.name]); });
  f.optional(key_of(text.reach), reaches, [&](Fields& own) {
    describe_number(own, text.reach,
                    given.try_emplace(text.reach.name, text.reach.standard).first->second);
  });
}

void describe_lists(Fields& f, const KernelTraits& own, Parameters& given) {
  if (own.text) describe_text(f, *own.text, given);
  for (const ListParameter& list : own.lists) {
    bool present = !own.text || given.lists.contains(list.name);
    const auto values = [&](Fields& g) { g.reals(key_of(list), given.lists[list.name]); };
    if (own.text)
      f.optional(key_of(list), present, values);
    else
      values(f);
  }
}

/// Either the lists, or the text and how far it goes.
void require_one_way(Fields& f, const KernelTraits& own, const Parameters& given) {
  if (!own.text) return;
  const bool written = given.texts.contains(own.text->name);
  for (const ListParameter& list : own.lists)
    if (written)
      f.forbid(
          list.name.c_str(),
          fmt::format("and `{}` are two ways to give the kernel: it takes one", own.text->name));
  if (!written)
    f.forbid(own.text->reach.name.c_str(),
             fmt::format("is for a kernel by `{}`, which is not given", own.text->name));
}

/// Keys that only this kernel has, and none that only another one has.
void describe_parameters(Fields& f, EnergyConfig& energy, const Vocabulary& names) {
  const KernelTraits& own = names.kernel(energy.kernel);
  for (const Parameter& p : own.parameters)
    describe_number(f, p, energy.parameters.try_emplace(p.name, p.standard).first->second);
  describe_lists(f, own, energy.parameters);
  require_one_way(f, own, energy.parameters);
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

void require_kernel(Fields& f, EnergyConfig& energy, const Vocabulary& names,
                    const ManifoldTraits& manifold) {
  const KernelTraits& own = names.kernel(energy.kernel);
  if (own.text && energy.parameters.texts.contains(own.text->name)) {
    const Parameter& reach = own.text->reach;
    f.require(manifold.facts.unit_sphere || energy.parameters.contains(reach.name),
              reach.name.c_str(),
              fmt::format("must be given, the |z-z'| that `{}` is followed to: latents of manifold "
                          "\"{}\" may be farther apart than those of spheres",
                          own.text->name, manifold.name));
    f.defaults([&] { energy.parameters.try_emplace(reach.name, reach.standard); });
  }
  const auto refusal =
      own.refusal ? own.refusal(energy.temperature, energy.parameters) : std::nullopt;
  if (refusal) f.require(false, refusal->key.c_str(), refusal->words);
}

}  // namespace simclr_flow
