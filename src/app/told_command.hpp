#pragma once
// The command line as plain values: what completions and manual pages are made of.
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace simclr_flow {

struct ToldOption {
  std::vector<std::string> names;  ///< "-o", "--output"; of an argument its one name, "FILE"
  std::string kind;                ///< of its value: see words_of_kind; empty of a flag
  std::string sentence;
  std::string standard;  ///< what it is unless given; may be empty
  bool required = false, argument = false, repeated = false;
};

struct ToldCommand {
  std::string name, sentence;
  std::vector<ToldOption> options;  ///< those of the program as a whole have an empty name
};

/// The program itself, then its commands.
std::vector<ToldCommand> told_commands(const CLI::App& app);

/// The words that a value of this kind may be, of those the program knows; "energy.temperature=" of
/// kinds of keys with values. None where it may be anything.
std::vector<std::string> words_of_kind(const std::string& kind,
                                       const std::vector<ToldCommand>& commands);
bool is_file_kind(const std::string& kind);

}  // namespace simclr_flow
