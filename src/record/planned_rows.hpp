#pragma once
#include "simclr_flow/build/experiment.hpp"
#include "simclr_flow/flow/cadence.hpp"

namespace simclr_flow::record {

/// When a series of a flow has its rows, and how many to lay out.
struct PlannedRows {
  Cadence cadence;
  Index count;  ///< those planned, or a first guess of those that come every so many steps
};
/// Throws InputError for more rows than can be planned.
PlannedRows planned_rows(const CadenceConfig& cadence, const FlowConfig& flow,
                         const Method& method);

}  // namespace simclr_flow::record
