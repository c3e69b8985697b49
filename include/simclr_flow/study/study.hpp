#pragma once
// A study of minimizers: its setting, the ends of its starts, and what they are.
#include <string>
#include <vector>

#include "simclr_flow/io/study_file.hpp"
#include "simclr_flow/study/distinct.hpp"

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

/// The study that a file holds, judged, with further `--set` options, which may raise study.starts
/// and change stop.wall_time. Throws InputError for a file that is none, options that would make it
/// another study, and ends that do not fit its configuration.
Study stored_study(const std::string& file, const std::vector<std::string>& overrides);

/// Of the starts that have ended, the share that ended at a configuration.
double share_of(const StoredStudy& study, const Configuration& configuration);

}  // namespace simclr_flow
