#include "simclr_flow/theory/plain_network.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "simclr_flow/core/error.hpp"

namespace simclr_flow::theory {
namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

struct Curve {
  std::string_view name;
  bool smooth;
  double (*value)(double u, double c);
  double (*slope)(double u, double c);
};

double density(double u) {
  return std::exp(-u * u / 2) / std::sqrt(2 * std::numbers::pi_v<double>);
}
double below(double u) { return std::erfc(-u / std::numbers::sqrt2) / 2; }

constexpr Curve curves[] = {
    {"identity", true, [](double u, double) { return u; }, [](double, double) { return 1.0; }},
    {"relu", false, [](double u, double) { return std::fmax(u, 0); },
     [](double u, double) { return u > 0 ? 1.0 : 0.0; }},
    {"leaky_relu", false, [](double u, double c) { return u > 0 ? u : c * u; },
     [](double u, double c) { return u > 0 ? 1.0 : c; }},
    {"tanh", true, [](double u, double) { return std::tanh(u); },
     [](double u, double) { return 1 / (std::cosh(u) * std::cosh(u)); }},
    {"erf", true, [](double u, double) { return std::erf(u); },
     [](double u, double) { return 2 / std::sqrt(std::numbers::pi) * std::exp(-u * u); }},
    {"gelu", true, [](double u, double) { return u * below(u); },
     [](double u, double) { return below(u) + u * density(u); }},
    {"softplus", true,
     [](double u, double) {
       return u > 0 ? u + std::log1p(std::exp(-u)) : std::log1p(std::exp(u));
     },
     [](double u, double) { return 1 / (1 + std::exp(-u)); }},
};

const Curve& curve_of(const PlainNetwork& network) {
  for (const Curve& curve : curves)
    if (curve.name == network.activation) return curve;
  throw InputError(fmt::format("plain network: no activation '{}'", network.activation));
}

/// u = factor W s + b.
struct Layer {
  RowMajor weight;
  State bias;  ///< empty if there is none
  double factor;
};

double factor_of(const PlainNetwork& network, std::size_t layer) {
  if (layer == 0 || network.scaling == "standard") return 1;
  const double width = static_cast<double>(network.widths[layer - 1]);
  const bool output = layer == network.widths.size();
  return output && network.scaling == "mean-field" ? 1 / width : 1 / std::sqrt(width);
}

std::vector<Layer> layers_of(const PlainNetwork& network, const State& w) {
  if (w.size() != network.parameter_count())
    throw InputError(fmt::format("plain network: {} parameters, expected {}", w.size(),
                                 network.parameter_count()));
  std::vector<Layer> layers;
  const double* next = w.data();
  Index columns = network.inputs;
  for (std::size_t h = 0; h <= network.widths.size(); ++h) {
    const bool output = h == network.widths.size();
    const Index rows = output ? network.outputs : network.widths[h];
    const Index biases = (output ? network.output_bias : network.bias) ? rows : 0;
    layers.push_back({Eigen::Map<const RowMajor>(next, rows, columns),
                      Eigen::Map<const State>(next + rows * columns, biases),
                      factor_of(network, h)});
    next += rows * columns + biases;
    columns = rows;
  }
  return layers;
}

/// What enters each layer, and the slopes s'(u_h) of the hidden ones.
struct Pass {
  std::vector<Points> entering, slopes;
  Points outputs;
};

Pass pass_through(const PlainNetwork& network, const std::vector<Layer>& layers, const Points& x) {
  const Curve& curve = curve_of(network);
  Pass pass{{x}, {}, {}};
  for (const Layer& layer : layers) {
    Points u = layer.factor * layer.weight * pass.entering.back();
    if (layer.bias.size() > 0) u.colwise() += layer.bias;
    pass.outputs = u;
    pass.slopes.push_back(u.unaryExpr([&](double t) { return curve.slope(t, network.slope); }));
    pass.entering.push_back(u.unaryExpr([&](double t) { return curve.value(t, network.slope); }));
  }
  return pass;
}

/// D<f, g>/D u_h of each layer, the output last.
std::vector<Points> sensitivities(const std::vector<Layer>& layers, const Pass& pass,
                                  const Points& g) {
  std::vector<Points> all(layers.size());
  all.back() = g;
  for (std::size_t h = layers.size() - 1; h > 0; --h)
    all[h - 1] =
        pass.slopes[h - 1].cwiseProduct(layers[h].factor * layers[h].weight.transpose() * all[h]);
  return all;
}

}  // namespace

