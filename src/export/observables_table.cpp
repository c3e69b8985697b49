#include "simclr_flow/export/observables_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "byte_file.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/shown.hpp"
#include "simclr_flow/io/replace_file.hpp"

namespace simclr_flow {
namespace {

/// An observable, and its next row.
struct Observable {
  const StoredSet& set;
  const StoredSeries& series;
  const StoredClock& clock;
  RowReader reader;
  Index next = 0;

  bool ended() const { return next == std::ssize(clock.time); }
  double next_time() const { return clock.time[static_cast<std::size_t>(next)]; }
};

std::vector<Observable> observables_of(const RunRows& run,
                                       const std::vector<const StoredSet*>& sets) {
  std::vector<Observable> all;
  for (const StoredSet* set : sets)
    for (const StoredSeries& series : set->observables) {
      const StoredClock& clock = set->clocks.at(series.track);
      all.push_back({*set, series, clock, RowReader(run, series, std::ssize(clock.time))});
    }
  return all;
}

/// The names of its columns.
std::string names_of_columns(const Observable& o) {
  const std::string name = (o.set.is_test() ? "test_" : "") + o.series.name;
  if (o.series.extents.empty()) return "," + name;
  std::string names;
  for (Index k = 1; k <= o.series.size(); ++k) names += fmt::format(",{}_{}", name, k);
  return names;
}

/// The first of the times that come next, with its step.
std::optional<std::pair<double, Index>> next_of(const std::vector<Observable>& all) {
  std::optional<std::pair<double, Index>> first;
  for (const Observable& o : all)
    if (!o.ended() && (!first || o.next_time() < first->first))
      first = {o.next_time(), o.clock.step[static_cast<std::size_t>(o.next)]};
  return first;
}

/// The line of a time; goes on to the next row of what has one there.
std::string line_at(double time, Index step, std::vector<Observable>& all) {
  std::string line = fmt::format("{},{}", time, step);
  for (Observable& o : all) {
    if (o.ended() || o.next_time() != time) {
      line.append(static_cast<std::size_t>(o.series.size()), ',');
      continue;
    }
    for (const double value : o.reader.row(o.next)) line += fmt::format(",{}", value);
    ++o.next;
  }
  return line + "\n";
}

}  // namespace

TableSize write_observables_table(const RunRows& run, const std::vector<const StoredSet*>& sets,
                                  const std::string& output, bool force) {
  std::vector<Observable> all = observables_of(run, sets);
  if (!next_of(all))
    throw InputError(fmt::format("'{}': flow '{}' has no committed row of observables",
                                 shown_name(run.path()), sets.front()->flow));
  TableSize size{0, 2};
  replace_file(output, force, [&](const std::string& name) {
    ByteFile out(name);
    std::string header = "time,step";
    for (const Observable& o : all) {
      header += names_of_columns(o);
      size.columns += o.series.size();
    }
    out.write(header + "\n");
    for (; const auto first = next_of(all); ++size.rows)
      out.write(line_at(first->first, first->second, all));
    out.close();
  });
  return size;
}

}  // namespace simclr_flow
