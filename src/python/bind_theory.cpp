#include <fmt/format.h>
#include <pybind11/stl.h>

#include "bindings.hpp"
#include "settings.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/theory/best_known.hpp"
#include "simclr_flow/theory/overview.hpp"

namespace py = pybind11;

namespace simclr_flow::python {
namespace {

/// Of the energy that the text asks for, on S^{dim-1}.
theory::Setting setting_of(const std::string& text, Index dim, Index samples, Index views) {
  const EnergyConfig energy = settings_of(text, "sphere", views).energy;
  if (!energy.terms.empty())
    throw InputError(
        fmt::format("theory is of one energy, '{}' is a sum: ask for each term", energy.preset));
  return {dim, energy.temperature, energy.preset, samples, views, energy.kernel, energy.parameters};
}

std::vector<theory::Statement> overview(const std::string& text, Index dim, Index samples,
                                        Index views) {
  const py::gil_scoped_release others_run;
  return theory::overview(setting_of(text, dim, samples, views));
}

/// The largest lower bound, if one is known.
std::optional<theory::LowerBound> bound(const std::string& text, Index dim, Index samples,
                                        Index views) {
  const py::gil_scoped_release others_run;
  const auto known = theory::best_known(setting_of(text, dim, samples, views));
  return known ? std::optional(known->bound) : std::nullopt;
}

}  // namespace

void bind_theory(py::module_& module) {
  using theory::Statement;
  py::class_<Statement>(module, "Statement")
      .def_readonly("section", &Statement::section)
      .def_readonly("id", &Statement::id)
      .def_readonly("quantity", &Statement::quantity)
      .def_readonly("value", &Statement::value)
      .def_readonly("gap", &Statement::gap)
      .def_readonly("status", &Statement::status)
      .def_readonly("source", &Statement::source);
  py::class_<theory::LowerBound>(module, "LowerBound")
      .def_readonly("value", &theory::LowerBound::value)
      .def_readonly("attained", &theory::LowerBound::attained)
      .def_readonly("status", &theory::LowerBound::status)
      .def_readonly("source", &theory::LowerBound::source);
  module.def("overview", &overview, py::arg("text"), py::arg("dim"), py::arg("samples"),
             py::arg("views"));
  module.def("bound", &bound, py::arg("text"), py::arg("dim"), py::arg("samples"),
             py::arg("views"));
}

}  // namespace simclr_flow::python
