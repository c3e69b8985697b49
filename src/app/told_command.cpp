#include "told_command.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "examples.hpp"
#include "shell_commands.hpp"
#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/build/view_order.hpp"
#include "simclr_flow/config/key_guide.hpp"
#include "simclr_flow/export/export_format.hpp"
#include "sweep_commands.hpp"

namespace simclr_flow {
namespace {

ToldOption told(const CLI::Option& option) {
  ToldOption all;
  all.argument = !option.nonpositional();
  for (const std::string& name : option.get_snames()) all.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) all.names.push_back("--" + name);
  if (all.argument) all.names = {option.get_name(true)};
  if (option.get_items_expected_max() != 0) all.kind = option.get_type_name();
  all.sentence = option.get_description();
  all.standard = option.get_default_str();
  all.required = option.get_required();
  all.repeated = option.get_items_expected_max() > 1;
  return all;
}

ToldCommand told(const CLI::App& command, const std::string& name) {
  ToldCommand all{name, command.get_description(), {}};
  for (const CLI::Option* option : command.get_options()) all.options.push_back(told(*option));
  return all;
}

template <class Table>
std::vector<std::string> names_of(const Table& table) {
  std::vector<std::string> names;
  for (const auto& item : table) names.emplace_back(item.name);
  return names;
}

/// All keys of the configuration, those of tables too.
std::vector<std::string> keys() {
  std::vector<std::string> paths;
  for (const KeyGuide& key : known_keys(vocabulary())) paths.push_back(key.path);
  return paths;
}

/// Each to be followed by a value.
std::vector<std::string> keys_to_set() {
  std::vector<std::string> paths = settable_keys(vocabulary());
  for (std::string& path : paths) path += "=";
  return paths;
}

}  // namespace

std::vector<ToldCommand> told_commands(const CLI::App& app) {
  std::vector<ToldCommand> all{told(app, "")};
  for (const CLI::App* command : app.get_subcommands({}))
    all.push_back(told(*command, command->get_name()));
  return all;
}

std::vector<std::string> words_of_kind(const std::string& kind,
                                       const std::vector<ToldCommand>& commands) {
  if (kind == "ENERGY") return names_of(energies());
  if (kind == "KERNEL") return names_of(kernels());
  if (kind == "MANIFOLD") return vocabulary().manifold_names();
  if (kind == "KIND") return names_of_choices<PositivesConfig::Kind>();
  if (kind == "ORDER")
    return {std::string(name_of(ViewOrder::interleaved)), std::string(name_of(ViewOrder::cat))};
  if (kind == "FORMAT") return names_of(export_formats());
  if (kind == "EXAMPLE") return names_of(examples);
  if (kind == "KEY") return keys();
  if (kind == "KEY=VALUE" || kind == "KEY=VALUES") return keys_to_set();
  if (kind == "TASK") return names_of(sweep_commands());
  if (kind == "SHELL") return shells();
  if (kind != "COMMAND") return {};
  std::vector<std::string> names = names_of(commands);
  std::erase(names, "");
  return names;
}

bool is_file_kind(const std::string& kind) { return kind == "FILE"; }

}  // namespace simclr_flow
