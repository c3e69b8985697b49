#include "recorder.hpp"

#include "simclr_flow/io/series_paths.hpp"

namespace simclr_flow::record {

Recorder::Recorder(const Setup& setup, std::size_t flow, TrajectoryWriter& file, Listener& listener)
    : flow_(flow),
      course_(setup.experiment.courses[flow]),
      checkpoint_every_(setup.config.output.checkpoint),
      file_(file),
      listener_(listener),
      tracks_(tracks_of(setup, course_)),
      audited_(audited_kinds(course_)),
      observation_(
          setup, course_, tracks_, [this](std::size_t k, const Snapshot& s) { add_row(k, s); },
          [this](Run& run, bool last) { rest(run, last); }) {}

void Recorder::add_row(std::size_t track, const Snapshot& s) {
  const State row = tracks_[track].row(s);
  file_.add_row(flow_, track, s.step(), s.time(),
                {row.data(), static_cast<std::size_t>(row.size())});
  if (tracks_[track].name == track_name::observables) latest_ = {s.energy(), s.gradient_norm()};
}

void Recorder::rest(Run& run, bool last) {
  listener_.stepped(course_, run, latest_);
  const bool due = file_.since_commit() >= checkpoint_every_;
  if (!last && run.steps() > 0 && !due) return;
  store_warnings();
  file_.commit(flow_, run.checkpoint());
}

void Recorder::store_warnings() {
  for (std::size_t k = 0; k < audited_.size(); ++k) {
    const Warning& warning = observation_.audit().warnings()[audited_[k]];
    file_.set_warning(flow_, k, warning.count, warning.worst);
  }
}

void Recorder::begin() {
  Beginning beginning{.failed = file_.outcome(flow_) == outcome_name(Outcome::failed)};
  if (const auto checkpoint = file_.reopen(flow_)) {
    observation_.run().restore(*checkpoint);
    if (!course_.method->one_step) file_.count_restart(flow_);
    beginning.resumed = true;
    beginning.time = observation_.integrator().time();
  }
  listener_.started(course_, beginning);
}

Ending Recorder::go() {
  const auto begun = std::chrono::steady_clock::now();
  begin();
  RunResult result = observation_.run().go();
  store_warnings();
  file_.finish(flow_, result.status);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begun;
  return ending(std::move(result.status), taken.count());
}

Ending Recorder::ending(Status status, double seconds) const {
  Ending ending{.status = std::move(status),
                .evaluations = observation_.integrator().rhs_evaluations(),
                .seconds = seconds,
                .latest = latest_};
  for (const std::size_t kind : audited_)
    if (observation_.audit().warnings()[kind].count > 0)
      ending.warnings.push_back(observation_.audit().sentence(kind));
  return ending;
}

}  // namespace simclr_flow::record
