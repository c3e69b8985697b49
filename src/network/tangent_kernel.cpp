#include "simclr_flow/network/tangent_kernel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "simclr_flow/core/error.hpp"

namespace simclr_flow {
namespace {

using std::numbers::pi;

/// Inner products of the augmented inputs x~ = (x, 1).
struct Inner {
  double xx, yy, xy;
};

double leaky_relu_kernel(const Inner& in, double slope) {
  const double p = 0.25 * (1 + slope) * (1 + slope), q = 0.25 * (1 - slope) * (1 - slope);
  const double size = std::sqrt(in.xx * in.yy);
  const double cosine = std::clamp(in.xy / size, -1.0, 1.0), phi = std::acos(cosine);
  const double values = p * in.xy + 2 * q / pi * size * (std::sin(phi) + (pi / 2 - phi) * cosine);
  return values + in.xy * (p + q * (1 - 2 * phi / pi));
}

double relu_kernel(const Inner& in, double) { return leaky_relu_kernel(in, 0); }

double erf_kernel(const Inner& in, double) {
  const double product = (1 + 2 * in.xx) * (1 + 2 * in.yy);
  const double values = 2 / pi * std::asin(2 * in.xy / std::sqrt(product));
  return values + in.xy * 4 / pi / std::sqrt(product - 4 * in.xy * in.xy);
}

struct ClosedForm {
  std::string_view activation;
  double (*kernel)(const Inner&, double slope);
};
constexpr ClosedForm closed_forms[] = {
    {"relu", relu_kernel}, {"leaky_relu", leaky_relu_kernel}, {"erf", erf_kernel}};

}  // namespace

TangentKernel::TangentKernel(Points matrix, Index outputs)
    : matrix_(std::move(matrix)), outputs_(outputs) {}

void TangentKernel::apply(PointsView g, PointsOut out) const {
  if (matrix_.rows() == g.cols()) {
    out.noalias() = g * matrix_;
    return;
  }
  const State flat = Eigen::Map<const State>(Points(g).data(), g.size());
  const State image = matrix_ * flat;
  out = Eigen::Map<const Points>(image.data(), outputs_, g.cols());
}

TangentKernel empirical_tangent_kernel(const Network& network, const State& w, const Points& x) {
  Network::Tape tape;
  const Index outputs = network.forward(w, x, tape).rows();
  Points jacobian(network.parameter_count(), x.cols() * outputs);
  State row;
  for (Index i = 0; i < x.cols(); ++i) {
    const Points input = x.col(i);
    const Network::Tape here{tape.hidden.col(i), tape.slope.col(i), tape.curvature.col(i)};
    for (Index c = 0; c < outputs; ++c) {
      network.vjp(w, input, here, State::Unit(outputs, c), row);
      jacobian.col(i * outputs + c) = row;
    }
  }
  return {jacobian.transpose() * jacobian, outputs};
}

TangentKernel infinite_width_tangent_kernel(std::string_view activation, double slope,
                                            const Points& x, Index outputs) {
  const auto form = std::ranges::find(closed_forms, activation, &ClosedForm::activation);
  if (form == std::end(closed_forms))
    throw InputError(fmt::format(
        "no closed form of the infinite-width kernel for activation '{}'; relu, leaky_relu and "
        "erf have one, or use kernel = \"empirical\"",
        activation));
  const Points inner = ((x.transpose() * x).array() + 1).matrix();
  Points theta(x.cols(), x.cols());
  for (Index j = 0; j < x.cols(); ++j)
    for (Index i = 0; i < x.cols(); ++i)
      theta(i, j) = form->kernel({inner(i, i), inner(j, j), inner(i, j)}, slope);
  return {std::move(theta), outputs};
}

}  // namespace simclr_flow
