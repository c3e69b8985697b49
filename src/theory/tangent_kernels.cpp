#include "simclr_flow/theory/tangent_kernels.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "arguments.hpp"

namespace simclr_flow::theory {
namespace {

using std::numbers::pi;

/// What one layer of infinite width does to a pair of inputs.
struct LayerImage {
  Covariance values;     ///< of (s(u), s(v)) as a Gram matrix of features
  double slope_product;  ///< E s'(u)s'(v)
};

LayerImage leaky_relu(const Covariance& in, double c) {
  const double p = (1 + c) * (1 + c) / 4, q = (1 - c) * (1 - c) / 4;
  const double size = std::sqrt(in.uu) * std::sqrt(in.vv), root = std::sqrt(in.det);
  const double phi = std::atan2(root, in.uv), half = std::sin(phi / 2);
  const double uv = p * in.uv + 2 * q / pi * (root + (pi / 2 - phi) * in.uv);
  // |s(u)||s(v)| - uv, which vanishes like phi^2
  const double gap =
      size * (2 * (p + q) * half * half - 2 * q / pi * (std::sin(phi) - phi * std::cos(phi)));
  const double det = std::max(0.0, gap) * ((p + q) * size + uv);
  return {{(p + q) * in.uu, (p + q) * in.vv, uv, det}, p + q * (1 - 2 * phi / pi)};
}

LayerImage relu(const Covariance& in, double) { return leaky_relu(in, 0); }

LayerImage erf(const Covariance& in, double) {
  const double root = std::sqrt(1 + 2 * in.uu + 2 * in.vv + 4 * in.det);
  const double uu = 2 / pi * std::atan2(2 * in.uu, std::sqrt(1 + 4 * in.uu));
  const double vv = 2 / pi * std::atan2(2 * in.vv, std::sqrt(1 + 4 * in.vv));
  const double uv = 2 / pi * std::atan2(2 * in.uv, root);
  return {{uu, vv, uv, std::max(0.0, uu * vv - uv * uv)}, 4 / pi / root};
}

struct Form {
  std::string_view activation;
  LayerImage (*image)(const Covariance&, double slope);
};
constexpr Form forms[] = {{"relu", relu}, {"leaky_relu", leaky_relu}, {"erf", erf}};

const Form& form_of(std::string_view activation, double slope) {
  require(std::isfinite(slope), "slope", slope, "finite");
  const auto form = std::ranges::find(forms, activation, &Form::activation);
  if (form == std::end(forms))
    throw InputError(fmt::format(
        "activation = '{}': the kernels of infinite width are known for relu, leaky_relu, erf",
        activation));
  return *form;
}

/// The Gram matrix of (x, 1), (y, 1), by the part of y that is orthogonal to x.
Covariance inputs(const Points& x, Index i, Index j) {
  State a(x.rows() + 1), b(x.rows() + 1);
  a << x.col(i), 1;
  b << x.col(j), 1;
  const double uu = a.squaredNorm(), uv = a.dot(b);
  return {uu, b.squaredNorm(), uv, uu * (b - a * (uv / uu)).squaredNorm()};
}

/// The Gram matrix once both features have another coordinate, 1: the determinant grows by
/// |u - v|^2 = (|u| - |v|)^2 + 2 (|u||v| - uv).
Covariance with_bias(const Covariance& in) {
  const double u = std::sqrt(in.uu), v = std::sqrt(in.vv);
  const double lack = in.uv > 0 ? in.det / (u * v + in.uv) : u * v - in.uv;
  return {in.uu + 1, in.vv + 1, in.uv + 1, in.det + (u - v) * (u - v) + 2 * lack};
}

struct PairKernels {
  double covariance, tangent;
};

PairKernels pair_kernels(const WideNetwork& network, const Form& form, Covariance sigma) {
  double theta = sigma.uv;
  for (Index h = 1; h <= network.hidden_layers; ++h) {
    const LayerImage image = form.image(sigma, network.slope);
    const bool bias = h < network.hidden_layers ? network.hidden_bias : network.output_bias;
    sigma = bias ? with_bias(image.values) : image.values;
    theta = sigma.uv + theta * image.slope_product;
  }
  return {sigma.uv, theta};
}

}  // namespace

double mean_product(std::string_view activation, double slope, const Covariance& covariance) {
  return form_of(activation, slope).image(covariance, slope).values.uv;
}

double mean_slope_product(std::string_view activation, double slope, const Covariance& covariance) {
  return form_of(activation, slope).image(covariance, slope).slope_product;
}

WideKernels wide_kernels(const WideNetwork& network, const Points& x) {
  const Form& form = form_of(network.activation, network.slope);
  require(network.hidden_layers >= 1, "hidden_layers", static_cast<double>(network.hidden_layers),
          "at least 1");
  const Index n = x.cols();
  WideKernels kernels{Points(n, n), Points(n, n)};
  for (Index j = 0; j < n; ++j)
    for (Index i = 0; i <= j; ++i) {
      const PairKernels pair = pair_kernels(network, form, inputs(x, i, j));
      kernels.covariance(i, j) = kernels.covariance(j, i) = pair.covariance;
      kernels.tangent(i, j) = kernels.tangent(j, i) = pair.tangent;
    }
  return kernels;
}

}  // namespace simclr_flow::theory
