#include "recorder.hpp"

#include "simclr_flow/io/series_paths.hpp"

namespace simclr_flow::record {

std::vector<std::string> timed_kinds() {
  std::vector<std::string> kinds = names_of_choices<Work>();
  kinds.emplace_back("total");
  return kinds;
}

std::vector<std::string> counted_kinds() { return {"steps", "evaluations"}; }

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
  const State row = [&] {
    const TimedWork timed(Work::measures);
    return tracks_[track].row(s);
  }();
  const TimedWork timed(Work::output);
  file_.add_row(flow_, track, s.step(), s.time(),
                {row.data(), static_cast<std::size_t>(row.size())});
  if (tracks_[track].name == track_name::observables) latest_ = {s.energy(), s.gradient_norm()};
}

void Recorder::rest(Run& run, bool last) {
  listener_.stepped(course_, run, latest_);
  const bool due = file_.since_commit() >= checkpoint_every_;
  if (!last && run.steps() > 0 && !due) return;
  const TimedWork timed(Work::output);
  store_counts();
  file_.commit(flow_, run.checkpoint());
}

WorkSeconds Recorder::work() const {
  WorkSeconds work = work_seconds();
  for (std::size_t k = 0; k < work.size(); ++k) work[k] -= work_before_[k];
  return work;
}

double Recorder::elapsed() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count();
}

std::vector<double> Recorder::seconds() const {
  const WorkSeconds work = this->work();
  std::vector<double> all(work.begin(), work.end());
  all.push_back(elapsed());
  for (std::size_t k = 0; k < all.size(); ++k) all[k] += seconds_before_[k];
  return all;
}

std::vector<Index> Recorder::solver() const {
  return {observation_.run().steps(), observation_.integrator().rhs_evaluations()};
}

void Recorder::store_counts() {
  file_.set_seconds(flow_, seconds());
  file_.set_solver(flow_, solver());
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
  begun_ = std::chrono::steady_clock::now();
  work_before_ = work_seconds();
  seconds_before_ = file_.seconds(flow_);
  begin();
  RunResult result = observation_.run().go();
  {
    const TimedWork timed(Work::output);
    store_counts();
    file_.finish(flow_, result.status);
  }
  return ending(std::move(result.status));
}

Ending Recorder::ending(Status status) const {
  Ending ending{.status = std::move(status),
                .evaluations = observation_.integrator().rhs_evaluations(),
                .seconds = elapsed(),
                .work = work(),
                .latest = latest_};
  for (const std::size_t kind : audited_)
    if (observation_.audit().warnings()[kind].count > 0)
      ending.warnings.push_back(observation_.audit().sentence(kind));
  return ending;
}

}  // namespace simclr_flow::record
