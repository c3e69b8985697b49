// Latents of spheres of more dimensions than there are latents.
#include <doctest/doctest.h>

#include <algorithm>

#include "simclr_flow/study/hessian_spectrum.hpp"
#include "simclr_flow/study/normal_hessian.hpp"
#include "simclr_flow/study/reduced_hessian.hpp"
#include "simclr_flow/theory/configurations.hpp"
#include "support/stationary.hpp"
#include "support/studies.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

/// Points with zeros in further coordinates.
Points in_dimension(Index d, const Points& z) {
  Points all = Points::Zero(d, z.cols());
  all.topRows(z.rows()) = z;
  return all;
}

HessianSpectrum spectrum_in(std::string_view preset, const Points& z, Index copies) {
  const auto flow = particles(preset, "sphere", z.rows(), 0.3, z);
  return hessian_spectrum(*flow, flow->initial_state(), {.count = 10000, .copies = copies});
}

StudyEnd end_in(int dim, const std::string& study, int count = 4) {
  const StudySetting setting =
      study_of("[data]\nkind = \"none\"\ncount = " + std::to_string(count) +
               "\n[latent]\nmanifold = \"sphere\"\ndim = " + std::to_string(dim) +
               "\n[energy]\npreset = \"simclr\"\ntemperature = 0.1\n[study]\nstarts = 1\n" + study);
  return *ends_of(setting)[0];
}

}  // namespace

TEST_CASE("span: its spectrum with copies is the one of all dimensions, saddles included") {
  // All span three dimensions of R^12, and have a direction off their span in R^{N+1}.
  for (const auto& [name, each] :
       {std::pair{"tetrahedron", 1}, {"tetrahedron", 2}, {"octahedron", 1}})
    for (const char* preset : {"simclr", "nt-xent", "linear"}) {
      CAPTURE(name);
      CAPTURE(preset);
      const Points z = theory::equal_clusters(theory::configuration_points(name), each);
      const Index least = z.cols() + 1;
      const HessianSpectrum whole = spectrum_in(preset, in_dimension(12, z), 0),
                            part = spectrum_in(preset, in_dimension(11, z), 1),
                            less = spectrum_in(preset, in_dimension(least, z), 12 - least);
      for (const HessianSpectrum* other : {&part, &less}) {
        CHECK(other->unknowns == whole.unknowns);
        CHECK(other->negative == whole.negative);
        CHECK(other->zero == whole.zero);
        CHECK(std::abs(other->largest - whole.largest) < 1e-12 * whole.largest);
        REQUIRE(other->lowest.size() == whole.lowest.size());
        CHECK((other->lowest - whole.lowest).cwiseAbs().maxCoeff() < 1e-12 * whole.largest);
      }
    }
}

TEST_CASE("span: four latents are the tetrahedron in any dimension, with one spectrum") {
  const StudyEnd small = end_in(5, ""), large = end_in(192, ""), larger = end_in(512, "");
  for (const StudyEnd* end : {&small, &large, &larger}) {
    REQUIRE(end->stationary);
    CHECK(std::abs(end->energy - 0.2231445230718) < 1e-13);
    CHECK(end->negative == 0);
    CHECK((end->latents.colwise().norm().array() - 1).abs().maxCoeff() < 1e-14);
  }
  CHECK(large.latents.rows() == 192);
  // N (d - 1) directions less the rotations that move 3 dimensions: d (d-1)/2 - (d-3)(d-4)/2.
  CHECK(large.unknowns == 4 * 191 - (192 * 191 - 189 * 188) / 2);
  CHECK(larger.unknowns == 4 * 511 - (512 * 511 - 509 * 508) / 2);
}

TEST_CASE("span: collapsed latents are a saddle along every dimension") {
  const StudyEnd end = end_in(100, "kinds = [\"clustered\"]\nclusters = 1\nspread = 0.0\n", 5);
  REQUIRE(end.stationary);
  CHECK(end.negative == 4 * 99);  // all motions but the common one, which is a rotation
  CHECK(end.unknowns == 4 * 99);
}

TEST_CASE("span: laws of masses that flow, too") {
  const StudyEnd end = end_in(60, "masses = true\n");
  REQUIRE(end.stationary);
  CHECK(std::abs(end.energy - 0.2231445230718) < 1e-12);
  CHECK(end.reason.find("no atom anywhere") == std::string::npos);  // a fifth would, without room
}
