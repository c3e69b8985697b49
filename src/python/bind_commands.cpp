#include <pybind11/stl.h>

#include <cstdio>

#include "bindings.hpp"
#include "simclr_flow/app/commands.hpp"
#include "stoppable.hpp"

namespace py = pybind11;

namespace simclr_flow::python {
namespace {

/// The exit code of a command. A signal that stopped it is the interpreter's then.
int call(int (*command)(const RunOptions&), const RunOptions& options) {
  bool stopped = false;
  const int code = stoppable([&] {
    const int ended = command(options);
    std::fflush(stdout);
    stopped = is_cancelled();
    return ended;
  });
  if (stopped) throw Cancelled{};  // in other threads than the main one
  return code;
}

RunOptions options_of(std::string config, std::string text, std::string output,
                      std::vector<std::string> overrides, bool force, bool quiet) {
  RunOptions options;
  options.config = std::move(config);
  options.config_text = std::move(text);
  options.output = std::move(output);
  options.overrides = std::move(overrides);
  options.force = force;
  options.quiet = quiet;
  options.command_line = "simclr_flow (Python)";
  return options;
}

template <class Command>
void bind(py::module_& module, const char* name, Command* command) {
  module.def(
      name,
      [command](std::string config, std::string text, std::string output,
                std::vector<std::string> overrides, bool force, bool quiet) {
        return call(command, options_of(std::move(config), std::move(text), std::move(output),
                                        std::move(overrides), force, quiet));
      },
      py::arg("config"), py::arg("text"), py::arg("output"), py::arg("overrides"), py::arg("force"),
      py::arg("quiet"));
}

}  // namespace

void bind_commands(py::module_& module) {
  bind(module, "run", run_command);
  bind(module, "minimize", minimize_command);
  module.def("default_name", &default_name, py::arg("config"));
}

}  // namespace simclr_flow::python
