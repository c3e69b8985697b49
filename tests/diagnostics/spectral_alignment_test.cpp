// The share of latents in modes of their samples: by hand, by the written projection, invariant.
#include "simclr_flow/diagnostics/spectral_alignment.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "simclr_flow/core/orthogonal_bases.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

/// Orthonormal columns without mean, one row per sample.
Points modes_of(Index samples, Index count) {
  Points a = random_points(samples, count, 61);
  a.rowwise() -= a.colwise().mean().eval();
  return orthonormal_columns(a);
}

}  // namespace

TEST_CASE("spectral alignment: latents that are a mode, or differ within samples alone") {
  const Points mode = State{{1, -1, 0}}.normalized();
  Points z(1, 6);
  z << 1, 1, -1, -1, 0, 0;
  CHECK(spectral_alignment(mode, z, 2) == doctest::Approx(1).epsilon(1e-15));
  z << 1, -1, 1, -1, 1, -1;
  CHECK(spectral_alignment(mode, z, 2) < 1e-30);
  z << 1, 1, 1, 1, -2, -2;
  CHECK(spectral_alignment(mode, z, 2) < 1e-30);
  z << 3, 1, -1, -3, 0, 0;  // means 2, -2, 0 and 1 about the first two: 16 of 20
  CHECK(spectral_alignment(mode, z, 2) == doctest::Approx(0.8).epsilon(1e-15));
  CHECK(spectral_alignment(mode, Points::Ones(1, 6), 2) == 0);
}

TEST_CASE("spectral alignment: it is the written projection, of latents wherever they are") {
  const Points modes = modes_of(7, 3), z = random_points(2, 21, 62);
  Points repeated(21, 3);
  for (Index i = 0; i < 21; ++i) repeated.row(i) = modes.row(i / 3) / std::sqrt(3.0);
  const Points centred = z.colwise() - z.rowwise().mean();
  const double share =
      (centred * repeated * repeated.transpose()).squaredNorm() / centred.squaredNorm();
  CHECK(spectral_alignment(modes, z, 3) == doctest::Approx(share).epsilon(1e-13));
  CHECK(share < 0.9);
  const Points turn = orthonormal_columns(random_points(2, 2, 63));
  const Points moved = (4 * turn * z).colwise() + State{{9, -3}};
  CHECK(spectral_alignment(modes, moved, 3) == doctest::Approx(share).epsilon(1e-12));
}
