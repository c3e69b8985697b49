#include "arrays.hpp"

#include <fmt/format.h>

#include <memory>

#include "simclr_flow/core/error.hpp"

namespace py = pybind11;

namespace simclr_flow::python {
namespace {

/// An array of this shape in the memory of numbers, which live as long as it.
template <class Numbers>
py::array owning(Numbers&& numbers, std::vector<py::ssize_t> shape) {
  auto kept = std::make_unique<Numbers>(std::move(numbers));
  double* const data = kept->data();
  const py::capsule owner(kept.release(), [](void* p) { delete static_cast<Numbers*>(p); });
  return py::array_t<double>(std::move(shape), data, owner);
}

}  // namespace

Eigen::Map<const Points> points_of(const Rows& rows, const char* name) {
  if (rows.ndim() != 2)
    throw InputError(
        fmt::format("{} has {} axes; allowed: 2, rows and their coordinates", name, rows.ndim()));
  return {rows.data(), rows.shape(1), rows.shape(0)};
}

py::array rows_of(Points&& points) {
  const py::ssize_t width = points.rows(), count = points.cols();
  return owning(std::move(points), {count, width});
}

py::array numbers_of(State&& numbers) {
  const py::ssize_t count = numbers.size();
  return owning(std::move(numbers), {count});
}

}  // namespace simclr_flow::python
