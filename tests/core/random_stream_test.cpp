#include "simclr_flow/core/random_stream.hpp"

#include <doctest/doctest.h>

using namespace simclr_flow;

TEST_CASE("random: philox4x32-10 gives the published known answers") {
  using Words = std::array<std::uint32_t, 4>;
  CHECK(philox4x32({0, 0, 0, 0}, {0, 0}) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(philox4x32({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}) ==
        Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("random: streams are reproducible and differ by seed, name and substream") {
  RandomStream a(1, streams::data), same(1, streams::data), seed(2, streams::data),
      name(1, streams::views), sub(1, streams::data, 1);
  for (int k = 0; k < 5; ++k) {
    const auto bits = a.bits();
    CHECK(bits == same.bits());
    CHECK(bits != seed.bits());
    CHECK(bits != name.bits());
    CHECK(bits != sub.bits());
  }
}

TEST_CASE("random: moments of uniform and normal draws") {
  RandomStream random(11, "test");
  const int count = 200000;
  double mean = 0, square = 0, fourth = 0, uniform = 0;
  for (int k = 0; k < count; ++k) {
    const double g = random.normal(), u = random.uniform();
    REQUIRE((u > 0 && u < 1));
    mean += g / count;
    square += g * g / count;
    fourth += g * g * g * g / count;
    uniform += u / count;
  }
  CHECK(mean == doctest::Approx(0).epsilon(0.01));
  CHECK(square == doctest::Approx(1).epsilon(0.02));
  CHECK(fourth == doctest::Approx(3).epsilon(0.05));
  CHECK(uniform == doctest::Approx(0.5).epsilon(0.01));
}

TEST_CASE("random: below stays below and reaches every value") {
  RandomStream random(12, "test");
  std::array<int, 3> seen{};
  for (int k = 0; k < 3000; ++k) ++seen.at(static_cast<std::size_t>(random.below(3)));
  for (const int count : seen) CHECK(std::abs(count - 1000) < 150);
}
