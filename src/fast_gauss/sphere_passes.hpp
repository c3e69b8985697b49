#pragma once
// Loops over points of the sphere, which compilers turn into vectors. Included as core/simd.hpp is.
#include "patch_passes.hpp"

namespace simclr_flow {
namespace {

inline long ring_coordinates(const SphereChart& chart, const SpherePoints& p,
                             double* __restrict out_x, double* __restrict out_y) {
  const SphereChart at = chart;
  long outside = 0;
  for (long i = 0; i < p.count; ++i) {
    const double rho = __builtin_sqrt(p.x[i] * p.x[i] + p.y[i] * p.y[i]);
    const double x = (p.y[i] * at.cos_azimuth - p.x[i] * at.sin_azimuth) * at.scale_x / rho,
                 y = (rho * at.cos_middle - p.z[i] * at.sin_middle) * at.scale_y,
                 ahead = p.x[i] * at.cos_azimuth + p.y[i] * at.sin_azimuth;
    out_x[i] = x;
    out_y[i] = y;
    const double far = x * x > y * y ? x * x : y * y;
    outside += far < surely_inside && ahead > 0 ? 0 : 1;
  }
  return outside;
}

inline long cap_coordinates(const SphereChart& chart, const SpherePoints& p,
                            double* __restrict out_x, double* __restrict out_y) {
  const double scale = chart.scale_x;
  long outside = 0;
  for (long i = 0; i < p.count; ++i) {
    const double x = p.x[i] * scale, y = p.y[i] * scale;
    out_x[i] = x;
    out_y[i] = y;
    outside += x * x + y * y < surely_inside ? 0 : 1;
  }
  return outside;
}

inline long sphere_coordinates(const SphereChart& chart, const SpherePoints& p, double* x,
                               double* y) {
  return chart.is_cap ? cap_coordinates(chart, p, x, y) : ring_coordinates(chart, p, x, y);
}

inline void ring_gradients(const SphereChart& chart, const SpherePoints& p,
                           const SphereSlopes& slopes, double* __restrict out_x,
                           double* __restrict out_y, double* __restrict out_z) {
  const SphereChart at = chart;
  const SphereSlopes of = slopes;
  for (long i = 0; i < p.count; ++i) {
    const double x = p.x[i], y = p.y[i], z = p.z[i], rho = __builtin_sqrt(x * x + y * y),
                 inverse = 1 / rho, turned = of.inverse_radius * inverse;
    const double cos_x = (x * at.cos_azimuth + y * at.sin_azimuth) * inverse,
                 cos_y = z * at.cos_middle + rho * at.sin_middle;
    const double east = of.by_x[i] * cos_x * at.scale_x * inverse,
                 south = of.by_y[i] * cos_y * at.scale_y, up = of.radial_scale * of.radial[i];
    out_x[i] = (south * z * x - east * y) * turned + up * x;
    out_y[i] = (south * z * y + east * x) * turned + up * y;
    out_z[i] = up * z - south * rho * of.inverse_radius;
  }
}

inline void cap_gradients(const SphereChart& chart, const SpherePoints& p,
                          const SphereSlopes& slopes, double* __restrict out_x,
                          double* __restrict out_y, double* __restrict out_z) {
  const SphereSlopes of = slopes;
  const double scale = chart.scale_x * of.inverse_radius;
  for (long i = 0; i < p.count; ++i) {
    const double x = of.by_x[i] * scale, y = of.by_y[i] * scale,
                 up = of.radial_scale * of.radial[i] - (x * p.x[i] + y * p.y[i]);
    out_x[i] = x + up * p.x[i];
    out_y[i] = y + up * p.y[i];
    out_z[i] = up * p.z[i];
  }
}

inline void sphere_gradients(const SphereChart& chart, const SpherePoints& p,
                             const SphereSlopes& slopes, double* x, double* y, double* z) {
  if (chart.is_cap)
    cap_gradients(chart, p, slopes, x, y, z);
  else
    ring_gradients(chart, p, slopes, x, y, z);
}

}  // namespace
}  // namespace simclr_flow
