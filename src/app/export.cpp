// The commands that write what others read: export, and extract --observables.
#include "export.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "arguments.hpp"
#include "say.hpp"
#include "simclr_flow/app/commands.hpp"
#include "simclr_flow/core/counted.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/shown.hpp"
#include "simclr_flow/core/status.hpp"
#include "simclr_flow/export/export_format.hpp"
#include "simclr_flow/export/observables_table.hpp"

namespace simclr_flow {
namespace {

constexpr Index most_rows = 1'000'000'000;

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const ExportFormat& format : export_formats()) names.push_back(format.name);
  return names;
}

/// Throws InputError unless it is a set of the run, or empty.
void require_set(const RunRows& run, const std::string& name) {
  std::vector<std::string> names;
  for (const StoredSet& set : run.sets()) names.push_back(set.name);
  if (name.empty()) return;
  if (names.empty())
    throw InputError(fmt::format("'{}': it stores no latents", shown_name(run.path())));
  require_known(fmt::format("'{}': --flow", shown_name(run.path())).c_str(), names, name);
}

/// FILE.ENDING in the working folder.
std::string default_output(const ExportOptions& options, const ExportFormat& format) {
  return std::filesystem::path(options.file).stem().string() + format.ending;
}

/// What is exported of a flow that may go on is not all that it will have.
void tell_unfinished(const StoredSet& set, Index committed) {
  if (set.status == outcome_name(Outcome::done) || set.is_test()) return;
  tell_hints({fmt::format("flow '{}' is not done ({}: {}): its {} committed rows are taken",
                          set.name, set.status, set.reason, committed)});
}

ExportJob job_of(const ExportOptions& options, const ExportFormat& format, const RunRows& run) {
  ExportJob job{.run = run,
                .sets = {},
                .output = options.output.empty() ? default_output(options, format) : options.output,
                .force = options.force};
  if (!job.output.ends_with(format.ending))
    throw InputError(fmt::format("output '{}': a name for --to {} must end in {}",
                                 shown_name(job.output), format.name, format.ending));
  if (!options.every.empty() && !options.row.empty())
    throw InputError("export: give --every or --row, not both");
  if (!options.every.empty()) job.every = count_argument("--every", options.every, 1, most_rows);
  if (!options.row.empty()) job.row = count_argument("--row", options.row, -most_rows, most_rows);
  require_set(run, options.flow);
  job.sets =
      format.one_set ? std::vector{&only_set(run, options.flow)} : sets_of(run, options.flow);
  return job;
}

void tell_report(const ExportJob& job, const ExportReport& report) {
  for (const StoredSet* set : job.sets)
    fmt::print("{}: {} of {} frames of {} latents in R^{} of {}\n", fmt::join(report.files, ", "),
               job.rows(*set).size(), set->frames().time.size(), set->latents, set->ambient_dim,
               set->name);
  for (const std::string& note : report.notes) fmt::print("  {}\n", note);
}

}  // namespace

std::string names_of_export_formats() { return fmt::format("{}", fmt::join(format_names(), ", ")); }

int export_command(const ExportOptions& options) {
  require_known("--to", format_names(), options.format);
  const ExportFormat& format =
      *std::ranges::find(export_formats(), options.format, &ExportFormat::name);
  const RunRows run(options.file);
  const ExportJob job = job_of(options, format, run);
  const ExportReport report = format.write(job);
  for (const StoredSet* set : job.sets) tell_unfinished(*set, std::ssize(set->frames().time));
  tell_report(job, report);
  return exit_code::done;
}

int extract_observables(const ExtractOptions& options) {
  if (options.row != ExtractOptions{}.row || options.rank != 0)
    throw InputError("extract: --observables has every row; --row and --rank are of other tables");
  if (!options.output.ends_with(".csv"))
    throw InputError(fmt::format("output '{}': the name of a table of observables must end in .csv",
                                 shown_name(options.output)));
  const RunRows run(options.file);
  require_set(run, options.flow);
  const std::vector<const StoredSet*> sets = sets_of(run, only_set(run, options.flow).name);
  const TableSize size = write_observables_table(run, sets, options.output, options.force);
  tell_unfinished(*sets.front(), size.rows);
  fmt::print("{}: {}, {} of flow {}\n", options.output, counted(size.rows, "row"),
             counted(size.columns, "column"), sets.front()->flow);
  return exit_code::done;
}

}  // namespace simclr_flow
