#pragma once
#include <limits>
#include <memory>
#include <span>
#include <string_view>

#include "simclr_flow/core/archive.hpp"
#include "simclr_flow/core/status.hpp"
#include "simclr_flow/flow/flow.hpp"

namespace simclr_flow {

/// How a gradient-descent step uses the gradient.
struct Descent {
  enum class Rule { plain, momentum, adam };
  Rule rule = Rule::plain;
  double momentum = 0.9;                              ///< momentum
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;  ///< adam
};

/// What a method may be told. Adaptive methods read the tolerances and bounds of their steps,
/// fixed-step ones and gradient descent `step`.
struct StepControl {
  double rtol = 1e-6;
  double atol = 1e-8;
  double step = 1e-3;
  double initial_step = 0;  ///< 0: chosen by the method
  double min_step = 0;      ///< a smaller step fails
  double max_step = std::numeric_limits<double>::infinity();
  /// Model time of the first output after the start, or of the end, which the first step does not
  /// pass. No other step knows of outputs.
  double first_output = std::numeric_limits<double>::infinity();
  Descent descent{};
};

/// A method that owns (t, x, h, history) of one flow.
///
/// advance() takes ONE accepted step. Neither output times nor the end of a run alter steps (but
/// for StepControl::first_output): what lies within the last step is served by interpolate().
/// One-step methods retract x after an accepted step; the history of multistep methods is never
/// touched (outputs are retracted by the reader). Laws (tests/flow/methods_numerics.cpp,
/// resume_test.cpp): the declared order is the observed one on R^d, sphere and circle; a method
/// that resumes bitwise goes on from a checkpoint with the very steps it would have taken.
class Integrator {
 public:
  virtual ~Integrator() = default;
  virtual void start(const Flow& flow, double t, const State& x) = 0;
  /// One accepted step. A step with a derivative, an error estimate or an end that is not finite is
  /// refused, as one whose error is too large. Failed with a sentence when the step is too small,
  /// not finite, or the solver gives up; interrupted when it was cancelled (core/cancellation.hpp).
  /// Either way the state before the step stays available.
  virtual Status advance() = 0;
  virtual double time() const = 0;
  virtual const State& state() const = 0;
  virtual double step_size() const = 0;  ///< of the last accepted step
  /// The state at a time within the last accepted step, as accurate as that step. Throws
  /// std::runtime_error where it cannot be had within the tolerances.
  virtual State interpolate(double t) const = 0;
  virtual long rhs_evaluations() const = 0;
  /// Saves what goes on from here, where everything up to the time `shown` within the last step
  /// has been looked at; or loads it, instead of start(). The size of what is saved depends on the
  /// flow alone.
  virtual void archive(const Flow& flow, double shown, Archive& a) = 0;
};

/// A method and what it declares of itself.
struct Method {
  std::string_view name, summary;
  int order;        ///< classical order; the largest of a variable-order method
  bool adaptive;    ///< chooses its steps by rtol and atol
  bool one_step;    ///< resumes bitwise; otherwise a resume is a restart
  bool integrates;  ///< solves the flow's differential equation; false for gradient descent
  std::unique_ptr<Integrator> (*make)(const StepControl& control);
};

/// The registered methods: euler, rk4, dopri5, fehlberg78, bulirsch_stoer (Boost.Odeint); adams and
/// bdf (SUNDIALS CVODE, bdf by matrix-free Newton-GMRES with the flow's exact Jacobian-vector
/// products, Krylov dimension 20); gradient-descent.
std::span<const Method> methods();

std::unique_ptr<Integrator> make_euler(const StepControl& control);
std::unique_ptr<Integrator> make_rk4(const StepControl& control);
std::unique_ptr<Integrator> make_dopri5(const StepControl& control);
std::unique_ptr<Integrator> make_fehlberg78(const StepControl& control);
std::unique_ptr<Integrator> make_bulirsch_stoer(const StepControl& control);
std::unique_ptr<Integrator> make_adams(const StepControl& control);
std::unique_ptr<Integrator> make_bdf(const StepControl& control);

/// Descent by x <- x + step·u along the flow's own direction v = -M g (Flow::sampled_rhs, so fresh
/// views or a minibatch where the flow has them); no integrator of the flow except for plain steps
/// without sampling, which are Euler's. Time is counted as step length times steps.
///   plain     u = v
///   momentum  m <- momentum·m + v,  u = m
///   adam      m <- beta1·m + (1-beta1) v,  s <- beta2·s + (1-beta2) v²,
///             u = (m/(1-beta1^k))/(sqrt(s/(1-beta2^k)) + epsilon), k = 1, 2, ...
/// Between two iterates outputs are on the line between them. The energy need not fall.
/// Source: Polyak 1964 (momentum); Kingma & Ba 2015 (Adam).
std::unique_ptr<Integrator> make_gradient_descent(const StepControl& control);

}  // namespace simclr_flow
