// Completion scripts. They know every word when they are printed: shells
// need not call the program.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "shell_commands.hpp"

namespace simclr_flow {
namespace {

/// The kinds of values that have words, and these.
std::map<std::string, std::vector<std::string>> kinds_with_words(
    const std::vector<ToldCommand>& commands) {
  std::map<std::string, std::vector<std::string>> kinds;
  for (const ToldCommand& command : commands)
    for (const ToldOption& option : command.options)
      if (!option.kind.empty() && !kinds.contains(option.kind))
        if (auto words = words_of_kind(option.kind, commands); !words.empty())
          kinds[option.kind] = std::move(words);
  return kinds;
}

/// A kind as the end of a variable's name.
std::string variable(std::string kind) {
  std::ranges::replace_if(
      kind, [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); }, '_');
  return "_simclr_flow_" + kind;
}

std::vector<std::string> option_names(const ToldCommand& command) {
  std::vector<std::string> names;
  for (const ToldOption& option : command.options)
    if (!option.argument) names.insert(names.end(), option.names.begin(), option.names.end());
  return names;
}

std::vector<std::string> command_names(const std::vector<ToldCommand>& commands) {
  return words_of_kind("COMMAND", commands);
}

/// What bash completes for a value of this kind.
std::string bash_values(const std::string& kind, const std::vector<ToldCommand>& commands) {
  if (is_file_kind(kind)) return "_simclr_flow_files";
  const auto words = words_of_kind(kind, commands);
  if (words.empty()) return "COMPREPLY=()";
  return fmt::format("_simclr_flow_words \"${}\"", variable(kind));
}

std::string bash_command(const ToldCommand& command, const std::vector<ToldCommand>& commands) {
  std::string values, argument = "COMPREPLY=()";
  for (const ToldOption& option : command.options) {
    if (option.argument)
      argument = bash_values(option.kind, commands);
    else if (!option.kind.empty())
      values += fmt::format("        {}) {}; return ;;\n", fmt::join(option.names, "|"),
                            bash_values(option.kind, commands));
  }
  return fmt::format(
      "    {})\n      options='{}'\n      case $prev in\n{}      esac\n"
      "      [[ $cur == -* ]] || {{ {}; return; }} ;;\n",
      command.name, fmt::join(option_names(command), " "), values, argument);
}

constexpr const char* bash_head =
    R"(# bash completion of simclr-flow, as `simclr-flow completion bash` prints it.
_simclr_flow_files() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen -f -- "$cur")
}
_simclr_flow_words() {
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
  [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
}
)";

constexpr const char* bash_function = R"(_simclr_flow() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command= options k
  # bash takes --option=value as three words.
  if [[ $cur == = ]]; then cur=
  elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi
  for ((k = 1; k < COMP_CWORD; ++k)); do
    [[ ${COMP_WORDS[k]} == -* ]] || { command=${COMP_WORDS[k]}; break; }
  done
  case $command in
)";

std::string quoted_zsh(std::string text) {
  std::string all;
  for (const char c : text) {
    if (c == '\'') all += "'\\'";
    if (c == '[' || c == ']' || c == ':' || c == '\\') all += '\\';
    all += c;
  }
  return all;
}

/// ":KERNEL:(gauss student)".
std::string zsh_values(const ToldOption& option, const std::vector<ToldCommand>& commands) {
  if (option.kind.empty()) return "";
  std::string action;
  if (is_file_kind(option.kind))
    action = "_files";
  else if (const auto words = words_of_kind(option.kind, commands); !words.empty())
    action = words.front().ends_with('=')
                 ? fmt::format("_simclr_flow_keys ${{={}}}", variable(option.kind))
                 : fmt::format("(${{={}}})", variable(option.kind));
  return fmt::format(":{}:{}", quoted_zsh(option.kind), action);
}

std::string zsh_option(const ToldOption& option, const std::vector<ToldCommand>& commands) {
  const std::string sentence = quoted_zsh(option.sentence), values = zsh_values(option, commands);
  if (option.argument)
    return fmt::format(" \\\n        '{}{}'",
                       option.repeated   ? "*"
                       : option.required ? "1"
                                         : "::",
                       option.repeated || option.required ? values : values.substr(1));
  std::string all;
  for (const std::string& name : option.names) {
    const bool takes_value = !option.kind.empty(), is_long = name.starts_with("--");
    all += fmt::format(" \\\n        '{}{}{}[{}]{}'", option.repeated ? "*" : "", name,
                       takes_value && is_long ? "=" : "", sentence, values);
  }
  return all;
}

