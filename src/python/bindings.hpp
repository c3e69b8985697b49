#pragma once
// The parts of the module simclr_flow._library, whose Python side is analysis/simclr_flow.
#include <pybind11/pybind11.h>

namespace simclr_flow::python {

void bind_energy(pybind11::module_& module);
void bind_theory(pybind11::module_& module);
void bind_commands(pybind11::module_& module);

}  // namespace simclr_flow::python
