#include "stated_flow.hpp"

#include <fmt/format.h>

#include <cmath>

#include "plain_energy.hpp"
#include "simclr_flow/diagnostics/kernel_measures.hpp"
#include "simclr_flow/theory/tangent_kernels.hpp"

namespace simclr_flow {
namespace {

/// The inputs of all latents, or nothing.
Points inputs_of(const Judged& j) {
  if (j.run.views.size() > 0) return j.run.views;
  const Index n = j.run.data.cols(), views = j.config.views.count;
  if (!j.config.views.transforms.empty()) return {};
  Points inputs(j.run.data.rows(), n * views);
  for (Index k = 0; k < inputs.cols(); ++k) inputs.col(k) = j.run.data.col(k / views);
  return inputs;
}

/// y at t = 0.
Points start_of(const Judged& j) {
  if (j.config.initial.kind == "file") return j.run.start;
  if (!j.flow.angles.empty()) return j.flow.angles.front().transpose();
  return space_of(j).coordinates_of(j.flow.positions.front());
}

Points as_points(const State& x, Index rows) {
  return Eigen::Map<const Points>(x.data(), rows, x.size() / rows);
}
State as_state(const Points& y) { return Eigen::Map<const State>(y.data(), y.size()); }
State joined(const State& w, const Points& y) {
  State x(w.size() + y.size());
  x << w, as_state(y);
  return x;
}

}  // namespace

theory::PlainNetwork stated_network(const Judged& j, Index inputs) {
  const FlowConfig& flow = j.flow_config;
  return {inputs,          flow.widths,     coordinate_count(j),
          flow.activation, flow.slope,      name_of_choice(flow.scaling),
          flow.bias,       flow.output_bias};
}

std::optional<StatedFlow> StatedFlow::of(const Judged& j, std::string& why) {
  why = j.method.integrates ? lack_of_plain_sums(j) : "a descent follows no velocity";
  return why.empty() ? parts_of(j, why) : std::nullopt;
}

std::optional<StatedFlow> StatedFlow::parts_of(const Judged& j, std::string& why) {
  StatedFlow stated(j);
  if (j.flow.kind == "particle") return stated;
  stated.inputs_ = inputs_of(j);
  if (stated.inputs_.cols() != j.flow.particles) {
    why = "the file does not hold the inputs of the latents";
    return std::nullopt;
  }
  if (!(j.flow.kind == "network" ? stated.make_network(why) : stated.make_kernel(why)))
    return std::nullopt;
  return stated;
}

bool StatedFlow::make_network(std::string& why) {
  network_ = stated_network(judged_, inputs_.rows());
  const State& start = judged_.flow.first_weights;
  if (start.size() != network_.parameter_count()) {
    why = "no parameters of the network are stored yet";
    return false;
  }
  if (judged_.flow_config.centered && !has_latents())
    centring_ = start_of(judged_) - theory::plain_outputs(network_, start, inputs_);
  return true;
}

bool StatedFlow::make_kernel(std::string& why) {
  const FlowConfig& flow = judged_.flow_config;
  if (judged_.flow.particles * coordinate_count(judged_) > largest_kernel_rows) {
    why = fmt::format("kernels of more than {} rows are not computed again", largest_kernel_rows);
    return false;
  }
  if (!flow.has_network()) {
    if (!flow.bias) {
      why = "no other definition of wide kernels without biases";
      return false;
    }
    const double slope = flow.activation == "leaky_relu" ? flow.slope : 0;
    theta_ = theory::wide_kernels(
                 {flow.activation, slope, flow.hidden_layers, true, flow.output_bias}, inputs_)
                 .tangent;
    return true;
  }
  network_ = stated_network(judged_, inputs_.rows());
  const State& weights = judged_.run.weights.at(judged_.flow.name);  // as many as `frames` wants
  theta_ = theory::plain_tangent_kernel(network_, weights, inputs_);
  return true;
}

Points StatedFlow::outputs(const State& x) const {
  if (judged_.flow.kind != "network") return as_points(x, coordinate_count(judged_));
  if (has_latents())
    return as_points(x.tail(x.size() - network_.parameter_count()), coordinate_count(judged_));
  Points y = theory::plain_outputs(network_, x, inputs_);
  if (centring_.size() > 0) y += centring_;
  return y;
}

Points StatedFlow::latents(const Points& y) const { return space_of(judged_).latents(y); }

Points StatedFlow::energy_gradient(const Points& y) const {
  return space_of(judged_).pull_back(y, plain_sum_of(judged_, latents(y)).gradient);
}

Points StatedFlow::moved_by(const Points& theta, const Points& g) {
  if (theta.rows() == g.cols()) return g * theta;
  return as_points(theta * as_state(g), g.rows());
}

Points StatedFlow::output_velocity(const State& x) const {
  if (judged_.flow.kind != "network") return as_points(velocity(x), coordinate_count(judged_));
  return -moved_by(kernel(x), energy_gradient(outputs(x)));
}

State StatedFlow::velocity(const State& x) const {
  const Points y = outputs(x);
  const Points g = energy_gradient(y);
  if (judged_.flow.kind == "particle")
    return as_state(-g * masses(judged_).cwiseInverse().asDiagonal());
  if (judged_.flow.kind == "network") {
    const State w = parameters(x);
    const State w_dot = -network_.mobility() * theory::plain_gradient(network_, w, inputs_, g);
    if (!has_latents()) return w_dot;
    const Points motion = theory::plain_motion(network_, w, w_dot, inputs_);
    return joined(w_dot, space_of(judged_).tangent_part(latents(y), motion));
  }
  const Points moved = moved_by_kernel(g);
  if (judged_.flow_config.form == FlowConfig::Form::intrinsic)
    return as_state(-space_of(judged_).tangent_part(latents(y), moved));
  return as_state(-moved);
}

State StatedFlow::start() const {
  const State& w = judged_.flow.first_weights;
  if (judged_.flow.kind == "network" && !has_latents()) return w;
  if (judged_.flow.kind == "network") {
    const Points raw = judged_.flow_config.centered ? start_of(judged_)
                                                    : theory::plain_outputs(network_, w, inputs_);
    return joined(w, latents(raw));
  }
  return judged_.flow.pairs.empty() ? as_state(start_of(judged_)) : judged_.flow.pairs.front();
}

double StatedFlow::dissipation(const State& x) const {
  const State v = velocity(x);
  if (judged_.flow.kind == "network") return parameters(v).squaredNorm() / network_.mobility();
  return -v.dot(as_state(energy_gradient(outputs(x))));
}

Points StatedFlow::between_projections(const Points& theta, const Points& z) const {
  const Index q = z.rows(), n = z.cols();
  const auto projector = [&](Index i) {
    return space_of(judged_).tangent_part(z.col(i).replicate(1, q), Points::Identity(q, q));
  };
  Points all(n * q, n * q);
  for (Index j = 0; j < n; ++j)
    for (Index i = 0; i < n; ++i) {
      const Points block = theta.rows() == n ? Points(theta(i, j) * Points::Identity(q, q))
                                             : Points(theta.block(i * q, j * q, q, q));
      all.block(i * q, j * q, q, q) = projector(i) * block * projector(j);
    }
  return all;
}

Points StatedFlow::kernel(const State& x) const {
  const bool network = judged_.flow.kind == "network";
  const Points theta =
      network ? theory::plain_tangent_kernel(network_, parameters(x), inputs_) : theta_;
  if (judged_.flow_config.form != FlowConfig::Form::intrinsic) return theta;
  return between_projections(theta, latents(outputs(x)));
}

}  // namespace simclr_flow
