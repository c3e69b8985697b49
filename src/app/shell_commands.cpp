// The commands completion and manual.
#include "shell_commands.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>

#include "arguments.hpp"
#include "simclr_flow/app/commands.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/io/output_folder.hpp"
#include "simclr_flow/io/replace_file.hpp"

namespace simclr_flow {
namespace {

struct Shell {
  const char* name;
  std::string (*script)(const std::vector<ToldCommand>&);
};
constexpr Shell known_shells[] = {
    {"bash", bash_completion}, {"zsh", zsh_completion}, {"fish", fish_completion}};

int completion_command(const CLI::App& app, const std::string& shell) {
  require_known("SHELL", shells(), shell);
  const auto known = std::ranges::find(known_shells, shell, &Shell::name);
  fmt::print("{}", known->script(told_commands(app)));
  return exit_code::done;
}

/// "simclr-flow-run.1".
std::string page_name(const ToldCommand& command) {
  return fmt::format("simclr-flow{}{}.1", command.name.empty() ? "" : "-", command.name);
}

void write_pages(const std::vector<ToldCommand>& commands, const std::string& folder) {
  make_output_folder(folder, "manual pages");
  for (const ToldCommand& command : commands)
    replace_text((std::filesystem::path(folder) / page_name(command)).string(), true,
                 manual_page(command, commands));
}

struct ManualOptions {
  std::string command, folder;
};

int manual_command(const CLI::App& app, const ManualOptions& options) {
  const std::vector<ToldCommand> commands = told_commands(app);
  if (!options.folder.empty() && !options.command.empty())
    throw InputError("manual: --folder is for all pages: name no command beside it");
  if (!options.folder.empty()) {
    write_pages(commands, options.folder);
    return exit_code::done;
  }
  if (!options.command.empty())
    require_known("COMMAND", words_of_kind("COMMAND", commands), options.command);
  fmt::print("{}", manual_page(*std::ranges::find(commands, options.command, &ToldCommand::name),
                               commands));
  return exit_code::done;
}

}  // namespace

std::vector<std::string> shells() {
  std::vector<std::string> names;
  for (const Shell& shell : known_shells) names.emplace_back(shell.name);
  return names;
}

void add_shell_commands(CLI::App& app, int& code) {
  CLI::App* command = app.add_subcommand("completion", "print a shell's completion script");
  const auto shell = std::make_shared<std::string>();
  command->add_option("SHELL", *shell, "bash, zsh or fish")->required();
  command->callback([&app, &code, shell] { code = completion_command(app, *shell); });

  command = app.add_subcommand("manual", "print a manual page, for man");
  const auto manual = std::make_shared<ManualOptions>();
  command->add_option("COMMAND", manual->command, "command; none: the program as a whole");
  command->add_option("--folder", manual->folder, "write all pages into this folder instead");
  command->callback([&app, &code, manual] { code = manual_command(app, *manual); });
}

}  // namespace simclr_flow
