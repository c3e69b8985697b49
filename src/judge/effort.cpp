#include "effort.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "simclr_flow/core/counted.hpp"

namespace simclr_flow {
namespace {

constexpr double passes_of_row = 3, passes_of_probe = 5;
constexpr double most_samples = 2048, wanted_samples = 1024, fewest_samples = 64;  // of a half
constexpr double most_sampled_rows = 12;
constexpr double over_budget = 4;        // where samples are too few
constexpr double kernels_of_sample = 8;  // two halves, two passes, each as dear as two of all pairs

std::vector<FrameRow> frames_with_rows(const StoredFlow& flow) {
  std::vector<FrameRow> all;
  for (std::size_t t = 0; t < flow.positions.size(); ++t)
    if (const auto row = observable_row(flow, t)) all.push_back({t, *row});
  return all;
}

std::size_t whole(double number) { return static_cast<std::size_t>(std::max(number, 0.0)); }

/// The most samples of a half that `rows` rows leave room for.
double samples_of(const Judged& j, double rows) {
  const double of_sample = kernels_of_sample * static_cast<double>(j.config.views.count) *
                           static_cast<double>(j.flow.particles);
  return j.pairs / (rows * of_sample);
}

Effort sampled(const Judged& j, double rows) {
  const double affordable = std::floor(samples_of(j, 1) / wanted_samples);
  const double chosen = std::clamp(affordable, 2.0, most_sampled_rows);
  const double taken = std::min(chosen, rows);
  const double samples = std::clamp(samples_of(j, taken), fewest_samples, most_samples);
  const double all = static_cast<double>(j.flow.particles / j.config.views.count);
  if (all / 2 < fewest_samples) return {2, 1, static_cast<Index>(all / 2), true};
  const double most = std::max(fewest_samples, std::floor(all / 4));
  return {whole(taken), 1, static_cast<Index>(std::min(samples, most))};
}

}  // namespace

Effort effort_of(const Judged& j) {
  const double n = static_cast<double>(j.flow.particles),
               pairs = n * n * static_cast<double>(terms_of(j.config.energy).size());
  const double rows = static_cast<double>(j.flow.positions.size()),
               probes = static_cast<double>(j.flow.pairs.size() / 2);
  const double of_probe = passes_of_probe * pairs, of_row = passes_of_row * pairs;
  if (rows * of_row + probes * of_probe <= j.pairs) return {whole(rows), whole(probes), 0};
  if (2 * of_row + (probes > 0 ? of_probe : 0) > j.pairs) {
    const Effort some = sampled(j, rows);
    if (some.too_few && 2 * of_row + of_probe <= over_budget * j.pairs) return {2, 1, 0};
    return some;
  }
  const double taken = std::min(probes, std::max(1.0, std::floor(j.pairs / 4 / of_probe)));
  const double left = std::floor((j.pairs - taken * of_probe) / of_row);
  return {whole(std::min(rows, left)), whole(taken), 0};
}

bool is_sampled(const Judged& j) { return effort_of(j).samples > 0; }

std::vector<FrameRow> frames_to_check(const Judged& j) {
  const std::vector<FrameRow> all = frames_with_rows(j.flow);
  std::vector<FrameRow> chosen;
  for (const std::size_t k : evenly_spaced(all.size(), effort_of(j).rows)) chosen.push_back(all[k]);
  return chosen;
}

std::vector<std::size_t> probes_to_check(const Judged& j) {
  return evenly_spaced(j.flow.pairs.size() / 2, effort_of(j).probes);
}

std::string told_effort(const Judged& j) {
  const Effort effort = effort_of(j);
  const std::size_t rows = frames_with_rows(j.flow).size(), taken = std::min(rows, effort.rows),
                    probes = j.flow.pairs.size() / 2;
  std::string told;
  const auto tell = [&told](const std::string& part) { told += (told.empty() ? "" : ", ") + part; };
  if (taken < rows) tell(fmt::format("{} of {}", taken, counted(rows, "row")));
  if (effort.probes < probes)
    tell(fmt::format("{} of {}", effort.probes, counted(probes, "probe")));
  if (effort.samples > 0 && !effort.too_few)
    tell(fmt::format("two halves of {} of {} {}", effort.samples,
                     j.flow.particles / j.config.views.count,
                     j.config.views.count > 1 ? "samples" : "latents"));
  return told;
}

}  // namespace simclr_flow
