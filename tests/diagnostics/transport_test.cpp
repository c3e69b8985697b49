#include "simclr_flow/diagnostics/transport.hpp"

#include <doctest/doctest.h>

#include "simclr_flow/core/orthogonal_bases.hpp"
#include "support/plain_transport.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;
using doctest::Approx;

namespace {

/// W_2 on the line by the definition: both quantile functions at the middles of `cells` cells.
double by_quantiles(const State& sorted_x, const State& sorted_y, Index cells) {
  double sum = 0;
  for (Index c = 0; c < cells; ++c) {
    const double way = sorted_x[(2 * c + 1) * sorted_x.size() / (2 * cells)] -
                       sorted_y[(2 * c + 1) * sorted_y.size() / (2 * cells)];
    sum += way * way;
  }
  return std::sqrt(sum / static_cast<double>(cells));
}

State sorted(Points z) {
  State x = z.row(0).transpose();
  std::sort(x.begin(), x.end());
  return x;
}

/// Angles in a narrow arc, in two arcs that face each other, or everywhere.
State sample_angles(Index n, std::uint32_t substream) {
  const double spread = substream % 3 == 0 ? 0.3 : 4;
  State angles = spread * random_state(n, substream);
  if (substream % 3 == 1) angles.head(n / 2).array() = angles.head(n / 2).array() * 0.05 + 3.1;
  return angles;
}

}  // namespace

TEST_CASE("transport: on the line it is the best permutation") {
  for (std::uint32_t draw = 0; draw < 20; ++draw) {
    const Points a = random_points(1, 7, 1000 + draw), b = 2 * random_points(1, 7, 1100 + draw);
    CHECK(w2_on_line({a}, {b}) == Approx(plain_w2(a, b, squared_chord)).epsilon(1e-13));
  }
}

TEST_CASE("transport: laws of two sizes on the line meet by quantiles") {
  const Points a = random_points(1, 6, 1), b = random_points(1, 10, 2);
  CHECK(w2_on_line({a}, {b}) == Approx(by_quantiles(sorted(a), sorted(b), 30)).epsilon(1e-13));
  Points one(1, 1), three(1, 3);
  one << 1;
  three << 0, 1, 5;
  CHECK(w2_on_line({one}, {three}) == Approx(std::sqrt(17.0 / 3)).epsilon(1e-15));
}

TEST_CASE("transport: masses on the line are as atoms that are repeated") {
  Points a(1, 3), repeated(1, 6);
  a << 3, -1, 0.5;
  repeated << 3, 3, 3, -1, 0.5, 0.5;
  State mass(3);
  mass << 3.0 / 6, 1.0 / 6, 2.0 / 6;
  const Points b = random_points(1, 4, 3);
  CHECK(w2_on_line({a, &mass}, {b}) == Approx(w2_on_line({repeated}, {b})).epsilon(1e-13));
  CHECK(w2_on_line({a, &mass}, {repeated}) < 1e-7);
  CHECK(w2_on_line({a}, {repeated}) > 0.1);
}

TEST_CASE("transport: on the circle it is the best permutation by arcs") {
  for (std::uint32_t draw = 0; draw < 60; ++draw) {
    const Index n = 1 + draw % 7;
    const Points a = on_circle(sample_angles(n, 2000 + draw)),
                 b = on_circle(sample_angles(n, 2100 + 2 * draw));
    CAPTURE(draw);
    CHECK(w2_on_circle(a, b) == Approx(plain_w2(a, b, squared_arc)).epsilon(1e-13));
  }
}

TEST_CASE("transport: on the circle no shift of many points is better") {
  const State x = sample_angles(101, 1), y = sample_angles(101, 2);
  const Points a = on_circle(x);
  double least = INFINITY;
  State from =
            sorted(x.transpose().unaryExpr([](double t) { return std::remainder(t, 2 * M_PI); })),
        to = sorted(y.transpose().unaryExpr([](double t) { return std::remainder(t, 2 * M_PI); }));
  for (Index k = 0; k < 101; ++k) {
    double sum = 0;
    for (Index i = 0; i < 101; ++i)
      sum += squared_arc(on_circle(from.segment(i, 1)), on_circle(to.segment((i + k) % 101, 1)));
    least = std::min(least, sum);
  }
  CHECK(w2_on_circle(a, on_circle(y)) == Approx(std::sqrt(least / 101)).epsilon(1e-12));
}

TEST_CASE("transport: a shift is as far as it shifts") {
  State v(3);
  v << 0.3, -2, 1.1;
  const Points z = random_points(3, 40, 4), moved = z.colwise() + v;
  CHECK(w2_by_assignment(z, moved) == Approx(v.norm()).epsilon(1e-12));
  const Points x = z.row(0), shifted = x.array() + 0.7;
  CHECK(w2_on_line({x}, {shifted}) == Approx(0.7).epsilon(1e-13));
  const State projected = directions_of_slicing(3, 9).transpose() * v;
  CHECK(sliced_w2({z}, {moved}, 9) == Approx(projected.norm() / 8).epsilon(1e-12));
  // A rotation of an arc, through the cut at -1; of a regular polygon by half a side.
  const State arc = 0.3 * random_state(30, 5).array() + 3;
  CHECK(w2_on_circle(on_circle(arc), on_circle(arc.array() + 0.4)) == Approx(0.4).epsilon(1e-12));
  const State polygon = State::LinSpaced(12, 0, 11) * M_PI / 6;
  CHECK(w2_on_circle(on_circle(polygon), on_circle(polygon.array() + 3.2 * M_PI / 6)) ==
        Approx(0.2 * M_PI / 6).epsilon(1e-12));
}

