#include <fmt/format.h>
#include <pybind11/stl.h>

#include <array>

#include "arrays.hpp"
#include "bindings.hpp"
#include "points_energy.hpp"
#include "settings.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/theory/energy_facts.hpp"
#include "stoppable.hpp"

namespace py = pybind11;

namespace simclr_flow::python {
namespace {

PointsEnergy make(const std::string& text, const std::string& manifold, std::vector<double> sides,
                  std::array<Index, 3> shape, const std::string& order, std::vector<int> labels,
                  const std::optional<Rows>& weights) {
  Samples all{shape[0], shape[1], shape[2], view_order("order", order), std::move(labels), {}};
  if (weights) all.weights = points_of(*weights, "positive_weights");
  if (weights && all.weights.rows() != 3)
    throw InputError(
        fmt::format("positive_weights has {} columns; allowed: 3, i, j and w", all.weights.rows()));
  const py::gil_scoped_release others_run;
  return {text, {manifold, std::move(sides)}, all};
}

py::tuple evaluate(const PointsEnergy& energy, const Rows& z, bool gradient, bool first_variation) {
  const auto rows = points_of(z, "z");
  PointsValue found = stoppable([&] { return energy.evaluate(rows, gradient, first_variation); });
  const auto or_none = [](bool asked, auto make) -> py::object {
    return asked ? py::object(make()) : py::none();
  };
  return py::make_tuple(
      found.value, or_none(gradient, [&] { return rows_of(std::move(found.gradient)); }),
      or_none(first_variation, [&] { return numbers_of(std::move(found.first_variation)); }));
}

py::array hessian_product(const PointsEnergy& energy, const Rows& z, const Rows& v) {
  const auto rows = points_of(z, "z"), along = points_of(v, "v");
  return rows_of(stoppable([&] { return energy.hessian_product(rows, along); }));
}

}  // namespace

void bind_energy(py::module_& module) {
  py::class_<PointsEnergy>(module, "PointsEnergy")
      .def(py::init(&make), py::arg("text"), py::arg("manifold"), py::arg("sides"),
           py::arg("shape"), py::arg("order"), py::arg("labels"), py::arg("weights"))
      .def("evaluate", &evaluate, py::arg("z"), py::arg("gradient"), py::arg("first_variation"))
      .def("hessian_product", &hessian_product, py::arg("z"), py::arg("v"));
  module.def(
      "check",
      [](const std::string& text, const std::string& manifold, Index views) {
        settings_of(text, manifold, views);
      },
      py::arg("text"), py::arg("manifold"), py::arg("views"));
  module.def("counts_directions", theory::counts_directions, py::arg("preset"));
}

}  // namespace simclr_flow::python
