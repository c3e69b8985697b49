#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

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
  f.boolean({"positive", "whether R is divided by A, the kernel of the positive pair; else A = 1"},
            contrast.positive);
}

Key key_of(const auto& parameter) { return {parameter.name.c_str(), parameter.meaning.c_str()}; }

void describe_number(Fields& f, const Parameter& p, double& value) {
  f.real(key_of(p), value, {p.low, p.low_allowed, p.high});
}

/// The text that may stand for the lists, and how far it is followed; whether it is given.
bool describe_text(Fields& f, const TextParameter& text, Parameters& given) {
  bool present = given.texts.contains(text.name), reaches = given.contains(text.reach.name);
  f.optional(key_of(text), present,
             [&](Fields& own) { own.text(key_of(text), given.texts[text.name]); });
  f.optional(key_of(text.reach), reaches, [&](Fields& own) {
    describe_number(own, text.reach,
                    given.try_emplace(text.reach.name, text.reach.standard).first->second);
  });
  return present;
}

void describe_lists(Fields& f, const KernelTraits& own, Parameters& given) {
  const bool by_text = own.text && describe_text(f, *own.text, given);
  bool by_lists = false;
  for (const ListParameter& list : own.lists) {
    bool present = !own.text || given.lists.contains(list.name);
    const auto values = [&](Fields& g) { g.reals(key_of(list), given.lists[list.name]); };
    if (own.text)
      f.optional(key_of(list), present, values);
    else
      values(f);
    by_lists = by_lists || present;
  }
  if (!own.text) return;
  f.defaults([&] {  // a way that is given takes the place of one that was taken over
    if (by_text && !by_lists) given.lists.clear();
    if (by_text || !by_lists) return;
    given.texts.erase(own.text->name);
    given.erase(own.text->reach.name);
  });
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

/// Keys that only this kernel has.
void describe_parameters(Fields& f, EnergyConfig& energy, const Vocabulary& names) {
  const KernelTraits& own = names.kernel(energy.kernel);
  for (const Parameter& p : own.parameters)
    describe_number(f, p, energy.parameters.try_emplace(p.name, p.standard).first->second);
  describe_lists(f, own, energy.parameters);
  require_one_way(f, own, energy.parameters);
}

void describe_parts(Fields& f, EnergyConfig& energy, const Vocabulary& names) {
  if (!names.is_made_of_parts(energy.preset)) return;
  if (!energy.contrast) energy.contrast.emplace();
  describe(f, *energy.contrast);
}

void describe_temperature(Fields& f, EnergyConfig& energy) {
  f.real({"temperature", "tau of the kernel, a squared length: exp(-|z-z'|^2/(2 tau)) for gauss"},
         energy.temperature, {1e-4, true, 1e4});
}

/// "is missing: kernel "table" is given by `distances` and `log_kernel`, or by `expression`".
std::string lack_of_samples(const KernelTraits& kernel) {
  std::vector<std::string> lists;
  for (const ListParameter& list : kernel.lists) lists.push_back("`" + list.name + "`");
  return fmt::format("is missing: kernel \"{}\" is given by {}, or by `{}`", kernel.name,
                     fmt::join(lists, " and "), kernel.text->name);
}

/// Whether a kernel of samples has any, or the text in their place; true of others.
bool has_samples(const KernelTraits& kernel, const Parameters& given) {
  return !kernel.text || given.texts.contains(kernel.text->name) ||
         std::ranges::any_of(kernel.lists, [&given](const ListParameter& list) {
           return given.lists.contains(list.name);
         });
}

/// What a kernel asks of its parameters at the temperature.
void require_values(Fields& f, const EnergyConfig& energy, const KernelTraits& own) {
  Parameters given = energy.parameters;
  if (own.text && given.texts.contains(own.text->name))
    given.try_emplace(own.text->reach.name, own.text->reach.standard);
  const auto refusal = own.refusal ? own.refusal(energy.temperature, given) : std::nullopt;
  if (refusal) f.require(false, refusal->key.c_str(), refusal->words);
}

/// That, and what it asks of the space. Wants all parameters.
void require_kernel(Fields& f, EnergyConfig& energy, const Vocabulary& names,
                    const ManifoldTraits& manifold) {
  const KernelTraits& own = names.kernel(energy.kernel);
  if (!has_samples(own, energy.parameters))
    return f.require(false, own.lists.front().name.c_str(), lack_of_samples(own));
  if (own.text && energy.parameters.texts.contains(own.text->name)) {
    const Parameter& reach = own.text->reach;
    f.require(manifold.facts.unit_sphere || energy.parameters.contains(reach.name),
              reach.name.c_str(),
              fmt::format("must be given, the |z-z'| that `{}` is followed to: latents of manifold "
                          "\"{}\" may be farther apart than those of spheres",
                          own.text->name, manifold.name));
    f.defaults([&] { energy.parameters.try_emplace(reach.name, reach.standard); });
  }
  require_values(f, energy, own);
}

/// What a term is that gives nothing: kernel, temperature and sums are those of the whole.
EnergyTerm unwritten_term(const EnergyConfig& whole) {
  EnergyTerm term{1, whole};
  term.energy.preset.clear();
  term.energy.contrast.reset();
  term.energy.terms.clear();
  return term;
}

void describe_weight(Fields& f, EnergyTerm& term, const Vocabulary& names) {
  f.real({"weight", "w_k of the term: E is the sum of all w_k E_k"}, term.weight, {});
  f.require(term.weight != 0, "weight", "must not be 0: leave the term out");
  const bool has_pole =
      names.has_kernel(term.energy.preset) && names.kernel(term.energy.kernel).has_pole;
  f.require(term.weight > 0 || !has_pole, "weight",
            fmt::format("must be above 0: kernel \"{}\" is infinite where latents coincide, and E "
                        "would have no lower bound there",
                        term.energy.kernel));
}

void describe(Fields& f, EnergyTerm& term, const EnergyConfig& whole, const Vocabulary& names,
              const ManifoldTraits& manifold) {
  EnergyConfig& energy = term.energy;
  Fields::Choices presets;
  for (const std::string& name : names.energies)
    if (!names.has_terms(name))
      presets.push_back(name);
    else
      f.forbid_value("preset", name, "is a sum itself, and a term is one energy: give its terms");
  f.text({"preset", "the energy of the term"}, energy.preset, presets, Presence::required);
  describe_parts(f, energy, names);
  f.text({"kernel", "the kernel of the term; as that of [energy] unless given"}, energy.kernel,
         names.kernel_names());
  f.defaults([&] {  // parameters are taken over with their kernel alone
    if (energy.kernel != whole.kernel) energy.parameters = {};
  });
  describe_parameters(f, energy, names);
  describe_temperature(f, energy);
  require_kernel(f, energy, names, manifold);
  for (const char* of_sums : {"summation", "accuracy"})
    f.forbid(of_sums, "is one for all terms: [energy] gives it");
  f.forbid("term", "is for [energy] alone: a term is one energy");
  describe_weight(f, term, names);
}

void describe_terms(Fields& f, EnergyConfig& energy, const Vocabulary& names,
                    const ManifoldTraits& manifold) {
  constexpr std::size_t most = 8;
  if (!names.has_terms(energy.preset)) return;
  f.tables(
      {"term", "the energies that a sum adds up, one table each"},
      [&](std::size_t size) {
        if (size == std::string::npos) return energy.terms.size();
        f.require(size > 0, "term",
                  fmt::format("is missing: a sum has 1 to {} tables [[energy.term]]", most));
        f.require(size <= most, "term", fmt::format("must be 1 to {} tables, not {}", most, size));
        energy.terms.assign(size, unwritten_term(energy));
        return energy.terms.size();
      },
      [&](Fields& item, std::size_t k) {
        describe(item, energy.terms[k], energy, names, manifold);
      });
}

}  // namespace

void describe(Fields& f, EnergyConfig& energy, const Vocabulary& names,
              const ManifoldTraits& manifold) {
  f.text({"preset", "the energy that flows descend"}, energy.preset, names.energies,
         Presence::required);
  describe_parts(f, energy, names);
  f.text({"kernel", "the kernel k of the energy"}, energy.kernel, names.kernel_names());
  describe_parameters(f, energy, names);
  describe_temperature(f, energy);
  f.choice(
      {"summation",
       "how sums over all pairs are taken: over each pair, or fast, in time that grows with the "
       "number of latents; auto: by the faster of the two"},
      energy.summation);
  f.real({"accuracy", "relative error that fast sums may have"}, energy.accuracy,
         {1e-12, true, 1e-4});
  describe_terms(f, energy, names, manifold);
  if (energy.terms.empty()) return require_kernel(f, energy, names, manifold);
  // That of a sum is there for its terms, which need not take it over.
  if (const KernelTraits& own = names.kernel(energy.kernel); has_samples(own, energy.parameters))
    require_values(f, energy, own);
}

}  // namespace simclr_flow
