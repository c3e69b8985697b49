#include "simclr_flow/flow/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "endings.hpp"
#include "flow_snapshot.hpp"
#include "simclr_flow/core/cancellation.hpp"
#include "simclr_flow/core/counted.hpp"
#include "simclr_flow/core/fault.hpp"

namespace simclr_flow {
namespace {

bool is_finite(const Snapshot& s) {
  return s.latents().allFinite() && std::isfinite(s.energy() + s.gradient_norm() + s.dissipation());
}

Status not_finite_at(const Flow& flow, const Snapshot& s) {
  const LatentEnergy* energy = flow.latent_energy();
  const std::string why = energy ? energy->why_not_finite(s.outputs()) : "";
  return {Outcome::failed,
          fmt::format("the latents or their energy are not finite at t = {:.6g}{}{}", s.time(),
                      why.empty() ? "" : ": ", why)};
}

}  // namespace

Run::Run(const Flow& flow, Integrator& integrator, RunPlan plan,
         std::span<Observer* const> observers)
    : flow_(flow),
      integrator_(integrator),
      plan_(std::move(plan)),
      observers_(observers.begin(), observers.end()) {}

void Run::begin() {
  integrator_.start(flow_, 0, flow_.initial_state());
  begun_ = true;
}

/// Every snapshot that an observer asks for up to the integrator's time and the end; how the run
/// fails if one is not finite.
std::optional<Status> Run::show_due() {
  const double reached = std::min(integrator_.time(), plan_.end);
  for (;;) {
    double next = std::numeric_limits<double>::infinity();
    for (const Observer* observer : observers_) next = std::min(next, observer->next_time());
    if (next > reached) break;
    const FlowSnapshot snapshot(flow_, step_, next, integrator_.interpolate(next));
    if (!is_finite(snapshot)) return not_finite_at(flow_, snapshot);
    shown_ = next;
    for (Observer* observer : observers_)
      if (observer->next_time() == next) observer->observe(snapshot);
  }
  shown_ = reached;
  return std::nullopt;
}

/// Shows the end of the last step, once; what the observers say to stop, or how the run fails as
/// they would keep what is not finite.
std::optional<Status> Run::see_step() {
  std::optional<Status> stop;
  if (step_ == 0) return stop;
  const FlowSnapshot snapshot(flow_, step_, integrator_.time(), integrator_.state());
  const auto keeps = [this](const Observer* observer) { return observer->keeps_step(step_); };
  if (seen_ != step_ && std::ranges::any_of(observers_, keeps) && !is_finite(snapshot))
    return not_finite_at(flow_, snapshot);
  for (Observer* observer : observers_) {
    auto wish = seen_ == step_ ? observer->verdict(snapshot) : observer->stepped(snapshot);
    if (wish && !stop) stop = std::move(wish);
  }
  seen_ = step_;
  return stop;
}

Status Run::show_last() {
  const FlowSnapshot last(flow_, step_, shown_, integrator_.interpolate(shown_));
  if (!is_finite(last)) return not_finite_at(flow_, last);
  for (Observer* observer : observers_) observer->ended(last);
  return {};
}

/// How work ended: as it says itself, or by what it threw. That storage fails or memory runs out
/// is no fault of the flow.
template <class Work>
Status Run::end_of(const Work& work) const {
  try {
    return work();
  } catch (const Cancelled&) {
    return stopped_by_signal(integrator_.time());
  } catch (const std::exception& error) {
    if (const Fault fault = fault_of(error); fault == Fault::storage || fault == Fault::memory)
      throw;
    return {Outcome::failed,
            fmt::format("{}, in step {} from t = {:.6g}", error.what(), step_, integrator_.time())};
  }
}

/// After a signal while rows were shown, each observer asks for those that it missed. Rows of the
/// last state come after the last checkpoint, which stands.
RunResult Run::go() {
  Status status = end_of([this] { return integrate(); });
  plan_.at_rest(*this, true);
  if (status.outcome == Outcome::interrupted) return {std::move(status), step_};
  const Status shown = end_of([this] { return show_last(); });
  const bool stands = shown.outcome == Outcome::running || status.outcome == Outcome::failed;
  return {stands ? std::move(status) : shown, step_};
}

Status Run::integrate() {
  if (!begun_) begin();
  for (;;) {
    if (const auto failure = show_due()) return *failure;
    if (integrator_.time() >= plan_.end)
      return {Outcome::done,
              fmt::format("reached t = {:.6g} in {}", plan_.end, counted(step_, "step"))};
    if (const auto stop = see_step()) return *stop;
    plan_.at_rest(*this, false);
    if (plan_.interrupted() || is_cancelled()) return stopped_by_signal(integrator_.time());
    if (plan_.max_steps && step_ >= plan_.max_steps)
      return {Outcome::failed, fmt::format("{} reached t = {:.6g} of {:.6g}",
                                           counted(step_, "step"), integrator_.time(), plan_.end)};
    const Status status = integrator_.advance();
    if (status.outcome != Outcome::running) return status;
    ++step_;
  }
}

void Run::archive(Archive& a) {
  a(step_)(seen_)(shown_);
  integrator_.archive(flow_, shown_, a);
  for (Observer* observer : observers_) observer->archive(a);
}

std::vector<std::byte> Run::checkpoint() {
  if (!begun_) begin();
  Archive a;
  archive(a);
  return a.bytes();
}

void Run::restore(std::span<const std::byte> bytes) {
  if (const std::size_t size = checkpoint().size(); bytes.size() != size)
    throw std::runtime_error(
        fmt::format("a checkpoint of {} bytes; those of this flow, method and observers have {}",
                    bytes.size(), size));
  Archive a(bytes);
  archive(a);
  begun_ = true;
}

}  // namespace simclr_flow
