#include "simclr_flow/energy/energy_laws.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/orthogonal_bases.hpp"
#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/core/taylor_slope.hpp"
#include "simclr_flow/energy/positives.hpp"

namespace simclr_flow {
namespace {

constexpr Index latents_tried = 12;

Points random_numbers(Index rows, Index columns, std::uint32_t substream) {
  return RandomStream(2026, "laws", substream).normals(rows, columns);
}

/// Points with views near each other, away from every symmetry.
Points random_latents(Index d, Index views) {
  Points z = random_numbers(d, latents_tried, 5);
  for (Index i = 0; i < z.cols(); ++i) z.col(i) = z.col(i - i % views) + 0.3 * z.col(i);
  return z;
}

/// Unequal positive masses that sum to 1.
State random_masses(Index count) {
  const State w = (0.5 * random_numbers(count, 1, 13)).array().exp();
  return w / w.sum();
}

/// The samples in reverse order, the views of each in theirs.
Points samples_reversed(const Points& z, Index views) {
  Points reversed(z.rows(), z.cols());
  for (Index i = 0; i < z.cols(); i += views)
    reversed.middleCols(z.cols() - views - i, views) = z.middleCols(i, views);
  return reversed;
}

/// The same of the samples in reverse order.
std::optional<Positives> reversed_positives(const Positives* positives) {
  if (!positives) return std::nullopt;
  const Index last = positives->samples() - 1;
  std::vector<Positives::Weight> weights;
  for (Index i = 0; i <= last; ++i)
    for (const auto& [j, weight] : positives->row(i))
      weights.push_back({last - i, last - j, weight});
  return Positives::of_weights(positives->samples(), std::move(weights));
}

struct Case {
  const Energy& energy;
  Points z;
  Index views;
  State mass;                  // empty: equal
  const Positives* positives;  // or null
  Latents at(const Points& points) const { return at(points, mass.size() ? &mass : nullptr); }
  Latents at(const Points& points, const State* masses) const {
    return {points, views, masses, nullptr, positives};
  }
};

bool is_second_order(const std::function<double(double)>& remainder, double rounding) {
  return remainder(1e-2) <= rounding || std::abs(taylor_slope(remainder) - 2) <= 0.1;
}

std::string broken_gradient(const Case& c, const Points& g, double value) {
  // Over several directions: along a single one the second derivative may be small by accident.
  const double slope = taylor_slope([&](double e) {
    double squares = 0;
    for (std::uint32_t k = 0; k < 8; ++k) {
      const Points move = 0.2 * e * random_numbers(c.z.rows(), c.z.cols(), 100 + k),
                   moved = c.z + move;
      squares +=
          std::pow(c.energy.evaluate(c.at(moved), nullptr) - value - g.cwiseProduct(move).sum(), 2);
    }
    return std::sqrt(squares);
  });
  const Points far = c.z + random_numbers(c.z.rows(), c.z.cols(), 6);
  const double change = std::abs(c.energy.evaluate(c.at(far), nullptr) - value);
  const bool constant = g.norm() == 0 && change == 0;
  if (!constant && !(std::abs(slope - 2) <= 0.1))
    return fmt::format("the gradient is not dE/dz: Taylor slope {:.3f}, not 2", slope);
  if (c.energy.is_translation_invariant() &&
      !(g.rowwise().sum().norm() <= 1e-13 * std::max(1.0, g.norm())))
    return "the gradient does not sum to zero";
  return "";
}

std::string broken_derivatives(const Case& c) {
  Points g;
  const double value = c.energy.evaluate(c.at(c.z), &g);
  if (const std::string broken = broken_gradient(c, g, value); !broken.empty()) return broken;
  const Points v = random_numbers(c.z.rows(), c.z.cols(), 6),
               u = random_numbers(c.z.rows(), c.z.cols(), 7);
  Points hv(c.z.rows(), c.z.cols()), hu = hv, moved_gradient;
  c.energy.hessian_vector(c.at(c.z), v, hv);
  c.energy.hessian_vector(c.at(c.z), u, hu);
  const auto remainder = [&](double e) {
    const Points moved = c.z + 0.2 * e * v;
    c.energy.evaluate(c.at(moved), &moved_gradient);
    return (moved_gradient - g - 0.2 * e * hv).norm();
  };
  if (!is_second_order(remainder, 1e-13 * std::max(1.0, g.norm())))
    return fmt::format("hessian_vector is not the derivative of dE/dz: Taylor slope {:.3f}, not 2",
                       taylor_slope(remainder));
  if (!(std::abs(u.cwiseProduct(hv).sum() - v.cwiseProduct(hu).sum()) <=
        1e-13 * std::max(1.0, hv.norm() * u.norm())))
    return "hessian_vector is not symmetric";
  return "";
}

std::string broken_invariance(const Case& c) {
  const double value = c.energy.evaluate(c.at(c.z), nullptr), size = std::max(1.0, std::abs(value));
  const auto differs_with = [&](const Points& z, const Positives* positives) {
    const Latents same{z, c.views, nullptr, nullptr, positives};
    return !(std::abs(c.energy.evaluate(same, nullptr) - value) <= 1e-13 * size);
  };
  const auto differs = [&](const Points& z) { return differs_with(z, c.positives); };
  const auto reversed = reversed_positives(c.positives);
  const Positives* const relabelled = reversed ? &*reversed : nullptr;
  const Index d = c.z.rows();
  const Points q = orthonormal_columns(random_numbers(d, d, 8));
  if (differs(q * c.z)) return "the value changes under rotations";
  if (c.energy.is_translation_invariant() &&
      differs(c.z.colwise() + State(random_numbers(d, 1, 9))))
    return "the value changes under translations";
  if (differs_with(samples_reversed(c.z, c.views), relabelled))
    return "the value changes under relabelling of samples";
  if (!c.energy.tells_views_apart() && differs_with(c.z.rowwise().reverse(), relabelled))
    return "the value changes under relabelling of views, and tells_views_apart is false";
  const State equal = State::Constant(c.z.cols(), 1 / static_cast<double>(c.z.cols()));
  if (!(std::abs(c.energy.evaluate(c.at(c.z, &equal), nullptr) - value) <= 1e-13 * size))
    return "equal masses change the value";
  return "";
}

/// dE/dp along directions that keep the total mass.
std::string broken_first_variation(const Case& c) {
  State phi;
  const double value = c.energy.evaluate(c.at(c.z), nullptr, &phi);
  const auto remainder_along = [&](double e, std::uint32_t substream) {
    State direction = random_numbers(c.z.cols(), 1, substream).cwiseProduct(c.mass);
    direction.array() -= direction.sum() * c.mass.array();
    const State moved = c.mass + e * direction;
    return c.energy.evaluate(c.at(c.z, &moved), nullptr) - value - e * phi.dot(direction);
  };
  const auto remainder = [&](double e) {  // over several directions, as of the gradient
    double squares = 0;
    for (std::uint32_t k = 0; k < 8; ++k) squares += std::pow(remainder_along(e, 200 + k), 2);
    return std::sqrt(squares);
  };
  if (!is_second_order(remainder, 1e-14 * std::max(1.0, std::abs(value))))
    return fmt::format("the first variation is not dE/dp: Taylor slope {:.3f}, not 2",
                       taylor_slope(remainder));
  return "";
}

/// Some latents and masses move at once, the total mass stays.
struct Move {
  Points dz;
  State dp;
  Move(const Case& c, std::uint32_t substream)
      : dz(random_numbers(c.z.rows(), c.z.cols(), substream)),
        dp(0.5 * random_numbers(c.z.cols(), 1, substream + 1).cwiseProduct(c.mass)) {
    dp -= dp.sum() * c.mass;
  }
  double dot(const Points& gradient, const State& phi) const {
    return dz.cwiseProduct(gradient).sum() + dp.dot(phi);
  }
};

struct Gradients {
  Points z;
  State p;
};

Gradients gradients(const Case& c, const Move& along, double e) {
  Gradients g;
  const State mass = c.mass + e * along.dp;
  const Points moved = c.z + e * along.dz;
  c.energy.evaluate(c.at(moved, &mass), &g.z, &g.p);
  return g;
}

Gradients derivatives(const Case& c, const Move& along) {
  Gradients g{Points(c.z.rows(), c.z.cols()), {}};
  c.energy.derivative(c.at(c.z), {along.dz, &along.dp}, g.z, &g.p);
  return g;
}

/// Of gradient and first variation along places and masses.
std::string broken_mixed_derivative(const Case& c) {
  const Move v(c, 15), u(c, 17);
  const Gradients g = gradients(c, v, 0), dg = derivatives(c, v), du = derivatives(c, u);
  const auto breaks = [&](const auto& part) {
    const auto remainder = [&](double e) {
      return (part(gradients(c, v, 0.2 * e)) - part(g) - 0.2 * e * part(dg)).norm();
    };
    return !is_second_order(remainder, 1e-13 * std::max(1.0, part(g).norm()));
  };
  if (breaks([](const Gradients& x) -> const Points& { return x.z; }))
    return "derivative is not that of dE/dz along places and masses";
  if (breaks([](const Gradients& x) -> const State& { return x.p; }))
    return "derivative is not that of the first variation along places and masses";
  const double left = u.dot(dg.z, dg.p), right = v.dot(du.z, du.p);
  if (!(std::abs(left - right) <= 1e-12 * std::max(1.0, std::abs(left))))
    return "derivative is not symmetric in places and masses";
  return "";
}

std::string broken_range(const Case& c) {
  const Points together = c.z.col(0).replicate(1, c.z.cols());
  for (const Points& z : {Points(1e-4 * c.z), Points(1e4 * c.z), together}) {
    Points g;
    const double value = c.energy.evaluate(c.at(z), &g);
    if (std::isnan(value)) return "the value is no number at extreme latents";
    if (std::isfinite(value) && !g.allFinite())
      return "the gradient is no number at extreme latents, where the value is finite";
  }
  return "";
}

/// Of single views, with a latent doubled and one without mass.
std::string broken_law_of_law(const Case& c) {
  if (c.views != 1 || c.positives || !c.energy.is_functional_of_law()) return "";
  const Index n = c.z.cols();
  Points more(c.z.rows(), n + 2);
  more << c.z, c.z.col(0), c.z.col(1) + c.z.col(0);
  State mass(n + 2);
  mass << c.mass, c.mass[0] / 2, 0;
  mass[0] /= 2;
  const double value = c.energy.evaluate(c.at(c.z), nullptr);
  if (!(std::abs(c.energy.evaluate({more, 1, &mass}, nullptr) - value) <=
        1e-13 * std::max(1.0, std::abs(value))))
    return "is_functional_of_law, but two latents at one place differ from one of both masses";
  return "";
}

std::string first_broken(const Energy& energy, const Points& z, Index views,
                         const Positives* positives) {
  const Case equal{energy, z, views, {}, positives},
      weighted{energy, z, views, random_masses(z.cols()), positives};
  for (const Case* c : {&equal, &weighted})
    for (const auto law : {broken_derivatives, broken_range})
      if (const std::string broken = law(*c); !broken.empty()) return broken;
  if (const std::string broken = broken_invariance(equal); !broken.empty()) return broken;
  for (const auto law : {broken_first_variation, broken_mixed_derivative, broken_law_of_law})
    if (const std::string broken = law(weighted); !broken.empty()) return broken;
  return "";
}

void require_views(Index count, Index views) {
  if (views < 1 || count % views != 0 || count / views < 2)
    throw InputError(fmt::format(
        "laws of an energy at {} latents of {} views: views must divide the latents into at least "
        "2 samples",
        count, views));
}

void require_positives(const Energy& energy, Index samples, const Positives& positives) {
  if (!energy.takes_positives())
    throw InputError(
        fmt::format("laws of '{}' with positives: it has no positive pairs", energy.name()));
  if (positives.samples() != samples)
    throw InputError(fmt::format("laws of an energy: positives of {} samples, there are {}",
                                 positives.samples(), samples));
}

}  // namespace

std::string broken_law(const Energy& energy, const Points& z, Index views,
                       const Positives* positives) {
  require_views(z.cols(), views);
  if (positives) require_positives(energy, z.cols() / views, *positives);
  const std::string broken = first_broken(energy, z, views, positives);
  return broken.empty() ? "" : std::string(energy.name()) + ": " + broken;
}

std::string broken_law(const Energy& energy, Index d, Index views) {
  require_views(latents_tried, views);
  return broken_law(energy, random_latents(d, views), views);
}

}  // namespace simclr_flow
