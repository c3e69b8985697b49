#pragma once
// Studies of minimizers on their way into a file.
#include "run_options.hpp"
#include "simclr_flow/io/study_file.hpp"
#include "simclr_flow/study/distinct.hpp"
#include "simclr_flow/sweep/point_result.hpp"

namespace simclr_flow {

/// A study and the file that holds it.
struct Study {
  StudySetting setting;
  StoredStudy stored;  ///< stored.path is where it goes

  /// Derives what is known of the ends from them: configurations and theory.
  void judge();
  std::vector<Configuration> configurations;
  StudyReference reference;
};

/// A study without ends; stored.path is where it would go. Reads, validates and builds; writes
/// nothing. Throws InputError.
Study new_study(const RunOptions& options);

/// The study that a file holds, with further `--set` options, which may raise study.starts and
/// change stop.wall_time. Throws InputError.
Study stored_study(const std::string& file, const std::vector<std::string>& overrides);

/// Of the starts that have ended, the share that ended at a configuration.
double share_of(const StoredStudy& study, const Configuration& configuration);

/// Goes on with the study of a file (options.config) until all its starts have ended; an exit code.
int resume_study(const RunOptions& options);

/// Of a configuration, for tables: energy, kind, index, eigenvalue (the lowest), clusters (atoms),
/// share of starts, gap_to_bound and gap_to_best where they are known, and name. Cells without
/// values for none.
std::vector<Cell> cells_of(const Study& study, const Configuration* configuration);

/// Of a study file, for a sweep: done if all starts have ended and any is stationary; the cells
/// of the lowest configuration; distinct, the number of configurations, and not_stationary, of
/// starts. Throws InputError if it is none, or of another configuration.
PointResult study_result(const std::string& file, const PointSetting& setting);

/// The table of a study.
void print_study(const Study& study);

}  // namespace simclr_flow
