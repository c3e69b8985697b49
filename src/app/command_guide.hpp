#pragma once
// What --help, manual pages and shells tell of a command beside its options.
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace simclr_flow {

struct CommandExample {
  std::string_view line, does;
};

/// Of one command: how it is called, and which exit codes it has beside that of usage and input.
struct CommandGuide {
  std::string_view name;
  std::vector<CommandExample> examples;
  std::vector<int> codes;
};

struct EnvironmentVariable {
  std::string_view name, sentence;
};

/// The guide of a command; one without examples if there is none of this name.
CommandGuide guide_of(std::string_view command);
std::string_view meaning_of_code(int code);
const std::vector<EnvironmentVariable>& environment_variables();
/// Whether a command computes: it uses threads and the loops of an instruction set.
bool reads_environment(std::string_view command);

/// Gives every command of the application its examples, exit codes and variables below its options,
/// and its options their defaults and the kind of their values (see words_of_kind).
void add_guides(CLI::App& app);

}  // namespace simclr_flow
