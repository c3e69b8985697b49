#include <cvode/cvode.h>
#include <fmt/format.h>
#include <nvector/nvector_serial.h>
#include <sunlinsol/sunlinsol_spgmr.h>

#include <cmath>
#include <exception>
#include <stdexcept>
#include <utility>

#include "simclr_flow/flow/integrator.hpp"

namespace simclr_flow {
namespace {

/// Calls of the CVODE API that cannot fail on our inputs unless memory runs out.
void must(int flag, const char* call) {
  if (flag != CV_SUCCESS) throw std::runtime_error(fmt::format("{} returned {}", call, flag));
}
template <class T>
T* must(T* object, const char* call) {
  if (!object) throw std::runtime_error(fmt::format("{} returned nothing", call));
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
struct FreeCvode {
  void operator()(void* memory) const { CVodeFree(&memory); }
};
template <class T, class Free>
using Owned = std::unique_ptr<std::remove_pointer_t<T>, Free>;

Eigen::Map<const State> view(N_Vector v) { return {N_VGetArrayPointer(v), N_VGetLength(v)}; }
void store(const State& x, N_Vector v) {
  Eigen::Map<State>(N_VGetArrayPointer(v), N_VGetLength(v)) = x;
}

class Bdf final : public Integrator {
 public:
  explicit Bdf(const StepControl& control) : control_(control) {}

  void start(const Flow& flow, double t, const State& x) override {
    flow_ = &flow;
    t_ = t_old_ = t;
    x_ = x;
    linear_solver_.reset();
    cvode_.reset();
    SUNContext context = nullptr;
    must(SUNContext_Create(nullptr, &context), "SUNContext_Create");
    vector_.reset();
    context_.reset(context);
    vector_.reset(must(N_VNew_Serial(x.size(), context), "N_VNew_Serial"));
    store(x, vector_.get());
    cvode_.reset(must(CVodeCreate(CV_BDF, context), "CVodeCreate"));
    void* memory = cvode_.get();
    must(CVodeSetErrHandlerFn(memory, keep_message, this), "CVodeSetErrHandlerFn");
    must(CVodeInit(memory, rhs, t, vector_.get()), "CVodeInit");
    must(CVodeSetUserData(memory, this), "CVodeSetUserData");
    must(CVodeSStolerances(memory, control_.rtol, control_.atol), "CVodeSStolerances");
    linear_solver_.reset(
        must(SUNLinSol_SPGMR(vector_.get(), SUN_PREC_NONE, krylov_dimension, context), "SPGMR"));
    must(CVodeSetLinearSolver(memory, linear_solver_.get(), nullptr), "CVodeSetLinearSolver");
    must(CVodeSetJacTimes(memory, linearise, jacobian_times), "CVodeSetJacTimes");
  }

  Status advance(double limit) override {
    CVodeSetStopTime(cvode_.get(), limit);
    double t = t_;
    const int flag = CVode(cvode_.get(), limit, vector_.get(), &t, CV_ONE_STEP);
    if (exception_) std::rethrow_exception(std::exchange(exception_, nullptr));
    if (flag < 0)
      return {Outcome::failed, fmt::format("bdf gave up after t = {:.6g}: {}", t_, message_)};
    if (!view(vector_.get()).allFinite())
      return {Outcome::failed, fmt::format("the state is not finite after t = {:.6g}", t_)};
    t_old_ = t_;
    t_ = t;
    x_ = view(vector_.get());
    return {};
  }

  double time() const override { return t_; }
  const State& state() const override { return x_; }
  double step_size() const override { return t_ - t_old_; }

  State interpolate(double t) const override {
    if (t == t_) return x_;
    const Owned<N_Vector, FreeVector> at(N_VClone(vector_.get()));
    must(CVodeGetDky(cvode_.get(), t, 0, at.get()), "CVodeGetDky");
    return view(at.get());
  }

  long rhs_evaluations() const override { return evaluations_; }

 private:
  static constexpr int krylov_dimension = 20;

  /// CVODE is C: an exception waits here until its frames are left. Negative: give up.
  template <class Body>
  static int guarded(void* self, const Body& body) {
    auto& bdf = *static_cast<Bdf*>(self);
    try {
      return body(bdf);
    } catch (...) {
      bdf.exception_ = std::current_exception();
      return -1;
    }
  }

  static int rhs(double, N_Vector x, N_Vector dxdt, void* self) {
    return guarded(self, [=](Bdf& bdf) {
      ++bdf.evaluations_;
      State velocity;
      bdf.flow_->rhs(view(x), velocity);
      store(velocity, dxdt);
      return velocity.allFinite() ? 0 : 1;  // 1: recoverable, CVODE tries a smaller step
    });
  }
  static int linearise(double, N_Vector x, N_Vector, void* self) {
    return guarded(self, [=](Bdf& bdf) {
      bdf.jacobian_ = bdf.flow_->linearise(view(x));
      return 0;
    });
  }
  static int jacobian_times(N_Vector v, N_Vector jv, double, N_Vector, N_Vector, void* self,
                            N_Vector) {
    return guarded(self, [=](Bdf& bdf) {
      store(bdf.jacobian_(view(v)), jv);
      return 0;
    });
  }
  static void keep_message(int, const char*, const char*, char* text, void* self) {
    static_cast<Bdf*>(self)->message_ = text;
  }

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
  Owned<N_Vector, FreeVector> vector_;
  Owned<SUNLinearSolver, FreeSolver> linear_solver_;
  Owned<void*, FreeCvode> cvode_;
};

}  // namespace

std::unique_ptr<Integrator> make_bdf(const StepControl& control) {
  return std::make_unique<Bdf>(control);
}

}  // namespace simclr_flow