std::string quoted_fish(const std::string& text) {
  std::string all;
  for (const char c : text) {
    if (c == '\'' || c == '\\') all += '\\';
    all += c;
  }
  return fmt::format("'{}'", all);
}

/// What stands behind `complete -c simclr-flow -n ...` for this option.
std::string fish_option(const ToldOption& option, const std::vector<ToldCommand>& commands) {
  std::string all;
  for (const std::string& name : option.names)
    if (!option.argument)
      all += name.starts_with("--") ? fmt::format(" -l {}", name.substr(2))
                                    : fmt::format(" -s {}", name.substr(1));
  if (!option.argument && !option.kind.empty()) all += " -r";
  const auto words = words_of_kind(option.kind, commands);
  if (is_file_kind(option.kind))
    all += " -F";
  else if (!words.empty())
    all += fmt::format(" -a \"${}\"", variable(option.kind));
  return fmt::format("{} -d {}", all, quoted_fish(option.sentence));
}

}  // namespace

std::string bash_completion(const std::vector<ToldCommand>& commands) {
  std::string text = bash_head;
  for (const auto& [kind, words] : kinds_with_words(commands))
    text += fmt::format("{}='{}'\n", variable(kind), fmt::join(words, " "));
  text += bash_function;
  for (const ToldCommand& command : commands)
    if (!command.name.empty()) text += bash_command(command, commands);
  return text + fmt::format(
                    "    '') options='{} {}' ;;\n    *) return ;;\n  esac\n"
                    "  _simclr_flow_words \"$options\"\n}}\ncomplete -F _simclr_flow simclr-flow\n",
                    fmt::join(command_names(commands), " "),
                    fmt::join(option_names(commands.front()), " "));
}

std::string zsh_completion(const std::vector<ToldCommand>& commands) {
  std::string text =
      "#compdef simclr-flow\n# zsh completion of simclr-flow, as `simclr-flow completion zsh` "
      "prints "
      "it.\n_simclr_flow_keys() { compadd -S '' -- \"$@\" }\n";
  for (const auto& [kind, words] : kinds_with_words(commands))
    text += fmt::format("{}='{}'\n", variable(kind), fmt::join(words, " "));
  text +=
      "_simclr_flow() {\n  local context state state_descr line\n  typeset -A opt_args\n"
      "  _arguments -C";
  for (const ToldOption& option : commands.front().options) text += zsh_option(option, commands);
  text +=
      " \\\n    '1:command:->command' '*::argument:->argument'\n  case $state in\n"
      "    command)\n      local -a commands=(\n";
  for (const ToldCommand& command : commands)
    if (!command.name.empty())
      text += fmt::format("        '{}:{}'\n", command.name, quoted_zsh(command.sentence));
  text += "      )\n      _describe command commands ;;\n    argument) case $words[1] in\n";
  for (const ToldCommand& command : commands) {
    if (command.name.empty()) continue;
    text += fmt::format("      {}) _arguments", command.name);
    for (const ToldOption& option : command.options) text += zsh_option(option, commands);
    text += " ;;\n";
  }
  return text +
         "    esac ;;\n  esac\n}\nif [ \"$funcstack[1]\" = _simclr_flow ]; then "
         "_simclr_flow \"$@\"; else compdef _simclr_flow simclr-flow; fi\n";
}

std::string fish_completion(const std::vector<ToldCommand>& commands) {
  std::string text =
      "# fish completion of simclr-flow, as `simclr-flow completion fish` prints it.\n";
  for (const auto& [kind, words] : kinds_with_words(commands))
    text += fmt::format("set -g {} {}\n", variable(kind), fmt::join(words, " "));
  text += "complete -c simclr-flow -f\n";
  for (const ToldCommand& command : commands) {
    const std::string where = command.name.empty()
                                  ? "__fish_use_subcommand"
                                  : fmt::format("'__fish_seen_subcommand_from {}'", command.name);
    if (!command.name.empty())
      text += fmt::format("complete -c simclr-flow -n __fish_use_subcommand -a {} -d {}\n",
                          command.name, quoted_fish(command.sentence));
    for (const ToldOption& option : command.options)
      text +=
          fmt::format("complete -c simclr-flow -n {}{}\n", where, fish_option(option, commands));
  }
  return text;
}

}  // namespace simclr_flow
