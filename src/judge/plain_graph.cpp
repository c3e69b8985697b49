#include "plain_graph.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

namespace simclr_flow {
namespace {

using theory::ViewLaw;

constexpr double no_density = -std::numeric_limits<double>::infinity();

/// Which stream draws functions to test, and which draws what they are tested by.
enum Substream : std::uint32_t { of_modes, of_connection };

RandomStream stream_of(std::uint64_t seed, Substream use, Index sample) {
  return {seed, streams::judge_graph, 2 * static_cast<std::uint32_t>(sample) + use};
}

/// log of int_a^b e^{-t^2} dt, a <= b, without differences of nearly equal numbers.
double log_gauss_between(double a, double b) {
  if (b < 0) return log_gauss_between(-b, -a);
  const double between = a > 0 ? std::erfc(a) - std::erfc(b) : 2 - std::erfc(-a) - std::erfc(b);
  return std::log(between * std::sqrt(std::numbers::pi) / 2);
}

/// log nu(x|s) of views c s, c uniform: a density along the ray of s.
double log_of_ray(const ViewLaw& law, const State& x, const State& s) {
  constexpr double rounding = 1e-11;
  const double length = s.norm(), c = x.norm() / length;
  const bool on_ray = (x - c * s).norm() <= rounding * x.norm();
  const bool within = c >= law.low * (1 - rounding) && c <= law.high * (1 + rounding);
  return on_ray && within ? -std::log(length) : no_density;
}

/// log of the mean over c of [|x - c s| <= radius]: the c between the roots of a square.
double log_of_scaled_ball(const ViewLaw& law, const State& x, const State& s) {
  const double square = s.squaredNorm(), middle = x.dot(s) / square;
  const double left = law.radius * law.radius - (x - middle * s).squaredNorm();
  if (left <= 0) return no_density;
  const double half = std::sqrt(left / square);
  const double length = std::min(law.high, middle + half) - std::max(law.low, middle - half);
  return length > 0 ? std::log(length / (law.high - law.low)) : no_density;
}

/// log of the mean over c of exp(-|x - c s|^2/(2 noise^2)).
double log_of_scaled_noise(const ViewLaw& law, const State& x, const State& s) {
  const double width = std::numbers::sqrt2 * law.noise / s.norm();
  const double middle = x.dot(s) / s.squaredNorm();
  const double across = (x - middle * s).squaredNorm() / (2 * law.noise * law.noise);
  return log_gauss_between((law.low - middle) / width, (law.high - middle) / width) +
         std::log(width / (law.high - law.low)) - across;
}

/// log nu(x|s) less what is the same for all s.
double log_nu(const ViewLaw& law, const State& x, const State& s) {
  const bool scaled = law.scales() && s.squaredNorm() > 0;
  if (law.noise > 0)
    return scaled ? log_of_scaled_noise(law, x, s)
                  : -(x - s).squaredNorm() / (2 * law.noise * law.noise);
  if (law.radius > 0)
    return scaled ? log_of_scaled_ball(law, x, s) : ((x - s).norm() <= law.radius ? 0 : no_density);
  if (scaled) return log_of_ray(law, x, s);
  return x == s ? 0 : no_density;
}

/// Numbers of which the mean and the sample variance are wanted.
struct Moments {
  long double sum = 0, squares = 0;
  Index count = 0;

  void add(double x) { sum += x, squares += static_cast<long double>(x) * x, ++count; }
  double mean() const { return static_cast<double>(sum / count); }
  double variance() const {
    const long double of_mean = sum * sum / count;
    return std::max(0.0, static_cast<double>((squares - of_mean) / (count - 1)));
  }
};

/// See estimated_connection.
double allowed_between(const Moments& own, double most, Index others) {
  const double log_odds = std::log(2 / 1e-8), m = static_cast<double>(own.count),
               n = static_cast<double>(others), v = own.variance();
  const double of_own = std::sqrt(2 * v * log_odds / m) + 7 * most * log_odds / (3 * (m - 1));
  const double spread = std::sqrt(v) + most * std::sqrt(2 * log_odds / (m - 1));
  return of_own + std::sqrt(2 * log_odds / n) * spread + most * log_odds / (3 * n);
}

}  // namespace

State plain_view(const ViewLaw& law, const State& s, RandomStream& random) {
  const Index dim = s.size();
  const double c = law.low + (law.high - law.low) * random.uniform();
  State x = c * s;
  if (law.radius > 0) {
    const State longer = random.normals(dim + 2, 1).col(0);
    x += law.radius * longer.head(dim) / longer.norm();
  }
  if (law.noise > 0) x += law.noise * random.normals(dim, 1).col(0);
  return x;
}

State plain_shares(PointsView samples, const ViewLaw& law, const State& x) {
  State logs(samples.cols());
  for (Index s = 0; s < logs.size(); ++s) logs[s] = log_nu(law, x, samples.col(s));
  const State densities = (logs.array() - logs.maxCoeff()).exp();
  return densities / densities.sum();
}

Points plain_graph(PointsView samples, const ViewLaw& law, Index draws, std::uint64_t seed) {
  const Index n = samples.cols();
  Points sum = Points::Zero(n, n);
  for (Index s = 0; s < n; ++s) {
    RandomStream random = stream_of(seed, of_modes, s);
    for (Index k = 0; k < draws; ++k) {
      const State q = plain_shares(samples, law, plain_view(law, samples.col(s), random));
      sum += q * q.transpose();
    }
  }
  return sum / static_cast<double>(draws);
}

Connection connection_of(const Points& graph, const Points& functions) {
  Connection found{State::Zero(functions.cols()), 0};
  const Index n = graph.rows();
  for (Index s = 0; s < n; ++s)
    for (Index r = 0; r < s; ++r) {
      const State apart = functions.row(s) - functions.row(r);
      found.of_functions += (graph(s, r) + graph(r, s)) / 2 * apart.cwiseAbs2();
    }
  found.of_all = static_cast<double>(n) - graph.trace();
  return found;
}

EstimatedConnection estimated_connection(PointsView samples, const ViewLaw& law,
                                         const Points& functions, Index draws, Index other_draws,
                                         std::uint64_t seed) {
  const Index n = samples.cols(), m = functions.cols();
  std::vector<Moments> of_functions(static_cast<std::size_t>(m));
  Moments of_all;
  for (Index s = 0; s < n; ++s) {
    RandomStream random = stream_of(seed, of_connection, s);
    for (Index k = 0; k < draws; ++k) {
      const State q = plain_shares(samples, law, plain_view(law, samples.col(s), random));
      of_all.add(1 - q.squaredNorm());
      for (Index r = 0; r < m; ++r) {
        const double mean = q.dot(functions.col(r));
        of_functions[std::size_t(r)].add(
            q.dot((functions.col(r).array() - mean).square().matrix()));
      }
    }
  }
  const double size = static_cast<double>(n);
  EstimatedConnection found{{State(m), size * of_all.mean()}, {State(m), 0}};
  found.allowed.of_all = size * allowed_between(of_all, 1 - 1 / size, n * other_draws);
  for (Index r = 0; r < m; ++r) {
    const Moments& sums = of_functions[std::size_t(r)];
    const double reach = functions.col(r).maxCoeff() - functions.col(r).minCoeff();
    found.value.of_functions[r] = size * sums.mean();
    found.allowed.of_functions[r] =
        size * allowed_between(sums, reach * reach / 4, n * other_draws);
  }
  return found;
}

}  // namespace simclr_flow
