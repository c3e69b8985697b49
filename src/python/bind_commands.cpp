#include <pybind11/stl.h>

#include <array>
#include <csignal>
#include <cstdio>

#include "bindings.hpp"
#include "simclr_flow/app/commands.hpp"
#include "simclr_flow/app/process.hpp"
#include "simclr_flow/core/cancellation.hpp"

namespace py = pybind11;

namespace simclr_flow::python {
namespace {

/// While it lives, signals stop the command that runs; then they are the interpreter's again, and
/// work that they cancelled is no longer cancelled.
class CommandSignals {
 public:
  CommandSignals() {
    for (std::size_t k = 0; k < stopping_signals.size(); ++k)
      ::sigaction(stopping_signals[k], nullptr, &before_[k]);
  }
  ~CommandSignals() {
    for (std::size_t k = 0; k < stopping_signals.size(); ++k)
      ::sigaction(stopping_signals[k], &before_[k], nullptr);
    withdraw_cancellation();
  }
  CommandSignals(const CommandSignals&) = delete;
  CommandSignals& operator=(const CommandSignals&) = delete;

 private:
  std::array<struct sigaction, stopping_signals.size()> before_{};
};

/// The exit code of a command, and whether a signal stopped it.
py::tuple call(int (*command)(const RunOptions&), const RunOptions& options) {
  int code = exit_code::done;
  bool stopped = false;
  {
    const py::gil_scoped_release others_run;
    const CommandSignals signals;
    code = command(options);
    std::fflush(stdout);
    stopped = is_cancelled();
  }
  return py::make_tuple(code, stopped);
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
