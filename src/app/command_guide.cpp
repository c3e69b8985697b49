#include "command_guide.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <utility>

#include "simclr_flow/app/commands.hpp"

namespace simclr_flow {
namespace {

using namespace exit_code;

const std::vector<CommandGuide>& guides() {
  static const std::vector<CommandGuide> all{
      {"run",
       {{"simclr-flow run mine.toml", "writes mine.h5"},
        {"simclr-flow run mine.toml -o hot.h5 --set energy.temperature=0.5",
         "another temperature"}},
       {numerical, interrupted, io}},
      {"minimize",
       {{"simclr-flow minimize twelve.toml -o twelve.h5", "a study of minimizers"},
        {"simclr-flow minimize twelve.toml --json > twelve.json", "its table for programs"}},
       {numerical, interrupted, io}},
      {"resume",
       {{"simclr-flow resume mine.h5", "goes on from the last checkpoint"},
        {"simclr-flow resume mine.h5 --set stop.time=1e5", "to a later end"}},
       {numerical, interrupted, io}},
      {"check",
       {{"simclr-flow check mine.toml", "the configuration with all defaults, and its sizes"}},
       {io}},
      {"compare",
       {{"simclr-flow compare mine.h5", "every check with its error and what is allowed"},
        {"simclr-flow compare a.h5 b.h5 --json > ab.json", "two runs, for programs"}},
       {io, differs}},
      {"energy",
       {{"simclr-flow energy z.npy --preset nt-xent --views 2 --temperature 0.5",
         "the loss of embeddings, two rows a sample"},
        {"simclr-flow energy run.h5:/data/points --all --temperature .1,.5",
         "every energy at two temperatures"}},
       {numerical, io}},
      {"extract",
       {{"simclr-flow extract run.h5 -o z.npy --latents --flow network", "the last latents"},
        {"simclr-flow extract run.h5 -o torch.h5 --weights --for torch", "a state_dict"},
        {"simclr-flow extract study.h5 -o table.csv --table", "the table of a study"}},
       {io}},
      {"export",
       {{"simclr-flow export run.h5 --to xdmf", "latents in motion, for ParaView"},
        {"simclr-flow export run.h5 --to csv --flow network --every 10", "every tenth frame"}},
       {io}},
      {"theory",
       {{"simclr-flow theory --latent-dim 3 --temperature 0.1 --samples 12",
         "minima and bounds of twelve points on the sphere"}},
       {numerical}},
      {"sweep",
       {{"simclr-flow sweep mine.toml --over energy.temperature='logspace(1e-2,1,9)' -o phases",
         "a run at each of nine temperatures"}},
       {numerical, interrupted, io}},
      {"info",
       {{"simclr-flow info mine.h5", "flows, their ends and warnings"},
        {"simclr-flow info phases --json", "of the folder of a sweep, for programs"}},
       {}},
      {"list", {{"simclr-flow list", "every energy, kernel, manifold, check, ..."}}, {}},
      {"schema",
       {{"simclr-flow schema > simclr-flow.schema.json",
         "then '#:schema ./simclr-flow.schema.json' as the first line of a configuration"}},
       {}},
      {"example",
       {{"simclr-flow example four-discs > four-discs.toml", "a configuration to begin with"}},
       {}},
      {"help",
       {{"simclr-flow help energy.temperature", "type, default and range of a key"},
        {"simclr-flow help compare", "as simclr-flow compare --help"}},
       {}},
      {"completion",
       {{"source <(simclr-flow completion bash)", "in this shell"},
        {"simclr-flow completion zsh > ~/.zfunc/_simclr-flow", "in a folder of zsh's fpath"}},
       {}},
      {"manual",
       {{"simclr-flow manual run | man -l -", "the page of a command"},
        {"simclr-flow manual --folder man1", "all pages as files"}},
       {io}},
  };
  return all;
}

/// What the values of options and arguments are, by their names; of others text.
constexpr std::pair<std::string_view, const char*> value_kinds[] = {
    {"CONFIG", "FILE"},      {"FILE", "FILE"},
    {"POINTS", "FILE"},      {"--output", "FILE"},
    {"--gradient", "FILE"},  {"--labels", "FILE"},
    {"--expect", "FILE"},    {"--folder", "FILE"},
    {"--to", "FORMAT"},      {"--every", "K"},
    {"--preset", "ENERGY"},  {"--energy", "ENERGY"},
    {"--kernel", "KERNEL"},  {"--manifold", "MANIFOLD"},
    {"--positives", "KIND"}, {"--order", "ORDER"},
    {"NAME", "EXAMPLE"},     {"KEY", "KEY"},
    {"--set", "KEY=VALUE"},  {"--over", "KEY=VALUES"},
    {"--command", "TASK"},   {"SHELL", "SHELL"},
    {"COMMAND", "COMMAND"},  {"--temperature", "T"},
    {"--views", "V"},        {"--samples", "N"},
    {"--points", "N"},       {"--latent-dim", "D"},
    {"--sides", "LENGTHS"},  {"--shard", "I/N"},
    {"--flow", "NAME"},      {"--row", "K"},
    {"--rank", "K"},
};

std::string refuse_dash_to_read(const std::string& file) {
  return file == "-" ? "'-' is no file: standard input is /dev/stdin, where files may be read from "
                       "a pipe (a file of that name is ./-)"
                     : "";
}

std::string refuse_dash_to_write(const std::string& file) {
  return file == "-" ? "'-' is no file: what is written are files, whole or not at all, and never "
                       "standard output (a file of that name is ./-)"
                     : "";
}

/// Points alone are read from "-".
void add_kind(CLI::Option& option) {
  for (const auto& [name, kind] : value_kinds)
    if (option.check_name(std::string(name))) option.type_name(kind);
  if (option.get_type_name() != "FILE" || option.check_name("POINTS")) return;
  const bool writes =
      std::ranges::any_of(std::array{"--output", "--gradient", "--folder"},
                          [&option](const char* name) { return option.check_name(name); });
  option.check(writes ? refuse_dash_to_write : refuse_dash_to_read, "");
}

/// Defaults that say something: a word or a number.
void add_default(CLI::Option& option) {
  option.capture_default_str();
  if (std::string_view("[]{}false").find(option.get_default_str()) != std::string_view::npos)
    option.default_str("");
}

std::string footer_of(std::string_view command) {
  const CommandGuide guide = guide_of(command);
  std::string text;
  for (const CommandExample& example : guide.examples)
    text += fmt::format("{}  {}\n      {}\n", text.empty() ? "Examples:\n" : "", example.line,
                        example.does);
  text += fmt::format("{}Exit codes:\n", text.empty() ? "" : "\n");
  for (const int code : guide.codes) text += fmt::format("  {}  {}\n", code, meaning_of_code(code));
  if (reads_environment(command)) {
    text += "\nEnvironment:\n";
    for (const EnvironmentVariable& v : environment_variables())
      text += fmt::format("  {:<20}  {}\n", v.name, v.sentence);
  }
  return text;
}

}  // namespace

CommandGuide guide_of(std::string_view command) {
  const auto found = std::ranges::find(guides(), command, &CommandGuide::name);
  CommandGuide guide = found == guides().end() ? CommandGuide{command, {}, {io}} : *found;
  for (const int code : {done, input}) guide.codes.push_back(code);
  std::ranges::sort(guide.codes);
  return guide;
}

std::string_view meaning_of_code(int code) {
  switch (code) {
    case done:
      return "done";
    case numerical:
      return "numerical failure: of a flow, a point, a start; a value beyond the range of numbers";
    case input:
      return "usage or input, and what does not fit into memory";
    case interrupted:
      return "interrupted or out of wall-clock time, with a checkpoint to go on from";
    case io:
      return "storage failed: a folder that is read-only or was removed, a full disk";
    case differs:
      return "a difference was found";
  }
  return "";
}

const std::vector<EnvironmentVariable>& environment_variables() {
  static const std::vector<EnvironmentVariable> all{
      {"SIMCLR_FLOW_THREADS", "how many threads, all processors unless set; results are the same"},
      {"SIMCLR_FLOW_SIMD", "avx512, avx2 or baseline: the inner loops, else the widest there are"},
  };
  return all;
}

bool reads_environment(std::string_view command) {
  constexpr std::string_view of_words[] = {"list", "schema",     "example",
                                           "help", "completion", "manual"};
  return !std::ranges::count(of_words, command);
}

void add_guides(CLI::App& app) {
  app.footer("simclr-flow COMMAND --help tells its options, examples, exit codes and variables.\n");
  for (CLI::App* command : app.get_subcommands({})) {
    for (CLI::Option* option : command->get_options({})) {
      if (option->get_items_expected_max() == 0) continue;  // a flag
      add_kind(*option);
      add_default(*option);
    }
    command->footer(footer_of(command->get_name()));
  }
}

}  // namespace simclr_flow
