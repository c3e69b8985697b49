#pragma once
// The checks of one flow, each a function of the stored run. Private to judge.
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "simclr_flow/config/expectation.hpp"
#include "simclr_flow/config/parse.hpp"
#include "simclr_flow/config/run_config.hpp"
#include "simclr_flow/io/trajectory_reader.hpp"
#include "simclr_flow/judge/check.hpp"
#include "simclr_flow/theory/minimum.hpp"
#include "simclr_flow/theory/plain_network.hpp"
#include "simclr_flow/theory/plain_space.hpp"
#include "simclr_flow/theory/plain_sum.hpp"

namespace simclr_flow {

/// A stored flow and what its file says about it.
struct Judged {
  const StoredRun& run;
  const RunConfig& config;
  const FlowConfig& flow_config;
  MethodTraits method;
  const StoredFlow& flow;
  std::optional<theory::Minimum> minimum;
};

/// The space of the latents.
inline const theory::PlainSpace& space_of(const RunConfig& config) {
  return theory::plain_space(config.latent.manifold);
}
inline const theory::PlainSpace& space_of(const Judged& judged) { return space_of(judged.config); }
/// Whether latents are points of the unit circle by one angle each.
inline bool is_circle_by_angle(const theory::PlainSpace& space) {
  return space.unit_sphere && space.angles;
}

/// The larger of two errors; one that is not a number wins for good.
inline double larger(double a, double b) { return std::isnan(b) || b > a ? b : a; }

/// A frame and the row of every observable at its time.
struct FrameRow {
  std::size_t frame, row;
};

/// Of a series that cannot all be computed again in time, as many frames are all the same.
constexpr std::size_t fewest_frames = 10;
/// `count` evenly spaced ones of the numbers 0 ... of - 1, first and last among them; all if there
/// are no more.
std::vector<std::size_t> evenly_spaced(std::size_t of, std::size_t count);
/// Coordinates of a latent, e.g. of the circle its angle.
Index coordinate_count(const Judged& judged);
/// The row nearest to this time, but for rounding of two spacings; none if there is none.
std::optional<std::size_t> row_at(const std::vector<double>& times, double time);
/// The row of every observable at the time of a frame, but for rounding of the two spacings; none
/// if they share no such time.
std::optional<std::size_t> observable_row(const StoredFlow& flow, std::size_t frame);

/// Of the frames that have a row of observables: all if their pairs stay within 1e8, else evenly
/// spaced ones, at least 10, first and last among them. A formula of the sizes and times alone.
std::vector<FrameRow> frames_to_check(const StoredFlow& flow);

/// The times of the configuration: all of them if the flow reached its end, else a beginning and
/// perhaps the time of its last state. Rows by steps have every so many steps, at their own times.
bool are_planned_rows(const Judged& judged, const CadenceConfig& cadence, const StoredClock& clock);

/// A check with theory and measurement as numbers; agrees iff |difference| <= tolerance.
Check numeric_check(std::string id, std::string quantity, double theory, double measured,
                    double tolerance, std::string reason);
/// A check that holds or does not; `measured` is what was counted or seen.
Check yes_no_check(std::string id, std::string quantity, std::string theory, bool holds,
                   double measured);

/// Keeps the largest |stored - recomputed| and how much of it its scale allows.
struct Worst {
  double excess = -std::numeric_limits<double>::infinity();
  double theory = 0, measured = 0, tolerance = 0;

