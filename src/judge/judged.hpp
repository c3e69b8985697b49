#pragma once
// A stored flow that is judged. Private to judge.
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "memo_by_latents.hpp"
#include "simclr_flow/config/expectation.hpp"
#include "simclr_flow/config/parse.hpp"
#include "simclr_flow/config/run_config.hpp"
#include "simclr_flow/io/trajectory_reader.hpp"
#include "simclr_flow/judge/judging.hpp"
#include "simclr_flow/theory/minimum.hpp"
#include "simclr_flow/theory/plain_positives.hpp"
#include "simclr_flow/theory/plain_space.hpp"

namespace simclr_flow {

/// A stored flow, what its file says about it, and how much of it is looked at.
struct Judged {
  const StoredRun& run;
  const RunConfig& config;
  const FlowConfig& flow_config;
  MethodTraits method;
  const StoredFlow& flow;
  std::optional<theory::Minimum> minimum;
  /// Which latents are positives of which; null: the views of a sample.
  std::shared_ptr<const theory::PlainPositives> positives = nullptr;
  std::span<const Expectation> expectations = {};  ///< of all flows
  double pairs = pair_budget;                      ///< that all sums over pairs may take together
  std::shared_ptr<PassMemo> passes = std::make_shared<PassMemo>();
  std::shared_ptr<SampleMemo> samples = std::make_shared<SampleMemo>();
};

/// Whether a file may be older than series that its configuration asks for today: it then lacks
/// them, and is judged by those that it has.
bool may_lack_series(const StoredRun& run);

/// The space of the latents.
inline const theory::PlainSpace& space_of(const RunConfig& config) {
  return theory::plain_space(config.latent.manifold);
}
inline const theory::PlainSpace& space_of(const Judged& judged) { return space_of(judged.config); }
/// Whether latents are points of the unit circle by one angle each.
inline bool is_circle_by_angle(const theory::PlainSpace& space) {
  return space.unit_sphere && space.angles;
}
/// Whether frames hold the angles of the latents.
bool has_angles(const Judged& judged);
/// Coordinates of a latent, e.g. of the circle its angle.
Index coordinate_count(const Judged& judged);

/// p_i of latents whose views are those of a quadrature; empty where all are equal.
State unequal_masses(const StoredRun& run, const StoredFlow& flow);
/// p_i of all latents: equal, or those of a quadrature of the views.
State masses(const Judged& judged);

/// The relative error that the run's sums over pairs may have had: that of fast sums; 0 where it is
/// known that there were none.
double accuracy_of_sums(const Judged& judged);
/// About the largest |grad k|/k of a pair: 1/sqrt(tau), or the root of the kernel's pull at 0 if
/// that is more. Of a sum of energies sum_k |w_k| times those of its terms.
double steepness(const Judged& judged);
/// About the largest second derivative of E in a latent over its mass: 1/tau, of a sum of energies
/// sum_k |w_k|/tau_k.
double bending(const Judged& judged);
/// The same of dE/dz_i/p_i of every latent, in its norm: four times that over sqrt(tau), ours; what
/// is proven is a hundred times it.
double gradient_accuracy(const Judged& judged);
/// The same of the gaussian kernel of the measure, which any energy may have beside its own sums.
double accuracy_of_uniformity(const Judged& judged);

/// Whether the right-hand side of the flow is smooth.
bool is_smooth(const Judged& judged);
/// Whether there is anything to judge: flows that failed, or were stopped, may have no frame.
bool has_begun(const Judged& judged);

/// What the run itself counted that a flow does not do, since its steps were too long for its field
/// or its method's estimates too rough: theory of flows says nothing of it then. Empty if nothing.
std::string warnings_of(const Judged& judged);
/// The same of one kind: energy_rise, dissipation or off_manifold.
std::string warning_of(const Judged& judged, const std::string& kind);

}  // namespace simclr_flow
