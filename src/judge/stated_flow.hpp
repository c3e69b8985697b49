#pragma once
// The flow that a file states, defined once more from its configuration, data and weights. Private
// to judge.
#include <optional>
#include <string>

#include "judged.hpp"
#include "simclr_flow/theory/plain_network.hpp"

namespace simclr_flow {

/// The network of the flow's configuration, for points of so many coordinates.
theory::PlainNetwork stated_network(const Judged& judged, Index inputs);

/// x' = -M(x) DPhi(x)^T dE(Phi(x)) of a stored flow, by plain sums and plain networks; shares no
/// code with flow/, energy/ or network/.
///
///   particle   y_i' = -(dE/dy_i)/p_i            kernel     y' = -Theta dE/dy
///   intrinsic  z' = -P Theta P dE/dz            network    w' = -mobility J(w)^T dE/dy
///   intrinsic network  w' likewise, z' = P J(w) w'
///
/// x is what the probes of a file hold: raw outputs y (e.g. angles), parameters w, or both. Each
/// velocity costs O(N^2 d), of kernels O(N^2 q^2), of networks O(N P) beside it.
class StatedFlow {
 public:
  /// Nothing where a part is not stored or too large; `why` then says which.
  static std::optional<StatedFlow> of(const Judged& judged, std::string& why);
  /// The same of descents too, which follow no velocity.
  static std::optional<StatedFlow> parts_of(const Judged& judged, std::string& why);

  Points outputs(const State& x) const;  ///< y, coordinates×N
  Points latents(const Points& y) const;
  State velocity(const State& x) const;
  /// y' at x, coordinates×N: of networks by the kernel at x, O(N^2 P).
  Points output_velocity(const State& x) const;
  /// x at t = 0: parameters, else outputs (those of the first frame, unless a file gave them).
  State start() const;
  double mobility() const { return network_.mobility(); }
  /// -dE/dt at x.
  double dissipation(const State& x) const;
  /// Whether outputs move by a kernel, which is Theta at x: N×N if it acts alike on all outputs,
  /// else N q×N q.
  bool has_kernel() const { return judged_.flow.kind != "particle"; }
  bool has_frozen_kernel() const { return judged_.flow_config.has_frozen_kernel(); }
  Points kernel(const State& x) const;

  // What rounding in doubles may do to these at x, from above and to first order; of network flows
  // and empirical kernels by plain_rounding.
  double output_rounding(const State& x) const;    ///< of a number of y: |f|, |f_0| and |b| round
  double kernel_rounding(const State& x) const;    ///< of an entry of Theta
  double velocity_rounding(const State& x) const;  ///< of x', in the Euclidean norm
  double dissipation_rounding(const State& x) const;  ///< of -dE/dt

 private:
  explicit StatedFlow(const Judged& judged) : judged_(judged) {}
  bool make_network(std::string& why);
  bool make_kernel(std::string& why);
  bool has_latents() const { return judged_.flow_config.has_latents_in_state(); }
  State parameters(const State& x) const { return x.head(network_.parameter_count()); }
  Points energy_gradient(const Points& y) const;                           ///< dE/dy
  Points between_projections(const Points& theta, const Points& z) const;  ///< P Theta P
  Points moved_by_kernel(const Points& g) const { return moved_by(theta_, g); }
  static Points moved_by(const Points& theta, const Points& g);
  double gradient_rounding(const State& x) const;  ///< of dE/dy, in the Frobenius norm

  const Judged& judged_;
  Points inputs_;    ///< D×N
  Points theta_;     ///< frozen
  Points centring_;  ///< b - f_w0(X) of a centred network
  theory::PlainNetwork network_;
};

/// Rows of a matrix whose eigenvalues are all computed.
inline constexpr Index largest_dense = 1000;

}  // namespace simclr_flow
