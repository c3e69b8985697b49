#include "simclr_flow/theory/tangent_kernels.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <functional>
#include <numbers>

#include "simclr_flow/core/symmetric_eigen.hpp"
#include "simclr_flow/core/taylor_slope.hpp"
#include "simclr_flow/network/tangent_kernel.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;
using theory::Covariance;
using theory::WideNetwork;

namespace {

using Function = std::function<double(double)>;

struct Activated {
  const char* name;
  double c;
  Function s, slope;
};

Activated leaky(const char* name, double c) {
  return {name, c, [c](double u) { return u > 0 ? u : c * u; },
          [c](double u) { return u > 0 ? 1 : c; }};
}

const Activated activated[] = {
    leaky("relu", 0), leaky("leaky_relu", 0.2), leaky("leaky_relu", -0.5),
    Activated{"erf", 0, [](double u) { return std::erf(u); },
              [](double u) { return 2 * std::numbers::inv_sqrtpi * std::exp(-u * u); }}};

Covariance covariance(double uu, double vv, double uv) { return {uu, vv, uv, uu * vv - uv * uv}; }

const Covariance covariances[] = {covariance(1, 1, 0),        covariance(1, 2, 0.7),
                                  covariance(3, 0.4, -0.6),   covariance(5, 4, 4.4),
                                  covariance(1.5, 1.5, -1.4), covariance(1, 1, 1)};

/// E f(u) f(v) by Gauss-Legendre rules in polar coordinates of the plane of standard normals,
/// between the angles at which u or v changes its sign.
double normal_mean(const Function& f, const Covariance& c) {
  using Rule = boost::math::quadrature::gauss<double, 30>;
  using std::numbers::pi;
  const double u = std::sqrt(c.uu), v1 = c.uv / u, v2 = std::sqrt(c.det) / u;
  const double turn = std::atan2(v2, v1);
  const auto ray = [&](double t) {
    const double cu = u * std::cos(t), cv = v1 * std::cos(t) + v2 * std::sin(t);
    const auto along = [&](double r) {
      return r * std::exp(-r * r / 2) * f(r * cu) * f(r * cv) / (2 * pi);
    };
    return Rule::integrate(along, 0.0, 2.0) + Rule::integrate(along, 2.0, 5.0) +
           Rule::integrate(along, 5.0, 13.0);
  };
  std::vector<double> angles{-pi / 2, pi / 2, turn - pi / 2, turn + pi / 2, 3 * pi / 2};
  std::ranges::sort(angles);
  double sum = 0;
  for (std::size_t k = 0; k + 1 < angles.size(); ++k)
    for (int part = 0; part < 4; ++part) {
      const double width = (angles[k + 1] - angles[k]) / 4;
      if (width > 0)
        sum += Rule::integrate(ray, angles[k] + part * width, angles[k] + (part + 1) * width);
    }
  return sum;
}

using Mean = std::function<double(const Activated&, const Covariance&)>;

/// The largest error of a formula for E s(u)s(v) (or of the slopes) over all cases.
double largest_error(const Mean& formula, bool of_slopes) {
  double worst = 0;
  for (const Activated& a : activated)
    for (const Covariance& c : covariances)
      worst = std::max(worst, std::abs(formula(a, c) - normal_mean(of_slopes ? a.slope : a.s, c)));
  return worst;
}

Points inputs() { return random_points(3, 7, 51); }

}  // namespace

TEST_CASE("tangent kernels: products of activations and of slopes are their Gaussian means") {
  CHECK(largest_error([](const Activated& a,
                         const Covariance& c) { return theory::mean_product(a.name, a.c, c); },
                      false) < 1e-13);
  CHECK(
      largest_error([](const Activated& a,
                       const Covariance& c) { return theory::mean_slope_product(a.name, a.c, c); },
                    true) < 1e-13);
}

TEST_CASE("tangent kernels: a wrong slope, determinant or correlation is seen") {
  const auto planted = [](double slope, double det, double uv) {
    return [=](const Activated& a, const Covariance& c) {
      return theory::mean_product(a.name, a.c + slope,
                                  {c.uu, c.vv, c.uv * (1 + uv), c.det * (1 + det)});
    };
  };
  CHECK(largest_error(planted(0, 0, 0), false) < 1e-13);
  CHECK(largest_error(planted(1e-9, 0, 0), false) > 1e-11);
  CHECK(largest_error(planted(0, 1e-9, 0), false) > 1e-11);
  CHECK(largest_error(planted(0, 0, 1e-9), false) > 1e-11);
}

