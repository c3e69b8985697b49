#pragma once
// Arrays of numpy as points, and points as arrays. Private to python.
#include <pybind11/numpy.h>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow::python {

/// Rows of coordinates (N, d): of doubles in the order of C as they are, of other numbers a copy.
using Rows = pybind11::array_t<double, pybind11::array::c_style | pybind11::array::forcecast>;

/// The rows as points, a column each, in the array's own memory. Throws InputError, with the name
/// of the argument, for another number of axes.
Eigen::Map<const Points> points_of(const Rows& rows, const char* name);

/// Points as rows (N, d) of an array, and numbers as one, which take their memory over.
pybind11::array rows_of(Points&& points);
pybind11::array numbers_of(State&& numbers);

}  // namespace simclr_flow::python
