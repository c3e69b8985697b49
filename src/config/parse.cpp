#include "simclr_flow/config/parse.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "key_walk.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/shown.hpp"
#include "toml_fields.hpp"
#include "toml_text.hpp"

namespace simclr_flow {
namespace {

/// The parser's word for a number that no double can hold is that it is no value.
std::string_view hint_at(const toml::parse_error& error) {
  return error.description().find("floating-point") != std::string_view::npos
             ? " (the largest number is 1.8e308)"
             : "";
}

/// The value of `--set key=text` as a TOML table with the one key `v`.
toml::table parse_value(const std::string& text) {
  try {
    toml::table parsed = toml::parse("v = " + text);
    if (parsed.size() == 1) return parsed;
  } catch (const toml::parse_error&) {
    // not TOML: a bare word, taken as a string
  }
  return toml::table{{"v", text}};
}

/// The child of a table or array that a part of a path names; tables are made on the way.
toml::node* descend(toml::node& node, const std::string& part) {
  if (toml::table* table = node.as_table())
    return &table->insert(part, toml::table{}).first->second;
  toml::array* array = node.as_array();
  std::size_t position = 0;
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), position);
  if (!array || error != std::errc{} || end != part.data() + part.size()) return nullptr;
  return array->get(position);
}

bool is_number(const std::string& part) {
  return part.find_first_not_of("0123456789") == std::string::npos;
}

/// Whether a part of a path is what one of the tables is called, and not its number.
bool is_called(const toml::array& tables, const std::string& part) {
  for (const toml::node& table : tables)
    for (const char* key : {"name", "kind", "preset"})
      if ((*table.as_table())[key].value<std::string>() == part) return true;
  return false;
}

/// Why the path `before` leads no further by `rest`: it is a value, or tables, which have numbers.
std::string dead_end(const toml::node& node, const std::string& before,
                     std::vector<std::string> rest) {
  const toml::array* tables = node.as_array();
  if (!tables || !tables->is_array_of_tables())
    return fmt::format("'{}' is no table: it has no keys", shown(before));
  if (is_number(rest.front()) || (rest.size() > 1 && is_called(*tables, rest.front())))
    rest.erase(rest.begin());
  if (rest.empty()) rest = {"KEY"};
  std::vector<std::string> paths;
  for (std::size_t k = 0; k < tables->size(); ++k)
    paths.push_back(fmt::format("{}.{}.{}", before, k, fmt::join(rest, ".")));
  return fmt::format("there {} {} table{} [[{}]]: write {}", paths.size() == 1 ? "is" : "are",
                     paths.size(), paths.size() == 1 ? "" : "s", before,
                     shown(fmt::format("{}", fmt::join(paths, " or "))));
}

/// The row of this name; a configuration that was made by values may hold any word.
template <class Traits>
const Traits& row_of(const std::vector<Traits>& table, std::string_view name, std::string_view what,
                     const std::vector<std::string>& allowed) {
  const auto found = std::ranges::find(table, name, &Traits::name);
  if (found == table.end())
    throw InputError(fmt::format("{} '{}' is not known; allowed: {}", what,
                                 shown(std::string(name)), fmt::join(allowed, ", ")));
  return *found;
}

}  // namespace

void apply_override(toml::table& root, const std::string& option) {
  const std::size_t equals = option.find('=');
  if (equals == std::string::npos || equals == 0)
    throw InputError(fmt::format("--set {}: expected key=value", shown(option)));
  if (option.find('\n') != std::string::npos)
    throw InputError(fmt::format("--set {}...: must be one line", shown(option.substr(0, equals))));
  parse_toml("# " + option,
             "--set " + shown(option.substr(0, equals)));  // refuses what is not UTF-8
  std::istringstream path(option.substr(0, equals));
  std::vector<std::string> parts;
  for (std::string part; std::getline(path, part, '.');) parts.push_back(part);
  if (parts.size() > 16) throw InputError("--set: a key has at most 16 parts");
  toml::node* node = &root;
  std::string before;
  for (std::size_t k = 0; !node->is_table() || k + 1 < parts.size(); ++k) {
    toml::node* const next = descend(*node, parts[k]);
    if (!next || k + 1 == parts.size())
      throw InputError(fmt::format(
          "--set {}: {}", shown(option),
          dead_end(*node, before, {parts.begin() + static_cast<std::ptrdiff_t>(k), parts.end()})));
    node = next;
    before += (before.empty() ? "" : ".") + parts[k];
  }
  toml::table* table = node->as_table();
  const toml::table parsed = parse_value(option.substr(equals + 1));
  // A copied node has no source position: messages then name --set instead of a line.
  parsed.get("v")->visit([&](const auto& value) {
    auto copy = value;
    table->insert_or_assign(parts.back(), std::move(copy));
  });
}

toml::table parse_toml(const std::string& text, const std::string& file) {
  try {
    return toml::parse(std::string_view(text), std::string_view(file));
  } catch (const toml::parse_error& error) {
    throw InputError(fmt::format("{}:{}: not valid TOML: {}{}", file, error.source().begin.line,
                                 printable(error.description()), hint_at(error)));
  }
}

