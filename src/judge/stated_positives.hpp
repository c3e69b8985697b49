#pragma once
// Which samples are positives of which, by what the file states. Private to judge.
#include <memory>
#include <string>

#include "simclr_flow/config/run_config.hpp"
#include "simclr_flow/io/trajectory_reader.hpp"
#include "simclr_flow/theory/plain_positives.hpp"

namespace simclr_flow {

/// From the stored labels, from which of them are known, or from the stored weights; null where the
/// views of a sample are its positives, and where `complaint_of_positives` says what is wrong.
std::shared_ptr<const theory::PlainPositives> stated_positives(const StoredRun& run,
                                                               const RunConfig& config);
/// What the datasets of positives lack of what the configuration plans; empty if nothing.
std::string complaint_of_positives(const StoredRun& run, const RunConfig& config);
/// Why theory of views says nothing of the energy; empty where views are the positives.
std::string lack_of_views(const RunConfig& config);

}  // namespace simclr_flow
