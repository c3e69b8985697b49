#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/network/tangent_kernel.hpp"

namespace simclr_flow {
namespace {

using std::numbers::pi;

/// The covariance of preactivations at two inputs. `apart` = uu + vv - 2 uv is carried by itself:
/// taken from the others it would lose half the digits of a small angle.
struct Pair {
  double uu, vv, uv, apart;
};

/// E s(u)s(v) as `values`, E (s(u)-s(v))^2 as `apart`, and E s'(u)s'(v).
struct Means {
  double values, apart, slopes;
};

/// The angle of two vectors from their lengths and distance.
double angle(const Pair& in) {
  const double a = std::sqrt(in.uu), b = std::sqrt(in.vv), along = a - b, all = a + b;
  return 2 * std::atan2(std::sqrt(std::max(0.0, in.apart - along * along)),
                        std::sqrt(std::max(0.0, all * all - in.apart)));
}

/// sin phi - phi cos phi >= 0, by its series where the difference would lose digits.
double bend(double phi) {
  const double square = phi * phi;
  if (phi < 0.05) return phi * square * (1. / 3 - square * (1. / 30 - square / 840));
  return std::sin(phi) - phi * std::cos(phi);
}

Means leaky_relu_means(const Pair& in, double slope) {
  const double p = 0.25 * (1 + slope) * (1 + slope), q = 0.25 * (1 - slope) * (1 - slope);
  const double size = std::sqrt(in.uu * in.vv), phi = angle(in),
               bent = 2 * q / pi * size * bend(phi);
  return {(p + q) * in.uv + bent, (p + q) * in.apart - 2 * bent, p + q * (1 - 2 * phi / pi)};
}

Means relu_means(const Pair& in, double) { return leaky_relu_means(in, 0); }

/// ((1 + 2 uu)(1 + 2 vv) - 4 uv^2)^{1/2} without the difference, which cancels for long vectors.
double erf_root(const Pair& in) {
  const double a = std::sqrt(in.uu), b = std::sqrt(in.vv), along = a - b, all = a + b;
  const double across = std::max(0.0, in.apart - along * along);
  return std::sqrt(1 + 2 * (in.uu + in.vv) + across * std::max(0.0, all * all - in.apart));
}

Means erf_means(const Pair& in, double) {
  const auto value = [](const Pair& pair) {
    return 2 / pi * std::atan2(2 * pair.uv, erf_root(pair));
  };
  const double values = value(in);
  const double apart =
      value({in.uu, in.uu, in.uu, 0}) + value({in.vv, in.vv, in.vv, 0}) - 2 * values;
  return {values, std::max(0.0, apart), 4 / pi / erf_root(in)};
}

struct ClosedForm {
  std::string_view activation;
  Means (*means)(const Pair&, double slope);
};
constexpr ClosedForm closed_forms[] = {
    {"relu", relu_means}, {"leaky_relu", leaky_relu_means}, {"erf", erf_means}};

const ClosedForm& closed_form(const InfiniteWidth& network) {
  const auto form = std::ranges::find(closed_forms, network.activation, &ClosedForm::activation);
  if (form == std::end(closed_forms))
    throw InputError(fmt::format(
        "no closed form of the infinite-width kernel for activation '{}'; relu, leaky_relu and "
        "erf have one, or use kernel = \"empirical\"",
        network.activation));
  if (network.hidden_layers < 1)
    throw InputError(fmt::format("the infinite-width kernel needs at least 1 hidden layer, not {}",
                                 network.hidden_layers));
  return *form;
}

/// Theta of one pair: the diagonal needs its own recursion only through uu and vv.
double theta(const InfiniteWidth& network, const ClosedForm& form, Pair at) {
  double tangent = at.uv;
  for (Index h = 0; h < network.hidden_layers; ++h) {
    const bool last = h + 1 == network.hidden_layers;
    const double bias = (last ? network.output_bias : network.bias) ? 1 : 0;
    const Means pair = form.means(at, network.slope);
    const double uu = form.means({at.uu, at.uu, at.uu, 0}, network.slope).values + bias;
    const double vv = form.means({at.vv, at.vv, at.vv, 0}, network.slope).values + bias;
    at = {uu, vv, pair.values + bias, pair.apart};
    tangent = at.uv + tangent * pair.slopes;
  }
  return tangent;
}

}  // namespace

TangentKernel infinite_width_tangent_kernel(const InfiniteWidth& network, const Points& x,
                                            Index outputs) {
  const ClosedForm& form = closed_form(network);
  const double bias = network.bias ? 1 : 0;
  const State squares = x.colwise().squaredNorm().array() + bias;
  Points matrix(x.cols(), x.cols());
  for (Index j = 0; j < x.cols(); ++j)
    for (Index i = 0; i <= j; ++i) {
      const double apart = (x.col(i) - x.col(j)).squaredNorm();
      const double uv = x.col(i).dot(x.col(j)) + bias;
      matrix(i, j) = matrix(j, i) = theta(network, form, {squares[i], squares[j], uv, apart});
    }
  return {std::move(matrix), outputs};
}

}  // namespace simclr_flow