TEST_CASE("tangent kernels: the recursion is that of the Gaussian means, layer by layer") {
  const Points x = inputs();
  for (const Activated& a : activated)
    for (const bool hidden_bias : {false, true})
      for (const bool output_bias : {false, true}) {
        CAPTURE(a.name);
        for (Index i = 0; i < 3; ++i) {
          // sigma for the pairs (i,i), (j,j), (i,j), j = i + 1
          const Index pair[3][2] = {{i, i}, {i + 1, i + 1}, {i, i + 1}};
          double sigma[3];
          for (int k = 0; k < 3; ++k) sigma[k] = x.col(pair[k][0]).dot(x.col(pair[k][1])) + 1;
          double theta = sigma[2];
          for (Index layers = 1; layers <= 3; ++layers) {
            double next[3];
            for (int k = 0; k < 3; ++k)
              next[k] = normal_mean(a.s, k < 2 ? Covariance{sigma[k], sigma[k], sigma[k], 0}
                                               : covariance(sigma[0], sigma[1], sigma[2]));
            const double slopes = normal_mean(a.slope, covariance(sigma[0], sigma[1], sigma[2]));
            const auto kernels =
                theory::wide_kernels({a.name, a.c, layers, hidden_bias, output_bias}, x);
            CHECK(kernels.covariance(i, i + 1) ==
                  doctest::Approx(next[2] + output_bias).epsilon(1e-12));
            CHECK(kernels.tangent(i, i + 1) ==
                  doctest::Approx(next[2] + output_bias + theta * slopes).epsilon(1e-12));
            for (int k = 0; k < 3; ++k) sigma[k] = next[k] + hidden_bias;
            theta = sigma[2] + theta * slopes;
          }
        }
      }
}

TEST_CASE("tangent kernels: Gram matrices are symmetric and positive definite at every depth") {
  Points x = inputs();
  x.col(6) = x.col(5) + 1e-7 * x.col(4);
  for (const Activated& a : activated)
    for (Index layers = 1; layers <= 5; ++layers) {
      CAPTURE(a.name);
      CAPTURE(layers);
      const auto kernels = theory::wide_kernels({a.name, a.c, layers}, x);
      for (const Points* k : {&kernels.covariance, &kernels.tangent}) {
        CHECK(*k == k->transpose());
        const State eigenvalues = symmetric_eigenvalues(*k);
        CHECK(eigenvalues[0] > -1e-15 * k->trace());
        CHECK(eigenvalues[1] > 1e-6 * k->trace());  // all but the near duplicate
      }
    }
}

TEST_CASE("tangent kernels: nearly equal inputs keep their angle") {
  const double d = 1e-9;
  Points x(2, 2);
  x << 1, 1, 0, d;
  const double phi = d / std::sqrt(2);  // of (1, 0, 1) and (1, d, 1), up to d^3
  CHECK(std::abs(std::acos(2 / std::sqrt(2 * (2 + d * d))) - phi) >
        0.5 * phi);  // what is lost else
  for (Index layers = 1; layers <= 4; ++layers) {
    // without later biases cos phi' = cos phi + (sin phi - phi cos phi)/pi: phi' = phi + O(phi^2)
    const auto bare = theory::wide_kernels({"relu", 0, layers, false}, x);
    const double lost = bare.tangent(0, 0) - bare.tangent(0, 1);
    double expected = 0, sigma = 2, theta = 2;  // Theta' = sigma/2 + theta (1/2 - phi/2pi)
    for (Index h = 0; h < layers; ++h) {
      expected = expected / 2 + theta * phi / (2 * std::numbers::pi);
      sigma /= 2;
      theta = sigma + theta / 2;
    }
    CHECK(bare.tangent(0, 0) == doctest::Approx(theta).epsilon(1e-15));
    CHECK(std::abs(lost - expected) < 4e-16 * static_cast<double>(layers));
  }
}

TEST_CASE("tangent kernels: the network room's kernel is the one of one hidden layer") {
  const Points x = inputs();
  for (const Activated& a : activated) {
    CAPTURE(a.name);
    const auto ours = theory::wide_kernels({a.name, a.c}, x);
    const Points theirs =
        infinite_width_tangent_kernel({.activation = a.name, .slope = a.c}, x, 1).matrix();
    CHECK((ours.tangent - theirs).norm() < 1e-13 * theirs.norm());
    const auto biased = theory::wide_kernels({a.name, a.c, 1, true, true}, x);
    CHECK((biased.tangent - (theirs.array() + 1).matrix()).norm() < 1e-13 * theirs.norm());
  }
}

