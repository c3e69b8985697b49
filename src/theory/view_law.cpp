#include "simclr_flow/theory/view_law.hpp"

#include <fmt/format.h>

#include <boost/math/distributions/non_central_chi_squared.hpp>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <limits>
#include <numbers>

#include "simclr_flow/core/error.hpp"

namespace simclr_flow::theory {
namespace {

constexpr double none = -std::numeric_limits<double>::infinity();
constexpr double on_ray = 1e-12;  // of |x|: how far off its ray rounding puts a view

double log_ball_volume(double radius, double dim) {
  return dim * std::log(radius) + dim / 2 * std::log(std::numbers::pi) - std::lgamma(dim / 2 + 1);
}

double log_normal(double square, double noise, double dim) {
  return -square / (2 * noise * noise) - dim / 2 * std::log(2 * std::numbers::pi * noise * noise);
}

/// log f(a) of a = b + e at this |a|^2.
double log_added(const ViewLaw& law, double square, double dim) {
  if (law.radius == 0) return log_normal(square, law.noise, dim);
  const double volume = log_ball_volume(law.radius, dim);
  if (law.noise == 0) return square <= law.radius * law.radius ? -volume : none;
  const double unit = law.noise * law.noise;
  const boost::math::non_central_chi_squared reach(dim, square / unit);
  return std::log(cdf(reach, law.radius * law.radius / unit)) - volume;
}

/// x = along s + across, |along| in units of |s|.
struct Ray {
  double along, across_square, length;

  Ray(const State& x, const State& s) : along(0), across_square(x.squaredNorm()), length(s.norm()) {
    if (length == 0) return;
    along = x.dot(s) / (length * length);
    across_square = (x - along * s).squaredNorm();
  }
};

/// log of int exp(-length^2 (c - along)^2/(2 noise^2)) dc over [low, high].
double log_normal_chord(const ViewLaw& law, const Ray& ray) {
  const double unit = ray.length / (std::numbers::sqrt2 * law.noise);
  const double a = (law.low - ray.along) * unit, b = (law.high - ray.along) * unit;
  // Of the same sign the difference of complements keeps its digits.
  const double between = a > 0   ? std::erfc(a) - std::erfc(b)
                         : b < 0 ? std::erfc(-b) - std::erfc(-a)
                                 : std::erf(b) - std::erf(a);
  return std::log(between * std::sqrt(std::numbers::pi) / (2 * unit));
}

/// log of the length of {c in [low, high]: |x - c s| <= radius}.
double log_ball_chord(const ViewLaw& law, const Ray& ray) {
  const double left = law.radius * law.radius - ray.across_square;
  if (left <= 0) return none;
  const double half = std::sqrt(left) / ray.length;
  const double length = std::min(law.high, ray.along + half) - std::max(law.low, ray.along - half);
  return length > 0 ? std::log(length) : none;
}

double log_chord_of_both(const ViewLaw& law, const Ray& ray, double dim) {
  const auto density = [&](double c) {
    const double off = (c - ray.along) * ray.length;
    return std::exp(log_added(law, ray.across_square + off * off, dim));
  };
  return std::log(
      boost::math::quadrature::gauss<double, 40>::integrate(density, law.low, law.high));
}

/// Of scaling alone: a density along the ray.
double log_along_ray(const ViewLaw& law, const Ray& ray, double size) {
  const bool on = ray.along >= law.low * (1 - on_ray) && ray.along <= law.high * (1 + on_ray) &&
                  std::sqrt(ray.across_square) <= on_ray * size;
  return on ? -std::log((law.high - law.low) * ray.length) : none;
}

}  // namespace

void require_law(const ViewLaw& law) {
  const bool sizes = law.noise >= 0 && std::isfinite(law.noise) && law.radius >= 0 &&
                     std::isfinite(law.radius) && law.low > 0 && law.high >= law.low &&
                     std::isfinite(law.high);
  const bool moves = law.noise > 0 || law.radius > 0 || law.scales();
  const bool fixed = !law.scales() && law.low != 1;
  if (!sizes || !moves || fixed)
    throw InputError(fmt::format(
        "law of views: noise {}, radius {}, scaling by [{}, {}]; allowed are noise, radius >= 0 "
        "and 0 < low < high, at least one of them, low = high = 1 for no scaling",
        law.noise, law.radius, law.low, law.high));
}

double log_density(const ViewLaw& law, const State& x, const State& s) {
  require_law(law);
  const double dim = static_cast<double>(x.size());
  if (!law.scales() || s.squaredNorm() == 0) {
    if (law.noise == 0 && law.radius == 0) return (x - s).squaredNorm() == 0 ? 0 : none;
    return log_added(law, (x - s).squaredNorm(), dim);
  }
  const Ray ray(x, s);
  if (law.noise == 0 && law.radius == 0) return log_along_ray(law, ray, x.norm());
  const double width = std::log(law.high - law.low);
  if (law.radius == 0)
    return log_normal(ray.across_square, law.noise, dim) + log_normal_chord(law, ray) - width;
  if (law.noise == 0) return log_ball_chord(law, ray) - log_ball_volume(law.radius, dim) - width;
  return log_chord_of_both(law, ray, dim) - width;
}

State draw_view(const ViewLaw& law, const State& s, RandomStream& random) {
  State x = s;
  if (law.scales()) x *= law.low + (law.high - law.low) * random.uniform();
  if (law.radius > 0) {
    const State direction = random.normals(s.size(), 1).col(0).normalized();
    x += law.radius * std::pow(random.uniform(), 1 / static_cast<double>(s.size())) * direction;
  }
  if (law.noise > 0) x += law.noise * random.normals(s.size(), 1).col(0);
  return x;
}

}  // namespace simclr_flow::theory