  void see(double recomputed, double stored, double allowed) {
    const double here = std::abs(stored - recomputed) / allowed;
    if (larger(excess, here) == excess) return;
    *this = {here, recomputed, stored, allowed};
  }
  Check check(std::string id, std::string quantity, std::string reason) const {
    return numeric_check(std::move(id), std::move(quantity), theory, measured, tolerance,
                         std::move(reason));
  }
};

/// Pairs of latents that plain sums may take for one check.
inline constexpr double pair_budget = 1e8;
/// The stated energy and its gradient at latents z, by plain sums.
theory::PlainSum plain_sum_of(const Judged& judged, const Points& z);
/// Why there are none: theory does not know the energy, or its kernel. Empty if it does.
std::string lack_of_plain_sums(const Judged& judged);
/// p_i of latents whose views are those of a quadrature; empty where all are equal.
State unequal_masses(const StoredRun& run, const StoredFlow& flow);
/// p_i of all latents: equal, or those of a quadrature of the views.
State masses(const Judged& judged);
/// Whether the right-hand side of the flow is smooth.
bool is_smooth(const FlowConfig& flow);

/// Whether the labels of latents are those of their points, view after view.
bool are_repeated(const std::vector<int>& labels, Index views, const std::vector<int>& species);
/// Views of a sample; of a quadrature the nodes of its rule for points of this dimension.
Index planned_views(const ViewsConfig& views, Index dim);
/// What the datasets of a file hold in sizes that its configuration does not plan; empty if they
/// fit. Laws say how many points there are, and quadratures how many views; files do not.
std::string contradiction(const StoredRun& run, const RunConfig& config);
/// The same of a flow: its kind, latents, start, and the parameters of its network.
std::string contradiction(const Judged& judged);
/// The network of the flow's configuration, for points of so many coordinates.
theory::PlainNetwork stated_network(const Judged& judged, Index inputs);
/// Whether there is anything to judge: flows that failed, or were stopped, may have no frame.
bool has_begun(const Judged& judged);
Check check_frames(const Judged& judged);
/// What can be told of a flow without frames: its sizes, and that it failed for a reason.
Check check_beginning(const Judged& judged);
/// Frames and observables have clocks of their own that must tell of one run: steps grow with time,
/// fixed steps end at multiples of their size, both series end together and at a stopping rule.
Check check_clock(const Judged& judged);
Check check_manifold(const Judged& judged);
std::optional<Check> check_angles(const Judged& judged);
/// Energy, gradient norm and, for particles, dissipation against plain sums.
std::vector<Check> check_plain_sums(const Judged& judged);
/// E falls by the integral of the dissipation, where rows are as dense as steps: of smooth flows by
/// adaptive methods.
std::optional<Check> check_identity(const Judged& judged);
/// How far the state moved within pairs of close times against the stated flow, defined once more
/// from what the file holds.
std::optional<Check> check_velocity(const Judged& judged);
/// The dissipation of kernels and networks at the times of pairs, by the stated flow.
std::optional<Check> check_dissipation(const Judged& judged);
/// Frames are the latents of the states stored at their times.
std::optional<Check> check_state(const Judged& judged);
/// Whether the pairs are those planned, or a beginning of them.
bool stores_all_pairs(const Judged& judged);
std::vector<Check> check_gap(const Judged& judged);
/// What the run itself counted that a flow does not do, since its steps were too long for its field
/// or its method's estimates too rough: theory of flows says nothing of it then. Empty if nothing.
std::string warnings_of(const Judged& judged);
/// The same of one kind: energy_rise, dissipation or off_manifold.
std::string warning_of(const Judged& judged, const std::string& kind);
Check check_monotone(const Judged& judged);
/// What of the series of the flow's kernel is not as its configuration plans it, at its times;
/// empty if all is.
std::string complaint_of_kernel(const Judged& judged);
/// Pairs of latents move apart by no more than their kernel allows.
std::optional<Check> check_persistence(const Judged& judged);
std::optional<Check> check_order(const Judged& judged);
/// Particles keep their mean coordinate where translations are isometries: on R^d and the circle.
std::optional<Check> check_mean(const Judged& judged);
/// Alignment, uniformity and, with labels, the cluster measures recomputed.
Check check_measures(const Judged& judged);
/// Of networks with test points: their latents and what was measured of them.
std::optional<Check> check_held_out(const Judged& judged);
/// Of mean-field networks: their neurons are their parameters rearranged, in every planned row.
std::optional<Check> check_neurons(const Judged& judged);
/// The kernel's eigenvalues and drift, computed again from the data and the weights.
std::optional<Check> check_kernel(const Judged& judged);
/// Normalised outputs of a frozen kernel conserve sum_ij y_i^T (Theta^-1)_ij y_j.
std::optional<Check> check_conserved(const Judged& judged);
/// Formation and break-up times, also in the units of the kernel, and the last gap: measured.
std::vector<Check> report_times(const Judged& judged);
Check check_expectation(const StoredFlow& flow, const Expectation& expect);

}  // namespace simclr_flow
