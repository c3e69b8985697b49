#include "simclr_flow/data/generators.hpp"

#include <cmath>
#include <numbers>

#include "simclr_flow/core/random_stream.hpp"

namespace simclr_flow {
namespace {

constexpr double pi = std::numbers::pi;

State polar(double radius, double angle) {
  return State{{radius * std::cos(angle), radius * std::sin(angle)}};
}

/// The centre of disc or box k.
State corner(Index k) { return State{{k == 1 || k == 2 ? -1. : 1., k >= 2 ? -1. : 1.}}; }

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

}  // namespace

Dataset make_discs(double radius, Index per_class, std::uint64_t seed, std::uint32_t substream) {
  const auto draw = [radius](Index k, RandomStream& random) -> State {
    const double r = radius * std::sqrt(random.uniform());
    const double angle = 2 * pi * random.uniform();
    return corner(k) + polar(r, angle);
  };
  return draw_classes(2, 4, per_class, {seed, streams::data, substream},
                      "discs: uniform in four discs about (±1, ±1)", draw);
}

Dataset make_boxes(double radius, Index per_class, std::uint64_t seed, std::uint32_t substream) {
  const auto draw = [radius](Index k, RandomStream& random) -> State {
    const double x = 2 * random.uniform() - 1, y = 2 * random.uniform() - 1;
    return corner(k) + radius * State{{x, y}};
  };
  return draw_classes(2, 4, per_class, {seed, streams::data, substream},
                      "boxes: uniform in four squares about (±1, ±1)", draw);
}

Dataset make_ring(Index clusters, double radius, double spread, Index per_class, std::uint64_t seed,
                  std::uint32_t substream) {
  Points centres(2, clusters);
  for (Index k = 0; k < clusters; ++k)
    centres.col(k) = polar(radius, 2 * pi * static_cast<double>(k) / static_cast<double>(clusters));
  Dataset data = make_mixture(centres, spread, per_class, seed, substream);
  data.source = "ring: gaussian clusters on a circle";
  return data;
}

Dataset make_annuli(Index clusters, double width, Index per_class, std::uint64_t seed,
                    std::uint32_t substream) {
  const auto draw = [width](Index k, RandomStream& random) {
    const double inner = static_cast<double>(k + 1) - width / 2, outer = inner + width;
    const double r = std::lerp(inner * inner, outer * outer, random.uniform());
    return polar(std::sqrt(r), 2 * pi * random.uniform());
  };
  return draw_classes(2, clusters, per_class, {seed, streams::data, substream},
                      "annuli: uniform in concentric annuli", draw);
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
