// Theory's spaces against geometry's manifolds, which share no code.
#include "simclr_flow/theory/plain_space.hpp"

#include <doctest/doctest.h>

#include <numbers>

#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;
using theory::PlainSpace;

namespace {

Points gram_of(const Points& z) { return z.transpose() * z; }

/// |z_i - z_j|^2 of all pairs.
Points distances(const Points& z) {
  const State lengths = z.colwise().squaredNorm();
  return lengths.replicate(1, z.cols()) + lengths.transpose().replicate(z.cols(), 1) -
         2 * gram_of(z);
}

/// What a space says otherwise than a manifold does, of random latents; empty if nothing.
std::string disagreement(const PlainSpace& space, const Manifold& m) {
  const Index d = m.ambient_dim(), q = m.coordinate_dim(), n = 7;
  const Points y = random_points(q, n, 1), g = random_points(d, n, 2), z = m.ambient(y);
  if (space.coordinates(d) != q) return "coordinates";
  if (!((space.latents(y) - z).norm() < 1e-14)) return "latents";
  if (!((space.latents(space.coordinates_of(z)) - z).norm() < 1e-14)) return "coordinates_of";
  Points pulled(q, n), tangent = g;
  m.pull_back(y, g, pulled);
  m.project_tangent(z, tangent);
  if (!((space.pull_back(y, g) - pulled).norm() < 1e-13)) return "pull_back";
  if (!((space.tangent_part(z, g) - tangent).norm() < 1e-14)) return "tangent_part";
  const Points basis = space.tangent_basis(z.col(0));
  Points kept = basis;
  m.project_tangent(z.col(0).replicate(1, basis.cols()), kept);
  if (basis.cols() != m.dimension() || !((kept - basis).norm() < 1e-14) ||
      !((gram_of(basis) - Points::Identity(basis.cols(), basis.cols())).norm() < 1e-14))
    return "tangent_basis";
  const Points off = z + 0.01 * g, near = space.nearest(off);
  Points along = off - near;
  m.project_tangent(near, along);
  if (!(m.distance_from(near) < 1e-15) || !(along.norm() < 1e-15)) return "nearest";
  if (!(space.distance(z) < 1e-15) ||
      !(std::abs(space.distance(off) - m.distance_from(off)) < 1e-15))
    return "distance";
  const Points moved = space.latents(y.array() + 0.3);
  const bool kept_distances = (distances(moved) - distances(z)).norm() < 1e-13;
  if (space.translations != kept_distances) return "translations";
  const double far = (space.latents(y + 1e-6 * y.cwiseSign()) - z).colwise().norm().maxCoeff();
  const double allowed = 1e-6 * std::sqrt(static_cast<double>(q)) / space.shortest(y);
  if (!(far < 1.001 * allowed)) return "shortest";
  const ManifoldFacts facts = m.facts();
  if (space.whole_space != (m.dimension() == d)) return "whole_space";
  if (space.unit_sphere != facts.unit_sphere) return "unit_sphere";
  if (space.free_lengths != facts.directions) return "free_lengths";
  return space.angles == facts.angles ? "" : "angles";
}

struct Planted {
  const char* where;
  void (*spoil)(PlainSpace&);
};

constexpr Planted planted[] = {
    {"coordinates", [](PlainSpace& s) { s.coordinates = [](Index d) { return d + 1; }; }},
    {"latents", [](PlainSpace& s) { s.latents = [](PointsView y) { return Points(2 * y); }; }},
    {"coordinates_of",
     [](PlainSpace& s) { s.coordinates_of = [](PointsView z) { return Points(-z); }; }},
    {"pull_back",
     [](PlainSpace& s) { s.pull_back = [](PointsView, PointsView g) { return Points(g); }; }},
    {"tangent_part",
     [](PlainSpace& s) { s.tangent_part = [](PointsView, PointsView v) { return Points(v); }; }},
    {"tangent_basis",
     [](PlainSpace& s) {
       s.tangent_basis = [](const State& z) { return Points(Points::Identity(z.size(), 2)); };
     }},
    {"nearest", [](PlainSpace& s) { s.nearest = [](PointsView z) { return Points(z); }; }},
    {"distance", [](PlainSpace& s) { s.distance = [](PointsView) { return 0.0; }; }},
    {"whole_space", [](PlainSpace& s) { s.whole_space = !s.whole_space; }},
    {"unit_sphere", [](PlainSpace& s) { s.unit_sphere = !s.unit_sphere; }},
    {"shortest", [](PlainSpace& s) { s.free_lengths = !s.free_lengths; }},
    {"angles", [](PlainSpace& s) { s.angles = !s.angles; }},
    {"translations", [](PlainSpace& s) { s.translations = !s.translations; }}};

}  // namespace

TEST_CASE("spaces: every manifold that flows run on has a plain space, which agrees with it") {
  for (const ManifoldEntry& entry : flow_manifolds()) {
    CAPTURE(entry.name);
    for (const Index dim :
         {entry.sample_dim, entry.dims.least, entry.dims.least + entry.dims.step}) {
      if (!entry.dims.allows(dim)) continue;
      const LatentConfig latent{.manifold = std::string(entry.name), .dim = dim, .sides = {}};
      CHECK(disagreement(theory::plain_space(entry.name), *entry.make(latent)) == "");
    }
  }
}

TEST_CASE("spaces: every planted error of a plain space is seen") {
  const auto sphere = make_sphere(3);
  REQUIRE(disagreement(theory::plain_space("sphere"), *sphere) == "");
  for (const auto& [where, spoil] : planted) {
    PlainSpace wrong = theory::plain_space("sphere");
    spoil(wrong);
    CHECK(disagreement(wrong, *sphere) == where);
  }
}

TEST_CASE("spaces: a distance that is not a number is told as such") {
  Points z = random_points(3, 4, 1).colwise().normalized();
  z(1, 2) = std::nan("");
  CHECK(std::isnan(theory::plain_space("sphere").distance(z)));
}

TEST_CASE("spaces: names that are taken, and spaces without a map, are refused") {
  PlainSpace space = theory::plain_space("circle");
  CHECK_THROWS_WITH_AS(theory::add_plain_space(space), doctest::Contains("in the list already"),
                       InputError);
  space.name = "half";
  space.nearest = nullptr;
  CHECK_THROWS_WITH_AS(theory::add_plain_space(space), doctest::Contains("lacks a map"),
                       InputError);
  CHECK(theory::find_plain_space("half") == nullptr);
  CHECK_THROWS_WITH_AS(theory::plain_space("half"), doctest::Contains("'half'"), InputError);
}
