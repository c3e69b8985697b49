#include <cvode/cvode.h>
#include <fmt/format.h>
#include <nvector/nvector_serial.h>
#include <sunlinsol/sunlinsol_spgmr.h>
#include <sunnonlinsol/sunnonlinsol_fixedpoint.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>
#include <new>
#include <stdexcept>
#include <utility>

#include "one_step.hpp"
#include "vector_pool.hpp"

namespace simclr_flow {
namespace {

/// Calls of the SUNDIALS API that cannot fail on our inputs unless memory runs out.
void must(int flag) {
  if (flag == CV_ILL_INPUT) throw std::runtime_error("CVODE does not take its settings");
  if (flag != CV_SUCCESS) throw std::bad_alloc();
}
template <class T>
T* must(T* object) {
  if (!object) throw std::bad_alloc();
  return object;
}

struct FreeContext {
  void operator()(SUNContext context) const { SUNContext_Free(&context); }
};
struct FreeVector {
  void operator()(N_Vector v) const { N_VDestroy(v); }
};
struct FreeSolver {
  void operator()(SUNLinearSolver s) const { SUNLinSolFree(s); }
};
struct FreeNonlinearSolver {
  void operator()(SUNNonlinearSolver s) const { SUNNonlinSolFree(s); }
};
struct FreeCvode {
  void operator()(void* memory) const { CVodeFree(&memory); }
};
template <class T, class Free>
using Owned = std::unique_ptr<std::remove_pointer_t<T>, Free>;

Eigen::Map<const State> view(N_Vector v) { return {N_VGetArrayPointer(v), N_VGetLength(v)}; }
void store(const State& x, N_Vector v) {
  Eigen::Map<State>(N_VGetArrayPointer(v), N_VGetLength(v)) = x;
}

/// Linear multistep methods of variable order and step. No call saves their history, so a
/// checkpoint holds (t, x) alone and going on from it is a restart.
class Multistep final : public Integrator {
 public:
  enum class Family { adams = CV_ADAMS, bdf = CV_BDF };
  Multistep(Family family, const StepControl& control) : family_(family), control_(control) {}

  void start(const Flow& flow, double t, const State& x) override {
    flow_ = &flow;
    t_ = t_old_ = t;
    x_ = x;
    cvode_.reset();
    linear_solver_.reset();
    nonlinear_solver_.reset();
    SUNContext context = nullptr;
    must(SUNContext_Create(nullptr, &context));
    vector_.reset();
    pool_.reset();
    context_.reset(context);
    pool_ = std::make_unique<VectorPool>(x.size(), vectors(), context);
    vector_.reset(pool_->take());
    store(x, vector_.get());
    cvode_.reset(must(CVodeCreate(static_cast<int>(family_), context)));
    void* memory = cvode_.get();
    must(CVodeSetErrHandlerFn(memory, keep_message, this));
    must(CVodeInit(memory, rhs, t, vector_.get()));
    must(CVodeSetUserData(memory, this));
    must(CVodeSStolerances(memory, control_.rtol, control_.atol));
    bound_steps();
    if (family_ == Family::bdf)
      solve_by_newton(context);
    else
      solve_by_iteration(context);
  }

  Status advance() override {
    double t = t_;
    // The time given only scales the first step; one step is taken, wherever it ends.
    const double scale = std::min(std::max(1.0, std::abs(t_)), to_first_output());
    const int flag = CVode(cvode_.get(), t_ + scale, vector_.get(), &t, CV_ONE_STEP);
    try {
      if (exception_) std::rethrow_exception(std::exchange(exception_, nullptr));
    } catch (const Cancelled&) {
      return stopped_by_signal(t_);
    }
    if (flag == CV_MEM_FAIL || flag == CV_LINIT_FAIL) throw std::bad_alloc();
    if (flag < 0)
      return {Outcome::failed,
              fmt::format("{} gave up after t = {:.6g}: {}", name(), t_, message_)};
    if (!view(vector_.get()).allFinite()) return not_finite_after(t_);
    if (!(t > t_)) return {Outcome::failed, fmt::format("no step moves the time t = {:.6g}", t_)};
    t_old_ = t_;
    t_ = t;
    x_ = view(vector_.get());
    return {};
  }

  double time() const override { return t_; }
  const State& state() const override { return x_; }
  double step_size() const override { return t_ - t_old_; }

  State interpolate(double t) const override {
    if (t >= t_ || t_ == t_old_) return x_;  // a restarted method has no step to look into
    State x(x_.size());
    const Owned<N_Vector, FreeVector> at(must(N_VMake_Serial(x.size(), x.data(), context_.get())));
    if (const int flag = CVodeGetDky(cvode_.get(), t, 0, at.get()); flag != CV_SUCCESS)
      throw std::runtime_error(fmt::format("CVodeGetDky returned {}", flag));
    return x;
  }

  long rhs_evaluations() const override { return evaluations_; }

