#include "run_options.hpp"

#include <filesystem>

#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/config/expectation.hpp"

namespace simclr_flow {

namespace fs = std::filesystem;

RunOptions with_config_text(RunOptions options) {
  if (options.config_text.empty()) options.config_text = read_text_file(options.config);
  return options;
}

record::Source source_of(const RunOptions& options) {
  return {.config = {options.config, with_config_text(options).config_text, options.overrides},
          .folder = record::config_folder(options.config),
          .command_line = options.command_line};
}

RunConfig read_config(const RunOptions& options) {
  return parse_config(source_of(options).config, vocabulary());
}

record::Setup prepare(const RunOptions& options) { return record::set_up(source_of(options)); }

std::string default_name(const std::string& config) {
  std::error_code ignored;
  if (fs::exists(config, ignored) && !fs::is_regular_file(config, ignored)) return "run";
  const fs::path path = fs::weakly_canonical(config);
  const std::string stem = path.stem().string(), folder = path.parent_path().filename().string();
  return stem == "config" && !folder.empty() ? folder : stem;
}

std::string output_of(const RunOptions& options) {
  return options.output.empty() ? default_name(options.config) + ".h5" : options.output;
}

}  // namespace simclr_flow