bool is_smooth_activation(std::string_view activation) {
  for (const Curve& curve : curves)
    if (curve.name == activation) return curve.smooth;
  return false;
}

Index PlainNetwork::parameter_count() const {
  if (widths.empty()) throw InputError("plain network: no hidden layer");
  Index count = 0, columns = inputs;
  for (const Index width : widths) {
    count += width * (columns + (bias ? 1 : 0));
    columns = width;
  }
  return count + outputs * (columns + (output_bias ? 1 : 0));
}

double PlainNetwork::mobility() const {
  if (scaling != "standard" && scaling != "ntk" && scaling != "mean-field")
    throw InputError(fmt::format("plain network: no scaling '{}'", scaling));
  return scaling == "mean-field" ? static_cast<double>(widths.back()) : 1;
}

Points plain_outputs(const PlainNetwork& network, const State& w, const Points& x) {
  return pass_through(network, layers_of(network, w), x).outputs;
}

State plain_gradient(const PlainNetwork& network, const State& w, const Points& x,
                     const Points& g) {
  const auto layers = layers_of(network, w);
  const Pass pass = pass_through(network, layers, x);
  const auto delta = sensitivities(layers, pass, g);
  State gradient(w.size());
  double* next = gradient.data();
  for (std::size_t h = 0; h < layers.size(); ++h) {
    const Index rows = layers[h].weight.rows(), columns = layers[h].weight.cols();
    Eigen::Map<RowMajor>(next, rows, columns) =
        layers[h].factor * delta[h] * pass.entering[h].transpose();
    next += rows * columns;
    if (layers[h].bias.size() == 0) continue;
    Eigen::Map<State>(next, rows) = delta[h].rowwise().sum();
    next += rows;
  }
  return gradient;
}

Points plain_motion(const PlainNetwork& network, const State& w, const State& v, const Points& x) {
  const auto layers = layers_of(network, w), moving = layers_of(network, v);
  const Pass pass = pass_through(network, layers, x);
  Points below = Points::Zero(x.rows(), x.cols()), u;
  for (std::size_t h = 0; h < layers.size(); ++h) {
    u = layers[h].factor * (moving[h].weight * pass.entering[h] + layers[h].weight * below);
    if (moving[h].bias.size() > 0) u.colwise() += moving[h].bias;
    below = pass.slopes[h].cwiseProduct(u);
  }
  return u;
}

namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();

/// Errors e(u_h), e(s) of what enters each layer, and e(s') of each; see plain_rounding.
struct PassErrors {
  std::vector<Points> entering, slopes;
  Points outputs;
};

double unit_of(const std::vector<Layer>& layers) {
  Index fan_in = 1;
  for (const Layer& layer : layers) fan_in = std::max(fan_in, layer.weight.cols());
  return 4 * eps * std::sqrt(static_cast<double>(fan_in));
}

PassErrors errors_of_pass(const PlainNetwork& network, const std::vector<Layer>& layers,
                          const Pass& pass, double k) {
  const Curve& curve = curve_of(network);
  const auto slope = [&](double u) { return curve.slope(u, network.slope); };
  PassErrors errors{{k * pass.entering.front().cwiseAbs()}, {}, {}};
  for (std::size_t h = 0; h < layers.size(); ++h) {
    const Points size = layers[h].factor * layers[h].weight.cwiseAbs();
    Points u = layers[h].factor * layers[h].weight * pass.entering[h];
    Points terms = size * pass.entering[h].cwiseAbs();
    if (layers[h].bias.size() > 0) {
      u.colwise() += layers[h].bias;
      terms.colwise() += layers[h].bias.cwiseAbs();
    }
    const Points e = k * terms + size * errors.entering[h];
    errors.outputs = e;
    errors.slopes.push_back(u.binaryExpr(e, [&](double at, double off) {
      return std::max(std::abs(slope(at + off) - slope(at)),
                      std::abs(slope(at - off) - slope(at))) +
             2 * eps;
    }));
    errors.entering.push_back(pass.slopes[h].cwiseAbs().cwiseProduct(e) +
                              k * pass.entering[h + 1].cwiseAbs());
  }
  return errors;
}

