#pragma once
#include <optional>

#include "simclr_flow/io/trajectory_reader.hpp"

namespace simclr_flow {

/// When the clusters of a flow form and break up; absent where that was not seen.
struct ClusterTimes {
  std::optional<double> form;      ///< t_form: the first row with ARI = 1
  std::optional<double> break_up;  ///< t_break: the first later one with E - E_0 below half its
                                   ///< value at 10 t_form
  /// The rows before these: what times tell happened since, (form_after, form] and so on.
  std::optional<double> form_after, break_after;
};

/// From the observables alone: without classes there are neither, without a proven minimum no
/// t_break.
ClusterTimes cluster_times(const StoredFlow& flow);

}  // namespace simclr_flow
