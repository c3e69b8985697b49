// The registry: a format is a file of its own with a function that returns it, and its line here.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/shown.hpp"
#include "simclr_flow/export/export_format.hpp"

namespace simclr_flow {

ExportFormat xdmf_format(), vtkhdf_format(), h5md3d_format(), csv_format(), npz_format();

const std::vector<ExportFormat>& export_formats() {
  static const std::vector<ExportFormat> all{xdmf_format(), vtkhdf_format(), h5md3d_format(),
                                             csv_format(), npz_format()};
  return all;
}

namespace {

bool has_frames(const StoredSet& set) { return !set.frames().time.empty(); }

[[noreturn]] void refuse_run(const RunRows& run, const std::string& why) {
  throw InputError(fmt::format("'{}': {}", shown_name(run.path()), why));
}

const StoredSet& with_frames(const RunRows& run, const StoredSet& set) {
  if (!has_frames(set))
    refuse_run(run, fmt::format("flow '{}' has no committed frame ({})", set.flow, set.reason));
  return set;
}

}  // namespace

std::vector<Index> ExportJob::rows(const StoredSet& set) const {
  const Index count = std::ssize(set.frames().time);
  if (!row) {
    std::vector<Index> all;
    for (Index k = 0; k < count; k += every) all.push_back(k);
    return all;
  }
  const Index from_start = *row < 0 ? count + *row : *row;
  if (from_start < 0 || from_start >= count)
    refuse_run(run, fmt::format("--row {}: '{}' has {} committed frames: 0 to {}, or -1 to {} from "
                                "the end",
                                *row, set.name, count, count - 1, -count));
  return {from_start};
}

const StoredSet& only_set(const RunRows& run, const std::string& name) {
  std::vector<std::string> flows;
  const StoredSet* found = nullptr;
  for (const StoredSet& set : run.sets()) {
    if (!name.empty() && set.name == name) return with_frames(run, set);
    if (set.is_test()) continue;
    flows.push_back(set.name);
    found = &set;
  }
  if (flows.empty()) refuse_run(run, "it stores no latents");
  if (flows.size() > 1)
    refuse_run(run, fmt::format("one flow is taken, --flow is needed: {}", fmt::join(flows, ", ")));
  return with_frames(run, *found);
}

std::vector<const StoredSet*> sets_of(const RunRows& run, const std::string& name) {
  std::vector<const StoredSet*> sets;
  const StoredSet* without = nullptr;
  for (const StoredSet& set : run.sets()) {
    if (!name.empty() && set.name != name && set.flow != name) continue;
    if (has_frames(set))
      sets.push_back(&set);
    else
      without = &set;
  }
  if (!sets.empty()) return sets;
  if (without) with_frames(run, *without);
  refuse_run(run, "it stores no latents");
}

}  // namespace simclr_flow
