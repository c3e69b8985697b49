#include <fmt/format.h>

#include <new>

#include "bindings.hpp"
#include "simclr_flow/app/process.hpp"
#include "simclr_flow/core/cancellation.hpp"
#include "simclr_flow/core/error.hpp"

namespace py = pybind11;

namespace simclr_flow::python {
namespace {

/// What the library throws by itself, beside what is registered below, and no Python does.
void translate(std::exception_ptr thrown) {
  try {
    if (thrown) std::rethrow_exception(thrown);
  } catch (const Cancelled&) {
    PyErr_SetNone(PyExc_KeyboardInterrupt);
  }
}

}  // namespace

PYBIND11_MODULE(_library, module) {
  keep_freed_memory();
  module.doc() = "The library of simclr-flow: energies, theory and commands.";
  module.attr("version") = SIMCLR_FLOW_VERSION;
  py::register_exception<InputError>(module, "InputError", PyExc_ValueError);
  py::register_exception<StorageError>(module, "StorageError", PyExc_OSError);
  py::register_exception_translator(translate);
  bind_energy(module);
  bind_theory(module);
  bind_commands(module);
}

}  // namespace simclr_flow::python
