#pragma once
// What is measured of the latents of a frame, by plain definitions. Private to judge.
#include <map>
#include <string>
#include <vector>

#include "judged.hpp"
#include "worst.hpp"

namespace simclr_flow {

/// alignment, uniformity; with labels the cluster measures too.
std::vector<std::string> measure_names(bool has_labels);
/// Those of a file: one of before the last four were measured has none of them.
std::vector<std::string> measure_names(const StoredRun& run, bool has_labels,
                                       const std::map<std::string, std::vector<double>>& stored);

/// Latents of all frames, their labels or none, and what is stored of them by name.
struct MeasuredLatents {
  const std::vector<Points>& positions;
  const std::vector<int>& labels;
  const std::map<std::string, std::vector<double>>& observables;
  bool is_held_out = false;  ///< the linear probe is then that of the flow's own latents
};

/// The worst measure, and what of large flows is not looked at: " but uniformity: ..." or "".
struct WorstMeasure {
  Worst worst;
  std::string left_out;
};

/// The stored measure that is most in error, to 1e-9 of values above 1 and what rounding leaves
/// open (theory/plain_measures.hpp); of frames_to_check of the flow. Throws std::out_of_range where
/// one is not stored. Hazard: of ari the partition that k-means finds is not found again otherwise:
/// it depends on the random draws of that search, and on rounding where clusters coincide; its
/// index is counted again.
WorstMeasure worst_measure(const Judged& judged, const MeasuredLatents& latents);

}  // namespace simclr_flow
