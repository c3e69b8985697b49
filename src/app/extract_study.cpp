// What extract takes out of a study of minimizers.
#include <fmt/format.h>

#include "points_output.hpp"
#include "simclr_flow/app/commands.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/io/replace_file.hpp"
#include "study_table.hpp"

namespace simclr_flow {
namespace {

int extract_table(const ExtractOptions& options, const Study& study) {
  const std::string& out = options.output;
  const bool json = out.ends_with(".json"), latex = out.ends_with(".tex");
  if (!json && !latex && !out.ends_with(".csv"))
    throw InputError(fmt::format(
        "output '{}': the name of a study's table must end in .csv, .json or .tex", out));
  const std::string text = json ? study_json(study) : latex ? study_latex(study) : study_csv(study);
  replace_text(out, options.force, text);
  fmt::print("{}: {} configurations\n", out, study.configurations.size());
  return exit_code::done;
}

/// Atoms as rows, with their masses in a last column where masses flow.
Points rows_of(const Study& study, const Configuration& c) {
  if (!study.setting.study.masses)
    return study.stored.ends[static_cast<std::size_t>(c.start)]->latents;
  Points rows(c.atoms.z.rows() + 1, c.atoms.z.cols());
  rows << c.atoms.z, c.atoms.weight.transpose();
  return rows;
}

int extract_minimizer(const ExtractOptions& options, const Study& study) {
  if (options.rank < 0 || options.rank >= std::ssize(study.configurations))
    throw InputError(fmt::format("'{}': --rank {}: the study has {} configurations, from 0",
                                 options.file, options.rank, study.configurations.size()));
  const Configuration& c = study.configurations[static_cast<std::size_t>(options.rank)];
  const StudyEnd& end = *study.stored.ends[static_cast<std::size_t>(c.start)];
  const Points rows = rows_of(study, c);
  write_points(options.output, rows, options.force);
  fmt::print("{}: {} {} in R^{}{}, E = {:.13g}, {}{}\n", options.output, rows.cols(),
             study.setting.study.masses ? "atoms" : "latents", study.stored.ambient_dim,
             study.setting.study.masses ? " and their masses" : "", end.energy,
             stationarity_name(c.kind), c.name.empty() ? "" : ", " + c.name);
  return exit_code::done;
}

}  // namespace

int extract_of_study(const ExtractOptions& options) {
  const Study study = stored_study(options.file, {});
  return options.table ? extract_table(options, study) : extract_minimizer(options, study);
}

}  // namespace simclr_flow