namespace {

/// The empirical tangent kernel of a network with two hidden layers of m neurons, from its
/// definition: each layer adds (inner product of its inputs + 1 for a bias) times that of the
/// gradients of f with respect to its preactivations.
Points finite_kernel(const Activated& a, bool hidden_bias, bool output_bias, Index m,
                     const Points& x, std::uint32_t draw) {
  RandomStream random(11, "test", draw);
  const double scale = 1 / std::sqrt(static_cast<double>(m));
  const Points w1 = random.normals(m, x.rows()), w2 = random.normals(m, m);
  const State b1 = random.normals(m, 1), b2 = random.normals(m, 1), out = random.normals(m, 1);
  const Points u1 = (w1 * x).colwise() + b1, s1 = scale * u1.unaryExpr(a.s);
  Points u2 = w2 * s1;
  if (hidden_bias) u2.colwise() += b2;
  const Points s2 = scale * u2.unaryExpr(a.s);
  const Points g2 = (scale * u2.unaryExpr(a.slope)).array().colwise() * out.array();
  const Points g1 = scale * u1.unaryExpr(a.slope).cwiseProduct(w2.transpose() * g2);
  const auto gram_plus = [](const Points& y, double bias) {
    return ((y.transpose() * y).array() + bias).eval();
  };
  return gram_plus(s2, output_bias) + gram_plus(s1, hidden_bias) * gram_plus(g2, 0) +
         gram_plus(x, 1) * gram_plus(g1, 0);
}

}  // namespace

TEST_CASE("tangent kernels: networks with two wide hidden layers approach their kernel") {
  const Points x = random_points(2, 4, 52);
  for (const Activated& a : {activated[0], activated[1], activated[3]})
    for (const bool hidden_bias : {false, true}) {
      CAPTURE(a.name);
      CAPTURE(hidden_bias);
      const WideNetwork wide{a.name, a.c, 2, hidden_bias, true};
      WideNetwork other = wide;
      other.hidden_bias = !hidden_bias;
      const Points limit = theory::wide_kernels(wide, x).tangent;
      std::vector<double> width, error;
      Points mean = Points::Zero(4, 4);
      for (const Index m : {Index{48}, Index{144}, Index{432}}) {
        double squares = 0;
        mean.setZero();
        for (std::uint32_t draw = 0; draw < 16; ++draw) {
          const Points k = finite_kernel(a, hidden_bias, true, m, x, draw);
          squares += (k - limit).squaredNorm();
          mean += k / 16;
        }
        width.push_back(static_cast<double>(m));
        error.push_back(std::sqrt(squares / 16) / limit.norm());
      }
      CHECK(log_slope(width, error) == doctest::Approx(-0.5).epsilon(0.3));
      CHECK((mean - limit).norm() < 0.05 * limit.norm());
      CHECK((mean - theory::wide_kernels(other, x).tangent).norm() > 0.1 * limit.norm());
    }
}

TEST_CASE("tangent kernels: arguments without a formula are named") {
  const Points x = inputs();
  CHECK_THROWS_WITH_AS(theory::wide_kernels({"tanh"}, x), doctest::Contains("leaky_relu, erf"),
                       InputError);
  CHECK_THROWS_WITH_AS(theory::wide_kernels({"relu", 0, 0}, x),
                       doctest::Contains("hidden_layers = 0"), InputError);
  CHECK_THROWS_WITH_AS(theory::mean_product("leaky_relu", std::nan(""), covariances[0]),
                       doctest::Contains("slope"), InputError);
}

TEST_CASE(
    "theory: relu without bias on the circle has the eigenvalue 1/4 twice, no odd mode above") {
  constexpr Index count = 720;  // Bietti & Mairal 2019; odd modes fall as l^-2, so alias little
  const auto mode = [](Index l, double of_products) {
    double sum = 0;
    for (Index j = 0; j < count; ++j) {
      const double angle = 2 * std::numbers::pi * double(j) / count, c = std::cos(angle);
      const Covariance pair{1, 1, c, std::sin(angle) * std::sin(angle)};
      sum += (of_products * theory::mean_product("relu", 0, pair) +
              c * theory::mean_slope_product("relu", 0, pair)) *
             std::cos(double(l) * angle) / count;
    }
    return sum;
  };
  CHECK(mode(1, 1) == doctest::Approx(0.25).epsilon(1e-10));
  for (const Index l : {3, 5, 7, 21}) CHECK(std::abs(mode(l, 1)) < 1e-10);
  CHECK(std::abs(mode(1, 0) - 0.25) > 0.1);  // of the slopes alone it is not
  for (const Index l : {2, 4, 6}) CHECK(mode(l, 1) > 1e-4);
}
