// Manual pages.
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "command_guide.hpp"
#include "shell_commands.hpp"
#include "simclr_flow/record/provenance.hpp"

namespace simclr_flow {
namespace {

/// A character of more than one byte at the beginning of UTF-8 text, and its bytes.
std::pair<std::uint32_t, std::size_t> character_of(std::string_view text) {
  const auto byte = [&text](std::size_t k) { return static_cast<unsigned char>(text[k]); };
  const std::size_t bytes = byte(0) >= 0xF0 ? 4 : byte(0) >= 0xE0 ? 3 : 2;
  std::uint32_t code = byte(0) & (0xFFu >> (bytes + 1));
  for (std::size_t k = 1; k < bytes && k < text.size(); ++k) code = code << 6 | (byte(k) & 0x3Fu);
  return {code, bytes};
}

/// Marks of ASCII that roff reads, or sets, otherwise.
struct Mark {
  char character;
  std::string_view escape;
};
constexpr Mark marks[] = {
    {'\\', "\\e"}, {'-', "\\-"}, {'^', "\\(ha"}, {'~', "\\(ti"}, {'`', "\\(ga"}};

/// Text as roff reads it: nothing of it is a request or an escape.
std::string roff(std::string_view text) {
  std::string all = text.starts_with('.') || text.starts_with('\'') ? "\\&" : "";
  while (!text.empty()) {
    std::size_t taken = 1;
    if (static_cast<unsigned char>(text[0]) >= 0x80) {
      const auto [code, bytes] = character_of(text);
      all += fmt::format("\\[u{:04X}]", code);
      taken = bytes;
    } else if (const auto* known = std::ranges::find(marks, text[0], &Mark::character);
               known != std::end(marks)) {
      all.append(known->escape);
    } else {
      all.push_back(text[0]);
    }
    text.remove_prefix(std::min(taken, text.size()));
  }
  return all;
}

std::string bold(std::string_view text) { return fmt::format("\\fB{}\\fR", roff(text)); }
std::string italic(std::string_view text) { return fmt::format("\\fI{}\\fR", roff(text)); }

/// A tagged paragraph.
std::string entry(const std::string& tag, std::string_view text) {
  return fmt::format(".TP\n{}\n{}\n", tag, text.empty() ? "\\&" : roff(text));
}

std::string title_of(const ToldCommand& command) {
  return command.name.empty() ? "simclr-flow" : "simclr-flow-" + command.name;
}

std::string option_entry(const ToldOption& option) {
  std::string tag;
  for (const std::string& name : option.names)
    tag +=
        fmt::format("{}{}", tag.empty() ? "" : ", ", option.argument ? italic(name) : bold(name));
  if (!option.argument && !option.kind.empty()) tag += fmt::format(" {}", italic(option.kind));
  std::string text = option.sentence;
  if (option.repeated) text += "; may be given several times";
  if (option.required) text += "; must be given";
  if (!option.standard.empty()) text += "; default: " + option.standard;
  return entry(tag, text);
}

std::string synopsis_of(const ToldCommand& command) {
  std::string arguments = command.name.empty() ? italic("COMMAND") : "";
  for (const ToldOption& option : command.options) {
    if (!option.argument) continue;
    const std::string name =
        fmt::format("{}{}", italic(option.names.front()), option.repeated ? " ..." : "");
    arguments += option.required ? fmt::format(" {}", name) : fmt::format(" [{}]", name);
  }
  return fmt::format("{}{} [{}]", bold(fmt::format("simclr-flow {}", command.name)), arguments,
                     italic("OPTIONS"));
}

std::string examples_of(const CommandGuide& guide) {
  if (guide.examples.empty()) return "";
  std::string text = ".SH EXAMPLES\n";
  for (const CommandExample& example : guide.examples)
    text += entry(bold(example.line), example.does);
  return text;
}

std::string codes_of(const std::vector<int>& codes) {
  std::string text = ".SH EXIT STATUS\n";
  for (const int code : codes) text += entry(bold(std::to_string(code)), meaning_of_code(code));
  return text;
}

std::string environment() {
  std::string text = ".SH ENVIRONMENT\n";
  for (const EnvironmentVariable& v : environment_variables())
    text += entry(bold(v.name), v.sentence);
  return text;
}

std::string commands_of(const std::vector<ToldCommand>& commands) {
  std::string text = ".SH COMMANDS\n";
  for (const ToldCommand& command : commands)
    if (!command.name.empty()) text += entry(bold(command.name), command.sentence);
  return text;
}

std::string others_than(const ToldCommand& command, const std::vector<ToldCommand>& commands) {
  std::string text;
  for (const ToldCommand& other : commands)
    if (other.name != command.name)
      text += (text.empty() ? ".SH SEE ALSO\n" : ",\n") + bold(title_of(other)) + "(1)";
  return text + "\n";
}

}  // namespace

std::string manual_page(const ToldCommand& command, const std::vector<ToldCommand>& commands) {
  std::string title = title_of(command);
  std::ranges::transform(title, title.begin(), [](unsigned char c) { return std::toupper(c); });
  std::string text =
      fmt::format(".TH \"{}\" 1 \"\" \"{}\" \"User Commands\"\n.SH NAME\n{} \\- {}\n", roff(title),
                  roff(program_version()), roff(title_of(command)), roff(command.sentence));
  text += fmt::format(".SH SYNOPSIS\n{}\n", synopsis_of(command));
  const bool whole = command.name.empty();
  if (whole) text += commands_of(commands);
  text += ".SH OPTIONS\n";
  for (const ToldOption& option : command.options) text += option_entry(option);
  const CommandGuide guide = guide_of(command.name);
  text += examples_of(guide);
  text += codes_of(whole ? std::vector<int>{0, 1, 2, 3, 4, 5} : guide.codes);
  if (whole || reads_environment(command.name)) text += environment();
  return text + others_than(command, commands);
}

}  // namespace simclr_flow