  void archive(const Flow& flow, double shown, Archive& a) override {
    double t = std::min(shown, t_);
    State x = a.loading() ? State() : interpolate(t);
    a(t);
    archive_state(flow, x, a);
    a(evaluations_);
    if (!a.loading()) return;
    start(flow, t, x);
  }

 private:
  static constexpr int krylov_dimension = 20;
  /// Of Newton's tolerance. With CVODE's 0.05 what rounding leaves at rest may pass without an
  /// iteration and stand at the size of the error test, which then holds the step for ever.
  static constexpr double linear_share = 0.003;
  static constexpr int most_refusals =
      40;  ///< of one step; a refused step is a fifth as long or so

  double to_first_output() const {
    return t_ < control_.first_output ? control_.first_output - t_
                                      : std::numeric_limits<double>::infinity();
  }

  /// Vectors that CVODE takes, with the state. bdf: a history of 6, 8 to work with (1 for Newton's
  /// iteration), 2 + 2 + (krylov_dimension + 1) for linear systems. adams: 13, 8, 3 to iterate
  /// with.
  std::size_t vectors() const {
    return family_ == Family::bdf ? 1 + 6 + 8 + 4 + (krylov_dimension + 1) : 1 + 13 + 8 + 3;
  }

  const char* name() const { return family_ == Family::bdf ? "bdf" : "adams"; }

  void bound_steps() {
    void* memory = cvode_.get();
    must(CVodeSetInitStep(memory, std::min(control_.initial_step, to_first_output())));
    must(CVodeSetMinStep(memory, control_.min_step));
    if (std::isfinite(control_.max_step)) must(CVodeSetMaxStep(memory, control_.max_step));
    must(CVodeSetMaxHnilWarns(memory, -1));
    must(CVodeSetMaxErrTestFails(memory, most_refusals));
    must(CVodeSetMaxConvFails(memory, most_refusals));
  }
  void solve_by_newton(SUNContext context) {
    void* memory = cvode_.get();
    linear_solver_.reset(
        must(SUNLinSol_SPGMR(vector_.get(), SUN_PREC_NONE, krylov_dimension, context)));
    must(CVodeSetLinearSolver(memory, linear_solver_.get(), nullptr));
    must(CVodeSetEpsLin(memory, linear_share));
    must(CVodeSetJacTimes(memory, linearise, jacobian_times));
  }
  void solve_by_iteration(SUNContext context) {
    nonlinear_solver_.reset(must(SUNNonlinSol_FixedPoint(vector_.get(), 0, context)));
    must(CVodeSetNonlinearSolver(cvode_.get(), nonlinear_solver_.get()));
  }

  /// CVODE is C: an exception waits here until its frames are left. Negative: give up.
  template <class Body>
  static int guarded(void* self, const Body& body) {
    auto& method = *static_cast<Multistep*>(self);
    try {
      return body(method);
    } catch (...) {
      method.exception_ = std::current_exception();
      return -1;
    }
  }

  static int rhs(double, N_Vector x, N_Vector dxdt, void* self) {
    return guarded(self, [=](Multistep& method) {
      throw_if_cancelled();
      ++method.evaluations_;
      State velocity;
      method.flow_->rhs(view(x), velocity);
      store(velocity, dxdt);
      return velocity.allFinite() ? 0 : 1;  // 1: recoverable, CVODE tries a smaller step
    });
  }
  static int linearise(double, N_Vector x, N_Vector, void* self) {
    return guarded(self, [=](Multistep& method) {
      method.jacobian_ = method.flow_->linearise(view(x));
      return 0;
    });
  }
  static int jacobian_times(N_Vector v, N_Vector jv, double, N_Vector, N_Vector, void* self,
                            N_Vector) {
    return guarded(self, [=](Multistep& method) {
      const State image = method.jacobian_(view(v));
      store(image, jv);
      return image.allFinite() ? 0 : 1;
    });
  }
  static void keep_message(int, const char*, const char*, char* text, void* self) {
    guarded(self, [=](Multistep& method) {
      method.message_ = text;
      return 0;
    });
  }

  Family family_;
  StepControl control_;
  const Flow* flow_ = nullptr;
  double t_ = 0, t_old_ = 0;
  State x_;
  LinearMap jacobian_;
  std::string message_;
  std::exception_ptr exception_;
  long evaluations_ = 0;
  // Destroyed in reverse order: CVODE before the solver, vectors and context it uses.
  Owned<SUNContext, FreeContext> context_;
  std::unique_ptr<VectorPool> pool_;
  Owned<N_Vector, FreeVector> vector_;
  Owned<SUNLinearSolver, FreeSolver> linear_solver_;
  Owned<SUNNonlinearSolver, FreeNonlinearSolver> nonlinear_solver_;
  Owned<void*, FreeCvode> cvode_;
};

}  // namespace

std::unique_ptr<Integrator> make_adams(const StepControl& control) {
  return std::make_unique<Multistep>(Multistep::Family::adams, control);
}
std::unique_ptr<Integrator> make_bdf(const StepControl& control) {
  return std::make_unique<Multistep>(Multistep::Family::bdf, control);
}

}  // namespace simclr_flow
