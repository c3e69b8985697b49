#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simclr_flow/config/run_config.hpp"

namespace simclr_flow {

/// An integrator method by name, and what it declares of itself.
struct MethodTraits {
  std::string name;
  bool adaptive = true;    ///< has tolerances
  bool one_step = true;    ///< resumes bitwise
  bool integrates = true;  ///< false for gradient descent
};

/// A kernel by name, and the parameters that it has keys of [energy] for.
struct KernelTraits {
  std::string name;
  std::vector<Parameter> parameters;
  std::vector<ListParameter> lists = {};
  /// Of values at a temperature; null: none.
  std::optional<Refusal> (*refusal)(double tau, const Parameters&) = nullptr;
  std::optional<TextParameter> text = std::nullopt;  ///< in place of the lists
  bool has_pole = false;                             ///< it is infinite at distance 0

  bool has_parameter(std::string_view parameter) const;
};

/// The names that a configuration may use, as the registry knows them.
struct Vocabulary {
  std::vector<std::string> data, initials, energies, flows, activations, transforms;
  std::vector<std::string> energies_of_parts;        ///< presets whose contrast [energy] gives
  std::vector<std::string> energies_of_terms;        ///< presets that add up [[energy.term]]
  std::vector<std::string> energies_without_kernel;  ///< those in which it plays no part
  std::vector<std::string> energies_of_whole_space;  ///< of inner products: for latents of R^d
  std::vector<std::string> integrable_transforms;    ///< those that may have a quadrature rule
  std::vector<MethodTraits> methods;
  std::vector<KernelTraits> kernels;
  std::vector<ManifoldTraits> manifolds;

  /// A method of the configuration. Throws InputError for a name that is not in the list.
  const MethodTraits& method(std::string_view name) const;
  std::vector<std::string> method_names() const;
  /// A kernel of the configuration likewise.
  const KernelTraits& kernel(std::string_view name) const;
  std::vector<std::string> kernel_names() const;
  bool is_made_of_parts(std::string_view energy) const;
  bool has_terms(std::string_view energy) const;
  bool has_kernel(std::string_view energy) const;
  /// Why the energy is not for latents of this manifold, after its name; "" where it is.
  std::string lack_of_space(std::string_view energy, const ManifoldTraits& manifold) const;
  /// The same of the first term of a sum of which there is a lack: "has 'spectral', which is ...";
  /// as above of an energy that is no sum.
  std::string lack_of_space(const EnergyConfig& energy, const ManifoldTraits& manifold) const;
  /// A manifold of the configuration likewise.
  const ManifoldTraits& manifold(std::string_view name) const;
  std::vector<std::string> manifold_names() const;
};

/// A configuration text and the `--set key=value` options applied to it, in order.
struct ConfigSource {
  std::string file;  ///< for messages
  std::string text;
  std::vector<std::string> overrides;
};

/// Overrides as the text that files keep, one per line, and back.
std::string text_of_overrides(const std::vector<std::string>& overrides);
std::vector<std::string> overrides_of_text(const std::string& text);

/// Reads, completes by defaults and validates a configuration. Throws InputError with file, line,
/// key, the given value and the allowed ones; for an unknown key the nearest known one.
RunConfig parse_config(const ConfigSource& source, const Vocabulary& vocabulary);

/// Whether the resolved text of a file tells the form of every flow that has one. Files of before
/// networks had a form do not tell theirs.
bool tells_forms(const RunConfig& config, const std::string& resolved);
/// Reads a configuration that a file keeps beside its resolved text. A file of before networks had
/// a form does not tell theirs: it is normalised.
RunConfig parse_stored_config(const ConfigSource& source, const std::string& resolved,
                              const Vocabulary& vocabulary);

/// The keys that [energy] has for every kernel, with those of an energy made of parts.
std::vector<std::string> energy_keys();
/// Whether it is one of them, or one of [[energy.term]]: no parameter of a kernel can be named so.
bool is_energy_key(std::string_view key);

/// The configuration with every default written out, as TOML that parses to the same values.
std::string resolved_toml(const RunConfig& config, const Vocabulary& vocabulary);

/// The name at the smallest edit distance, or "" if none is near.
std::string nearest(std::string_view given, const std::vector<std::string>& known);

}  // namespace simclr_flow
