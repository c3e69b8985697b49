#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "simclr_flow/core/status.hpp"
#include "simclr_flow/flow/flow.hpp"

namespace simclr_flow {

/// What a stepper may be told. Adaptive methods read rtol and atol, fixed-step ones `step`.
struct StepControl {
  double rtol = 1e-6;
  double atol = 1e-8;
  double step = 1e-3;
};

/// An ODE method that owns (t, x, h, history) of one flow.
///
/// advance(limit) takes ONE accepted step and never passes the limit; output times are served by
/// interpolation and never alter steps. One-step methods retract x after an accepted step; the
/// history of multistep methods is never touched (outputs are retracted by the reader).
/// Laws (tests/order/): the declared order is the observed one on R^d, sphere and circle.
class Integrator {
 public:
  virtual ~Integrator() = default;
  virtual void start(const Flow& flow, double t, const State& x) = 0;
  /// One accepted step; failed with a sentence when the step is too small, not finite, or the
  /// solver gives up (the state before the step stays available).
  virtual Status advance(double limit) = 0;
  virtual double time() const = 0;
  virtual const State& state() const = 0;
  virtual double step_size() const = 0;  ///< of the last accepted step
  /// The state at a time within the last accepted step.
  virtual State interpolate(double t) const = 0;
  virtual long rhs_evaluations() const = 0;
};

/// A method and what it declares of itself.
struct Method {
  std::string_view name;
  int order;  ///< classical order; for bdf the largest of a variable-order method
  bool adaptive;
  std::unique_ptr<Integrator> (*make)(const StepControl& control);
};

/// The registered methods: euler, rk4, dopri5 (Boost.Odeint), bdf (SUNDIALS CVODE, matrix-free
/// Newton-GMRES with the flow's exact Jacobian-vector products, Krylov dimension 20).
std::span<const Method> methods();

std::unique_ptr<Integrator> make_euler(const StepControl& control);
std::unique_ptr<Integrator> make_rk4(const StepControl& control);
std::unique_ptr<Integrator> make_dopri5(const StepControl& control);
std::unique_ptr<Integrator> make_bdf(const StepControl& control);

}  // namespace simclr_flow
