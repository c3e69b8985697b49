#include "simclr_flow/record/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "recorder.hpp"
#include "resumption.hpp"
#include "simclr_flow/core/cancellation.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/fault.hpp"
#include "simclr_flow/record/layout.hpp"
#include "simclr_flow/record/provenance.hpp"

namespace simclr_flow::record {
namespace {

/// What a flow throws ends that flow; storage that fails, or a file that cannot be used, ends all.
/// Without memory a flow can go on elsewhere: it is interrupted.
FlowEnd record_flow(const Setup& setup, std::size_t f, TrajectoryWriter& file, Listener& listener) {
  const Course& course = setup.experiment.courses[f];
  FlowEnd end{course.config.name, {}};
  Ending ending;
  try {
    ending = Recorder(setup, f, file, listener).go();
  } catch (const std::exception& error) {
    const Fault fault = fault_of(error);
    if (fault == Fault::input || fault == Fault::storage) throw;
    end.out_of_memory = fault == Fault::memory;
    const Outcome outcome = end.out_of_memory ? Outcome::interrupted : Outcome::failed;
    ending = {.status = {outcome, sentence_of(error)}, .thrown = true};
    file.finish(f, ending.status);
  }
  listener.ended(course, ending);
  end.status = std::move(ending.status);
  return end;
}

FlowEnd leave_flow(const std::string& name, std::size_t f, TrajectoryWriter& file) {
  const Status status{Outcome::interrupted, "a signal came before this flow could begin or go on"};
  if (file.outcome(f) != outcome_name(Outcome::interrupted)) file.finish(f, status);
  return {name, status};
}

/// Whether a flow is yet to run: it is not done, or its end has changed.
bool is_open(const TrajectoryWriter& file, const std::vector<bool>& wanted, std::size_t f) {
  return wanted[f] || file.outcome(f) != outcome_name(Outcome::done);
}

bool any_is_open(const TrajectoryWriter& file, const std::vector<bool>& wanted) {
  for (std::size_t f = 0; f < wanted.size(); ++f)
    if (is_open(file, wanted, f)) return true;
  return false;
}

std::vector<FlowEnd> record_flows(const Setup& setup, const std::vector<bool>& wanted,
                                  TrajectoryWriter& file, Listener& listener) {
  std::vector<FlowEnd> ends;
  for (std::size_t f = 0; f < setup.experiment.courses.size(); ++f) {
    const std::string& name = setup.experiment.courses[f].config.name;
    if (!is_open(file, wanted, f))
      ends.push_back({name, {Outcome::done, "its end was reached before"}});
    else
      ends.push_back(is_cancelled() ? leave_flow(name, f, file)
                                    : record_flow(setup, f, file, listener));
  }
  listener.closed(file.close());
  return ends;
}

void require_one_run(const Setup& setup) {
  if (setup.experiment.courses.empty())
    throw InputError(fmt::format("{}: there is no [[flow]] to run", setup.file));
  if (!setup.config.seeds.empty())
    throw InputError(
        fmt::format("{}: `seeds` asks for a run each, and one file holds one", setup.file));
}

}  // namespace

Listener& silence() {
  static Listener silent;
  return silent;
}

std::vector<FlowEnd> run(const RunConfig& config, const std::string& path, Listener& listener,
                         bool replace) {
  return run(set_up(source_of(config)), path, listener, replace);
}

std::vector<FlowEnd> run(const Setup& setup, const std::string& path, Listener& listener,
                         bool replace) {
  require_one_run(setup);
  const Layout layout = layout_of(setup);
  TrajectoryWriter file(check_output(path, replace, layout.bytes()), layout);
  listener.opened(setup, {});
  return record_flows(setup, std::vector(setup.experiment.courses.size(), true), file, listener);
}

std::vector<FlowEnd> resume(const std::string& path, const std::vector<std::string>& overrides,
                            Listener& listener, const std::string& command_line) {
  const auto [setup, changed_ends] = resumption_of(path, overrides);
  const std::string changed = changed_arithmetic(setup.text("versions"), setup.text("commit"));
  TrajectoryWriter file =
      TrajectoryWriter::resume(std::filesystem::canonical(path).string(), layout_of(setup),
                               resume_note(changed, command_line), changed_ends);
  const bool goes_on = any_is_open(file, changed_ends);
  listener.opened(setup, {.resumed = true, .changed_arithmetic = goes_on ? changed : ""});
  return record_flows(setup, changed_ends, file, listener);
}

}  // namespace simclr_flow::record
