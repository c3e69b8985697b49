#include "simclr_flow/flow/audit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "simclr_flow/core/counted.hpp"

namespace simclr_flow {
namespace {

struct Point {
  double energy, dissipation;
};

Point at(const Flow& flow, State x) {
  flow.retract(x);
  return {flow.first_order(x).energy, flow.dissipation(x)};
}

}  // namespace

Audit::Audit(const Flow& flow, const Integrator& integrator, const AuditRules& rules,
             Cadence cadence)
    : flow_(flow),
      integrator_(integrator),
      rules_(rules),
      cadence_(std::move(cadence)),
      last_energy_(std::numeric_limits<double>::infinity()) {}

void Audit::observe(const Snapshot& snapshot) {
  look(snapshot);
  cadence_.advance();
}

std::optional<Status> Audit::stepped(const Snapshot& snapshot) {
  if (keeps_step(snapshot.step())) look(snapshot);
  return std::nullopt;
}

void Audit::ended(const Snapshot& snapshot) { look(snapshot); }

void Audit::look(const Snapshot& snapshot) {
  // First what costs evaluations: if they are cancelled, nothing was counted and the look repeats.
  const double energy = snapshot.energy();
  if (rules_.dissipates && integrator_.time() > last_end_ && integrator_.step_size() > 0)
    check_dissipation();
  if (rules_.descends) check_rise(energy);
  if (snapshot.drift() > std::max(1e-8, 100 * rules_.rtol)) warn(off_manifold, snapshot.drift());
}

double Audit::allowance(double energy) const {
  return (10 * rules_.rtol + 1e-12) * std::max(1.0, std::abs(energy));
}

void Audit::check_rise(double energy) {
  const double rise = energy - last_energy_;
  last_energy_ = energy;
  if (rise > allowance(energy)) warn(energy_rise, rise);
}

void Audit::check_dissipation() {
  const double end = integrator_.time(), h = integrator_.step_size();
  const Point a = at(flow_, integrator_.interpolate(end - h));
  const Point m = at(flow_, integrator_.interpolate(end - h / 2));
  const Point b = at(flow_, integrator_.interpolate(end));
  last_end_ = end;
  const double trapezoid = h / 2 * (a.dissipation + b.dissipation);
  const double simpson = trapezoid / 3 + 2 * h / 3 * m.dissipation;
  if (std::abs(simpson - trapezoid) > 0.5 * simpson) return;
  const double excess = std::abs(b.energy - a.energy + simpson);
  if (excess > 0.05 * simpson + allowance(b.energy)) warn(dissipation, excess / simpson);
}

void Audit::warn(std::size_t kind, double how_much) {
  ++warnings_[kind].count;
  warnings_[kind].worst = std::max(warnings_[kind].worst, how_much);
}

std::string Audit::sentence(std::size_t kind) const {
  const Warning& w = warnings_[kind];
  switch (kind) {
    case energy_rise:
      return fmt::format("E rose {}, by at most {:.3g}: the steps are too large",
                         counted(w.count, "time"), w.worst);
    case dissipation:
      return fmt::format(
          "dE/dt departed from minus the dissipation {}, by at most {:.3g} of "
          "it: the steps are too large or the right-hand side is not smooth",
          counted(w.count, "time"), w.worst);
    default:
      return fmt::format("particles left the manifold {}, by at most {:.3g}",
                         counted(w.count, "time"), w.worst);
  }
}

void Audit::archive(Archive& a) {
  cadence_.archive(a);
  a(last_energy_)(last_end_);
  for (Warning& warning : warnings_) a(warning.count)(warning.worst);
}

}  // namespace simclr_flow
