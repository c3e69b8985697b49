#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// One start of a study of minimizers and where it ended: group `starts`, one row a start.
struct StudyEnd {
  std::string kind;                                    ///< of the start
  bool stationary = false;                             ///< the residual is within the tolerance
  std::string reason;                                  ///< how it ended, a sentence
  double energy = 0, gradient_norm = 0, residual = 0;  ///< as FirstOrder
  double time = 0;                                     ///< of the flow, before Newton's method
  Index flow_steps = 0, newton_steps = 0;
  // The Hessian modulo symmetries, of stationary ends.
  Index unknowns = 0;  ///< eigenvalues there are
  Index negative = 0;  ///< the Morse index
  Index zero = 0;      ///< eigenvalues that are not told from 0
  double largest = 0;  ///< modulus of an eigenvalue
  State eigenvalues;   ///< the lowest, ascending
  Points latents;      ///< ambient, d×(atoms)
  State masses;        ///< of the atoms where masses flow, else empty
};

/// One distinct configuration: group `configurations`, one row each, by energy.
struct StoredConfiguration {
  Index start = 0;            ///< whose end it is told by
  std::vector<Index> starts;  ///< that ended here
  std::string kind, name;     ///< minimum, saddle or degenerate; of a reference configuration
  std::vector<double>
      product;  ///< distinct inner products of its atoms, and how many pairs have each
  std::vector<Index> pairs;
  std::vector<double> weights;  ///< of its atoms: latents at each, or masses
};

/// What a study file holds.
struct StoredStudy {
  std::string path;
  std::map<std::string, std::string> texts;               ///< parameters/<first> = second
  Index particles = 0, ambient_dim = 0, eigenvalues = 0;  ///< most atoms; d; columns kept
  bool masses = false;
  Points start;  ///< raw coordinates that a file of [initial] gave, else empty
  std::vector<std::optional<StudyEnd>> ends;        ///< one a start; none while it is open
  std::vector<StoredConfiguration> configurations;  ///< written only
  std::map<std::string, std::pair<double, std::string>>
      theory;  ///< value and its source; written only

  /// Throws InputError if there is no such text.
  const std::string& text(const std::string& name) const;
  /// Bytes of a file of all starts, about.
  double bytes() const;
};

/// Puts a study file in place, whole or not at all. Throws StorageError, also where the folder is
/// there no more or the path holds another kind of file by now: see check_study_output.
void write_study(const std::string& path, const StoredStudy& study);
/// Throws InputError for a file that is no study.
StoredStudy read_study(const std::string& path);
/// Whether a file says that it is one.
bool is_study_file(const std::string& path);

/// Where a study goes: the path with links followed. Throws InputError if something is there that
/// is no study, or is one and force is false; or its folder does not exist.
std::string check_study_output(const std::string& given, bool force);

}  // namespace simclr_flow