/// e(D_h) of each layer, of the paths D to one output.
std::vector<Points> errors_of_paths(const std::vector<Layer>& layers, const Pass& pass,
                                    const PassErrors& errors, const std::vector<Points>& paths,
                                    double k) {
  std::vector<Points> all(layers.size());
  all.back() = Points::Zero(paths.back().rows(), paths.back().cols());
  for (std::size_t h = layers.size() - 1; h > 0; --h) {
    const Points size = layers[h].factor * layers[h].weight.cwiseAbs().transpose();
    const Points along = size * paths[h].cwiseAbs();
    all[h - 1] = pass.slopes[h - 1].cwiseAbs().cwiseProduct(size * all[h] + k * along) +
                 errors.slopes[h - 1].cwiseProduct(along);
  }
  return all;
}

double longest(const Points& columns) { return columns.colwise().norm().maxCoeff(); }

/// Adds what a layer has of the kernel and the Jacobian to one output: squares of the latter.
void add_layer(const Layer& layer, double s, double of_s, double path, double of_path, double k,
               PlainRounding& sum) {
  const double c = layer.factor, entering = c * c * s * s + (layer.bias.size() > 0 ? 1 : 0);
  sum.kernel += (2 * c * c * s * of_s + k * entering) * path * path +
                entering * of_path * (2 * path + of_path);
  sum.jacobian += entering * path * path;
  sum.of_jacobian += std::pow(std::sqrt(entering) * (of_path + k * path) + c * of_s * path, 2);
}

}  // namespace

PlainRounding plain_rounding(const PlainNetwork& network, const State& w, const Points& x) {
  const auto layers = layers_of(network, w);
  const Pass pass = pass_through(network, layers, x);
  const double k = unit_of(layers);
  const PassErrors errors = errors_of_pass(network, layers, pass, k);
  PlainRounding largest{errors.outputs.maxCoeff(), 0, 0, 0};
  for (Index c = 0; c < network.outputs; ++c) {
    Points unit = Points::Zero(network.outputs, x.cols());
    unit.row(c).setOnes();
    const auto paths = sensitivities(layers, pass, unit);
    const auto of_paths = errors_of_paths(layers, pass, errors, paths, k);
    PlainRounding sum;
    for (std::size_t h = 0; h < layers.size(); ++h)
      add_layer(layers[h], longest(pass.entering[h]), longest(errors.entering[h]),
                longest(paths[h]), longest(of_paths[h]), k, sum);
    largest.kernel = std::max(largest.kernel, network.mobility() * sum.kernel);
    largest.jacobian = std::max(largest.jacobian, std::sqrt(sum.jacobian));
    largest.of_jacobian = std::max(largest.of_jacobian, std::sqrt(sum.of_jacobian));
  }
  return largest;
}

Points plain_tangent_kernel(const PlainNetwork& network, const State& w, const Points& x) {
  const auto layers = layers_of(network, w);
  const Pass pass = pass_through(network, layers, x);
  const Index n = x.cols(), q = network.outputs;
  std::vector<std::vector<Points>> delta;  // of each output
  for (Index c = 0; c < q; ++c) {
    Points unit = Points::Zero(q, n);
    unit.row(c).setOnes();
    delta.push_back(sensitivities(layers, pass, unit));
  }
  Points theta = Points::Zero(n * q, n * q);
  for (std::size_t h = 0; h < layers.size(); ++h) {
    Points entering =
        layers[h].factor * layers[h].factor * pass.entering[h].transpose() * pass.entering[h];
    if (layers[h].bias.size() > 0) entering.array() += 1;
    for (Index c = 0; c < q; ++c)
      for (Index b = 0; b < q; ++b) {
        const Points leaving = delta[static_cast<std::size_t>(c)][h].transpose() *
                               delta[static_cast<std::size_t>(b)][h];
        for (Index j = 0; j < n; ++j)
          for (Index i = 0; i < n; ++i)
            theta(i * q + c, j * q + b) += entering(i, j) * leaving(i, j);
      }
  }
  return network.mobility() * theta;
}

}  // namespace simclr_flow::theory
