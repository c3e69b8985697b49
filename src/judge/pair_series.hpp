#pragma once
// What is measured of two flows over time. Private to judge.
#include <cstddef>
#include <vector>

#include "simclr_flow/config/run_config.hpp"
#include "simclr_flow/judge/flow_pairs.hpp"

namespace simclr_flow {

/// A stored flow, and what its file says of it.
struct PlacedFlow {
  const StoredRun* run;
  const RunConfig* config;
  const FlowConfig* flow_config;
  const StoredFlow* flow;
  State mass;  ///< of its latents; empty for equal ones

  /// Whether its latents are on the circle, as such or as the sphere in the plane.
  bool on_circle() const;
};

/// Frames of a and b at one time.
struct FramePair {
  std::size_t a, b;
};

/// The frames at common times, but for rounding, in the order of those of a.
std::vector<FramePair> common_frames(const StoredClock& a, const StoredClock& b);

/// Evenly spaced ones of them, as many as `work` operations each allow.
std::vector<FramePair> affordable(const std::vector<FramePair>& frames, double work);

/// The columns of a pair, without values.
std::vector<Column> distance_columns();

/// Measures the frames that are affordable: fills temperature, w2_method and series.
void measure_pair(FlowPair& pair, const PlacedFlow& a, const PlacedFlow& b,
                  const std::vector<FramePair>& common);

}  // namespace simclr_flow
