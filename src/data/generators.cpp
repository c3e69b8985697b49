#include "simclr_flow/data/generators.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/random_stream.hpp"

namespace simclr_flow {
namespace {

constexpr double pi = std::numbers::pi;

State polar(double radius, double angle) {
  return State{{radius * std::cos(angle), radius * std::sin(angle)}};
}

/// The points that draw(k, random) gives for each class.
template <class Draw>
Dataset draw_classes(Index dim, Index classes, Index per_class, RandomStream random,
                     std::string source, const Draw& draw) {
  Dataset data{Points(dim, classes * per_class), {}, std::move(source)};
  for (Index k = 0; k < classes; ++k)
    for (Index i = 0; i < per_class; ++i) {
      data.points.col(k * per_class + i) = draw(k, random);
      data.labels.push_back(static_cast<int>(k));
    }
  return data;
}

/// The angle of cluster k.
double place_on_ring(Index k, Index clusters) {
  return 2 * pi * static_cast<double>(k) / static_cast<double>(clusters);
}

}  // namespace

Points corners() { return Points{{1, -1, -1, 1}, {1, 1, -1, -1}}; }

Dataset make_discs(const Points& centres, double radius, Index per_class, std::uint64_t seed,
                   std::uint32_t substream) {
  if (centres.rows() != 2)
    throw InputError(fmt::format("discs lie in the plane: centres have {} coordinates, expected 2",
                                 centres.rows()));
  const auto draw = [&centres, radius](Index k, RandomStream& random) -> State {
    const double r = radius * std::sqrt(random.uniform());
    const double angle = 2 * pi * random.uniform();
    return centres.col(k) + polar(r, angle);
  };
  return draw_classes(2, centres.cols(), per_class, {seed, streams::data, substream},
                      "discs: uniform in discs", draw);
}

Dataset make_discs(double radius, Index per_class, std::uint64_t seed, std::uint32_t substream) {
  Dataset data = make_discs(corners(), radius, per_class, seed, substream);
  data.source = "discs: uniform in four discs about (+-1, +-1)";
  return data;
}

Dataset make_boxes(const Points& centres, double radius, Index per_class, std::uint64_t seed,
                   std::uint32_t substream) {
  const auto draw = [&centres, radius](Index k, RandomStream& random) -> State {
    State offset(centres.rows());
    for (double& x : offset) x = 2 * random.uniform() - 1;
    return centres.col(k) + radius * offset;
  };
  return draw_classes(centres.rows(), centres.cols(), per_class, {seed, streams::data, substream},
                      "boxes: uniform in boxes", draw);
}

Dataset make_boxes(double radius, Index per_class, std::uint64_t seed, std::uint32_t substream) {
  Dataset data = make_boxes(corners(), radius, per_class, seed, substream);
  data.source = "boxes: uniform in four squares about (+-1, +-1)";
  return data;
}

Dataset make_ring(Index clusters, double radius, double spread, Index per_class, std::uint64_t seed,
                  std::uint32_t substream) {
  Points centres(2, clusters);
  for (Index k = 0; k < clusters; ++k) centres.col(k) = polar(radius, place_on_ring(k, clusters));
  Dataset data = make_mixture(centres, spread, per_class, seed, substream);
  data.source = "ring: gaussian clusters on a circle";
  return data;
}

Dataset make_polar_ring(Index clusters, double radius, double radial_spread, double angular_spread,
                        Index per_class, std::uint64_t seed, std::uint32_t substream) {
  const auto draw = [=](Index k, RandomStream& random) -> State {
    const double along = random.normal(), around = random.normal();
    return polar(radius + radial_spread * along,
                 place_on_ring(k, clusters) + angular_spread * around);
  };
  return draw_classes(2, clusters, per_class, {seed, streams::data, substream},
                      "ring: clusters on a circle, gaussian in radius and angle", draw);
}

Dataset make_annuli(const State& radii, const State& widths, Index per_class, std::uint64_t seed,
                    std::uint32_t substream) {
  if (radii.size() != widths.size())
    throw InputError(fmt::format("{} annuli have {} widths", radii.size(), widths.size()));
  for (Index k = 0; k < radii.size(); ++k)
    if (!(widths[k] >= 0 && widths[k] <= 2 * radii[k]))
      throw InputError(
          fmt::format("annulus {} of radius {} has the width {}, allowed: 0 to twice its radius", k,
                      radii[k], widths[k]));
  const auto draw = [&](Index k, RandomStream& random) {
    const double inner = radii[k] - widths[k] / 2, outer = inner + widths[k];
    const double r = std::lerp(inner * inner, outer * outer, random.uniform());
    return polar(std::sqrt(r), 2 * pi * random.uniform());
  };
  return draw_classes(2, radii.size(), per_class, {seed, streams::data, substream},
                      "annuli: uniform in concentric annuli", draw);
}

Dataset make_annuli(Index clusters, double width, Index per_class, std::uint64_t seed,
                    std::uint32_t substream) {
  const State radii = State::LinSpaced(clusters, 1, static_cast<double>(clusters));
  return make_annuli(radii, State::Constant(clusters, width), per_class, seed, substream);
}

Dataset make_half_gaussians(Index dim, double gap, double spread, Index per_class,
                            std::uint64_t seed, std::uint32_t substream) {
  const auto draw = [=](Index k, RandomStream& random) {
    State x = spread * random.normals(dim, 1);
    x[0] = (k == 0 ? 1 : -1) * (gap / 2 + std::abs(x[0]));
    return x;
  };
  return draw_classes(dim, 2, per_class, {seed, streams::data, substream},
                      "half-gaussians: the halves of a gaussian, moved apart", draw);
}

Dataset make_mixture(const Points& centres, double spread, Index per_class, std::uint64_t seed,
                     std::uint32_t substream) {
  const Index dim = centres.rows();
  const auto draw = [&](Index k, RandomStream& random) -> State {
    return centres.col(k) + spread * random.normals(dim, 1);
  };
  return draw_classes(dim, centres.cols(), per_class, {seed, streams::data, substream},
                      "mixture: gaussians of one spread about given or drawn centres", draw);
}

Points draw_centres(Index dim, Index clusters, double separation, std::uint64_t seed) {
  return separation *
         RandomStream(seed, streams::data, data_substreams::centres).normals(dim, clusters);
}

}  // namespace simclr_flow
