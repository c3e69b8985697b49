#pragma once
// The chart of one cell of the sphere. Private; included by code for each instruction set, too.

namespace simclr_flow {

/// What turns a point of the unit sphere, with z >= 0, into local coordinates, and slopes by them
/// into tangent vectors.
struct SphereChart {
  bool is_cap;
  double cos_azimuth, sin_azimuth, cos_middle, sin_middle;  ///< of the middle of a cell of a ring
  double scale_x, scale_y;  ///< 1/sine of half of the cell; of the cap
};

/// Squares of local coordinates below this are those of points in the cell, whatever rounding does.
inline constexpr double surely_inside = 1 - 1e-9;

/// Points by their coordinates.
struct SpherePoints {
  const double *x, *y, *z;
  long count;
};

/// Slopes by local coordinates, and radial parts; what these are multiplied with.
struct SphereSlopes {
  const double *by_x, *by_y, *radial;
  double inverse_radius, radial_scale;
};

}  // namespace simclr_flow
