#pragma once
// What a method may have put a stored flow wrong by. Private to judge.
#include <string>
#include <vector>

#include "judged.hpp"
#include "stated_flow.hpp"

namespace simclr_flow {

/// Error control holds what each step k adds to a state x of n numbers, l_k, to the tolerances, in
/// a norm weighted by atol + rtol |x_i| (CVODE: the root mean square; Odeint, whose weights have
/// rtol h |x_i'| besides: the largest), so that
///     |l_k|_2 <= sqrt(n) local_error,   local_error = atol + rtol (largest |x_i| of the steps).
/// Theory's statements on a flow's way from x_0 to x(t) hold of the piece from each step's
/// beginning to the flow's own end of it, and add up: beside what they allow, k steps put x(t) -
/// x_0 wrong by at most the sum of their l_k. No factor of Gronwall's comes in, since nothing is
/// said of where another solution would be. A row inside a step is served by the method once more,
/// or by interpolation, to the same order: it counts as so many steps, `of_a_row`. Hence
///     accumulated_error = (steps + of_a_row) local_error,   a number of the state (n = 1).
/// 0 for fixed steps, which no tolerance controls. Hazard: of the methods' own estimates, which are
/// rough at varying order (bulirsch_stoer: rows are off by up to 25 tolerances).
/// Source: Hairer, Norsett, Wanner, Solving Ordinary Differential Equations I, II.4 (per-step
/// control); Hindmarsh et al., ACM TOMS 31 (2005) (CVODE's norm).
double local_error(const Judged& judged, double largest);
double accumulated_error(const Judged& judged, Index steps, double largest);

/// What the sum of all forces sum_i dE/dz_i, which is zero, may be by rounding in doubles.
double force_rounding(const Judged& judged, const Points& latents);

/// The largest |number| so far of something that grows, row by row.
struct Sizes {
  std::vector<double> time, largest;

  /// Up to the first row after this time, by which a step that began before has ended.
  double until(double t) const;
  double all() const { return largest.empty() ? 0 : largest.back(); }
};

/// Of the coordinates of latents - e.g. angles - in the frames.
Sizes sizes_of_latents(const Judged& judged);
/// Of the states of probes, and of a network's first parameters.
Sizes sizes_of_states(const Judged& judged);

/// How far E may rise between two rows of observables: 10 rtol and rounding of E, what atol moves
/// it by, sum |grad E| atol over the steps, and the second order of a step's error, (2/tau)
/// |l_k|^2, which is all that is left where grad E is 0; atol and l_k once per number of a latent.
/// Of networks, whose steps move parameters, sum (dissipation/mobility)^{1/2} atol. Of fixed steps
/// rounding alone.
double energy_error(const Judged& judged, const Sizes& latents, std::size_t from, std::size_t to);

/// How much of itself the velocity changes within one step of fixed size, at most, at the states of
/// probes: by as much steps overshoot what the flow does. 0 for adaptive methods.
double share_of_fixed_step(const Judged& judged, const StatedFlow& stated);
/// The same at one state.
double share_of_fixed_step(const Judged& judged, const StatedFlow& stated, const State& x);
/// Steps of a larger share follow no flow.
inline constexpr double longest_share = 0.5;
/// After such steps those of a smaller share than this do again.
inline constexpr double short_again = 0.1;
/// Says so where that share is larger. Else empty.
std::string steps_too_long(const Judged& judged, const StatedFlow& stated);

}  // namespace simclr_flow