const MethodTraits& Vocabulary::method(std::string_view name) const {
  return row_of(methods, name, "method", method_names());
}

std::vector<std::string> Vocabulary::method_names() const {
  std::vector<std::string> names;
  for (const MethodTraits& known : methods) names.push_back(known.name);
  return names;
}

bool KernelTraits::has_parameter(std::string_view parameter) const {
  return std::ranges::find(parameters, parameter, &Parameter::name) != parameters.end() ||
         std::ranges::find(lists, parameter, &ListParameter::name) != lists.end() ||
         (text && (parameter == text->name || parameter == text->reach.name));
}

const KernelTraits& Vocabulary::kernel(std::string_view name) const {
  return row_of(kernels, name, "kernel", kernel_names());
}

std::vector<std::string> Vocabulary::kernel_names() const {
  std::vector<std::string> names;
  for (const KernelTraits& known : kernels) names.push_back(known.name);
  return names;
}

std::vector<std::string> energy_keys() {
  Vocabulary names;
  names.kernels.emplace_back();
  names.energies = names.energies_of_parts = {"of parts"};  // the one with the most keys
  EnergyConfig energy;
  const KeyChoices none;
  KeyWalk walk(none);
  energy.kernel = names.kernels.front().name;
  describe(walk, energy, names, {});
  std::vector<std::string> keys;
  for (const KeyWalk::Met& met : walk.met()) keys.push_back(met.guide.path);
  return keys;
}

bool is_energy_key(std::string_view key) {
  return key == "term" || key == "weight" || std::ranges::count(energy_keys(), key) > 0;
}

bool Vocabulary::is_made_of_parts(std::string_view energy) const {
  return std::ranges::count(energies_of_parts, energy) > 0;
}

bool Vocabulary::has_terms(std::string_view energy) const {
  return std::ranges::count(energies_of_terms, energy) > 0;
}

bool Vocabulary::has_kernel(std::string_view energy) const {
  return std::ranges::count(energies_without_kernel, energy) == 0;
}

std::string Vocabulary::lack_of_space(std::string_view energy,
                                      const ManifoldTraits& manifold) const {
  if (manifold.is_whole_space() || !std::ranges::count(energies_of_whole_space, energy)) return "";
  std::vector<std::string> allowed;
  for (const ManifoldTraits& known : manifolds)
    if (known.is_whole_space()) allowed.push_back(known.name);
  return fmt::format(
      "is of inner products, whose latents have free lengths: allowed is manifold {}, not {}",
      fmt::join(allowed, ", "), manifold.name);
}

std::string Vocabulary::lack_of_space(const EnergyConfig& energy,
                                      const ManifoldTraits& manifold) const {
  if (energy.terms.empty()) return lack_of_space(energy.preset, manifold);
  for (const EnergyTerm& term : energy.terms)
    if (std::string lack = lack_of_space(term.energy.preset, manifold); !lack.empty())
      return fmt::format("has '{}', which {}", term.energy.preset, lack);
  return "";
}

const ManifoldTraits& Vocabulary::manifold(std::string_view name) const {
  return row_of(manifolds, name, "manifold", manifold_names());
}

std::vector<std::string> Vocabulary::manifold_names() const {
  std::vector<std::string> names;
  for (const ManifoldTraits& known : manifolds) names.push_back(known.name);
  return names;
}

std::string text_of_overrides(const std::vector<std::string>& overrides) {
  return fmt::format("{}", fmt::join(overrides, "\n"));
}

std::vector<std::string> overrides_of_text(const std::string& text) {
  std::vector<std::string> all;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    all.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return all;
}

RunConfig parse_config(const ConfigSource& source, const Vocabulary& vocabulary) {
  toml::table root = parse_toml(source.text, source.file);
  for (const std::string& option : source.overrides) apply_override(root, option);
  RunConfig config;
  TomlReader reader(source.file, &root, &vocabulary);
  describe(reader, config, vocabulary);
  reader.finish();
  return config;
}

bool tells_forms(const RunConfig& config, const std::string& resolved) {
  std::istringstream lines(resolved);
  std::ptrdiff_t forms = 0;
  for (std::string line; std::getline(lines, line);)
    forms += line.substr(std::min(line.size(), line.find_first_not_of(' '))).starts_with("form = ");
  const auto has_form = [](const FlowConfig& flow) { return flow.kind != "particle"; };
  return forms >= std::ranges::count_if(config.flows, has_form);
}

RunConfig parse_stored_config(const ConfigSource& source, const std::string& resolved,
                              const Vocabulary& vocabulary) {
  RunConfig config = parse_config(source, vocabulary);
  if (!tells_forms(config, resolved))
    for (FlowConfig& flow : config.flows)
      if (flow.kind == "network") flow.form = FlowConfig::Form::normalised;
  return config;
}

std::string resolved_toml(const RunConfig& config, const Vocabulary& vocabulary) {
  TomlWriter writer;
  RunConfig copy = config;
  describe(writer, copy, vocabulary);
  return toml_text(writer.result);
}

}  // namespace simclr_flow
