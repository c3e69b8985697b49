#pragma once
// The rows that a configuration plans against those of a file. Private to judge.
#include <string>
#include <vector>

#include "judged.hpp"

namespace simclr_flow {

/// The times of the configuration: all of them if the flow reached its end, else a beginning and
/// perhaps the time of its last state. Rows by steps have every so many steps, at their own times.
bool are_planned_rows(const Judged& judged, const CadenceConfig& cadence, const StoredClock& clock);
/// Whether the probes are those planned, or a beginning of them.
bool stores_all_probes(const Judged& judged);

/// What of the series of the flow's kernel is not as its configuration plans it, at its times;
/// empty if all is.
std::string complaint_of_kernel(const Judged& judged);
/// What is measured of such a kernel today, and not stored.
std::vector<std::string> lacking_kernel_series(const Judged& judged);

}  // namespace simclr_flow
