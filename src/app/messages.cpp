#include "messages.hpp"

#include <algorithm>
#include <cmath>

#include "say.hpp"
#include "simclr_flow/build/networks.hpp"
#include "simclr_flow/diagnostics/kernel_measures.hpp"

namespace simclr_flow {
namespace {

constexpr double shortest_told = 0.1;  // seconds

void announce(const record::Setup& setup, const char* how, const std::string& output) {
  const Experiment& e = setup.experiment;
  say(stdout, "{}: {} latents on {}, {} flow{}, {} {}\n", setup.config.title, e.particles(),
      e.manifold->name(), e.courses.size(), e.courses.size() == 1 ? "" : "s", how, output);
  for (const std::string& told : e.told) say(stdout, "{}\n", told);
  if (e.test.count() == 0) return;
  for (const Course& course : e.courses)
    if (!course.test_flow)
      say(stdout,
          "{:<16} has no latents of the {} test points: a {} flow moves those of its own data "
          "alone\n",
          course.config.name, e.test.count(), course.config.kind);
}

}  // namespace

void Messages::opened(const record::Setup& setup, const record::Opening& opening) {
  setup_ = &setup;
  if (!quiet_) {
    tell_hints(setup.experiment.hints);
    announce(setup, opening.resumed ? "on with" : "into", output_);
  }
  tell_changed_arithmetic(output_, opening.changed_arithmetic);
}

void Messages::started(const Course& course, const record::Beginning& beginning) {
  progress_.emplace(*setup_, course, quiet_);
  if (quiet_) return;
  if (beginning.resumed)
    say(stdout, "{:<16} {} t = {:.6g}{}\n", course.config.name,
        beginning.failed ? "failed and is tried again from" : "goes on from", beginning.time,
        course.method->one_step
            ? ""
            : fmt::format(": a restart, {} keeps no history; later steps differ within its "
                          "tolerances",
                          course.config.integrator.method));
  tell_missing_kernel(course);
}

void Messages::stepped(const Course&, const Run& run, const record::Latest& latest) {
  progress_->stepped(run, latest);
}

void Messages::ended(const Course& course, const record::Ending& ending) {
  if (!ending.thrown) {
    progress_->finish();
    if (!quiet_) tell_end(course, ending);
    for (const std::string& warning : ending.warnings)
      say(stderr, "simclr-flow: warning: {}: flow '{}': {}\n", output_, course.config.name,
          warning);
  }
  if (ending.thrown || ending.status.outcome == Outcome::failed)
    say(stderr, "simclr-flow: {}: flow '{}' failed: {}\n", output_, course.config.name,
        ending.status.reason);
}

void Messages::closed(const std::string& untrimmed) {
  if (!untrimmed.empty())
    say(stderr, "simclr-flow: '{}' is complete, but {}\n", output_, untrimmed);
}

void Messages::tell_missing_kernel(const Course& course) const {
  const Index latents = setup_->experiment.particles(),
              outputs = setup_->experiment.manifold->coordinate_dim();
  if (!setup_->config.has_kernel(course.config) || latents * outputs <= largest_kernel_rows) return;
  say(stdout,
      "{:<16} its tangent kernel is not measured: {} latents of {} outputs are more than {} "
      "rows\n",
      course.config.name, latents, outputs, largest_kernel_rows);
}

namespace {

/// "energy 81 %, output 12 %, integrator 7 %": the largest first; what is below 1 % is left out.
std::string shares_of(const record::Ending& ending) {
  std::vector<std::pair<double, std::string>> shares;
  double rest = ending.seconds;
  for (const Choice<Work>& kind : choices(Work{})) {
    const double seconds = ending.work[static_cast<std::size_t>(kind.value)];
    rest -= seconds;
    std::string name(kind.name);
    std::ranges::replace(name, '_', ' ');
    shares.emplace_back(seconds / ending.seconds, std::move(name));
  }
  shares.emplace_back(rest / ending.seconds, "integrator");
  std::ranges::stable_sort(shares, std::greater<>(), &std::pair<double, std::string>::first);
  std::string told;
  for (const auto& [share, name] : shares)
    if (share >= 0.01)
      told += fmt::format("{}{} {:.0f} %", told.empty() ? "" : ", ", name, 100 * share);
  return told;
}

}  // namespace

void Messages::tell_end(const Course& course, const record::Ending& ending) const {
  std::string energy;
  if (!std::isnan(ending.latest.energy)) {
    energy = fmt::format("; E = {:.10g}", ending.latest.energy);
    if (setup_->minimum)
      energy += fmt::format(", E - E_0 = {:.3g}", ending.latest.energy - setup_->minimum->value);
  }
  say(stdout, "{:<16} {}: {}, {} evaluations, {:.2f} s{}{}\n", course.config.name,
      outcome_name(ending.status.outcome), ending.status.reason, ending.evaluations, ending.seconds,
      energy, has_kinks(course.config) ? "; kinks: dE/dt is not held against the dissipation" : "");
  if (ending.seconds >= shortest_told)
    say(stdout, "{:<16} time: {}\n", course.config.name, shares_of(ending));
}

}  // namespace simclr_flow