TEST_CASE("transport: the axioms of a metric between laws") {
  const auto check = [](auto distance, const Points& a, const Points& b, const Points& c) {
    const double ab = distance(a, b), bc = distance(b, c), ac = distance(a, c);
    CHECK(ab > 0.01);
    CHECK(distance(b, a) == Approx(ab).epsilon(1e-13));
    CHECK(ac <= (ab + bc) * (1 + 1e-13));
    CHECK(distance(a, a) == 0);
    CHECK(distance(a, a.rowwise().reverse()) < 1e-13);  // another order of the same atoms
    CHECK(distance(b.rowwise().reverse(), a) == Approx(ab).epsilon(1e-13));
  };
  for (std::uint32_t draw = 0; draw < 10; ++draw) {
    const Points a = random_points(3, 25, 3000 + draw), b = 2 * random_points(3, 25, 3100 + draw),
                 c = random_points(3, 25, 3200 + draw).array() + 1;
    check(w2_by_assignment, a, b, c);
    check([](const Points& x, const Points& y) { return sliced_w2({x}, {y}, 1); }, a, b, c);
    check([](const Points& x, const Points& y) { return w2_on_line({x}, {y}); }, a.topRows(1),
          b.topRows(1), c.topRows(1));
    check(w2_on_circle, a.topRows(2), b.topRows(2), c.topRows(2));
  }
}

TEST_CASE("transport: assignment is the best permutation by chords, and blind to rotations") {
  for (std::uint32_t draw = 0; draw < 20; ++draw) {
    const Points a = random_points(3, 7, 4000 + draw), b = random_points(3, 7, 4100 + draw);
    CHECK(w2_by_assignment(a, b) == Approx(plain_w2(a, b, squared_chord)).epsilon(1e-13));
    const Points turn = orthonormal_columns(random_points(3, 3, 4200 + draw));
    CHECK(w2_by_assignment(turn * a, turn * b) == Approx(w2_by_assignment(a, b)).epsilon(1e-12));
  }
}

TEST_CASE("transport: sliced is W_2 on the line, at most W_2, and of the mean over the sphere") {
  const Points x = random_points(1, 9, 6), y = random_points(1, 5, 7);
  CHECK(sliced_w2({x}, {y}, 3) == Approx(w2_on_line({x}, {y})).epsilon(1e-13));
  const Points a = random_points(3, 30, 8), b = 2 * random_points(3, 30, 9);
  CHECK(sliced_w2({a}, {b}, 3) < w2_by_assignment(a, b));
  CHECK(sliced_w2({a}, {b}, 3) > w2_by_assignment(a, b) / 3);
  // One atom against another: the mean of (theta·v)^2 is |v|^2/d, with variance 2(d-1)/(d^2(d+2)).
  Points origin = Points::Zero(4, 1), v = Points::Ones(4, 1);
  double mean = 0;
  for (std::uint64_t seed = 1; seed <= 50; ++seed)
    mean += std::pow(sliced_w2({origin}, {v}, seed), 2) / 50;
  CHECK(std::abs(mean - 1) < 4 * std::sqrt(16 * 2 * 3.0 / (16 * 6) / (50 * 64)));
  CHECK(directions_of_slicing(3, 1) != directions_of_slicing(3, 2));
  CHECK((directions_of_slicing(5, 1).colwise().norm().array() - 1).abs().maxCoeff() < 1e-15);
}

TEST_CASE("transport: what is computed follows from the laws, and is named") {
  const Points line = random_points(1, 4, 1), plane = random_points(2, 4, 2),
               more = random_points(2, 5, 3), many = random_points(2, 301, 4);
  const State mass = State::Constant(4, 0.25);
  CHECK(choose_transport({line}, {line, nullptr}, false) == Transport::line);
  CHECK(choose_transport({plane}, {plane}, true) == Transport::circle);
  CHECK(choose_transport({plane}, {plane}, false) == Transport::assignment);
  CHECK(choose_transport({plane}, {more}, true) == Transport::sliced);
  CHECK(choose_transport({plane, &mass}, {plane}, true) == Transport::sliced);
  CHECK(choose_transport({many}, {many}, false) == Transport::sliced);
  CHECK(choose_transport({many}, {many}, true) == Transport::circle);
  for (const Transport each :
       {Transport::line, Transport::circle, Transport::assignment, Transport::sliced}) {
    const Points a = each == Transport::line ? line : plane;
    const Points b = a.array() + 0.2 * a.array().square();
    const double told[] = {w2_on_line({a}, {b}), each == Transport::line ? 0 : w2_on_circle(a, b),
                           w2_by_assignment(a, b), sliced_w2({a}, {b}, 5)};
    CHECK(transport_distance(each, {a}, {b}, 5) == told[static_cast<int>(each)]);
  }
  CHECK(transport_name(Transport::sliced) == "sliced, 64 directions, chords");
  CHECK(transport_name(Transport::circle) == "exact on the circle, arc length");
}
