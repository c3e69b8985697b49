#pragma once
#include "simclr_flow/flow/integrator.hpp"
#include "simclr_flow/study/hessian_spectrum.hpp"

namespace simclr_flow {

/// How a search goes.
struct SearchPlan {
  double tolerance = 1e-12;  ///< of FirstOrder::residual
  Index eigenvalues = 8;     ///< lowest ones that are kept
  Index dense = 500;         ///< directions up to which all are computed
  long max_steps = 100'000;  ///< of the flow
  Index copies = 0;          ///< of SpectrumPlan
};

/// How the spectrum at a state with such forces is computed, see accuracy.hpp.
SpectrumPlan spectrum_plan(const SearchPlan& plan, const Flow& flow, const FirstOrder& at);

/// FirstOrder at x in normal form; its residual is 0 where |grad E| is not told from 0, as it is
/// where forces cancel before they are projected: their quotient is rounding then, 0.77 say.
FirstOrder told_from_rounding(const Flow& flow, const State& x, double tolerance);

/// How far Newton's method may move a latent from where a flow left it: beyond, it has jumped.
double newton_reach(double temperature);

/// Where a search ended. Failed: the residual stayed above the tolerance.
struct StationaryPoint {
  Status status;
  State x;
  FirstOrder first;
  HessianSpectrum spectrum;  ///< of a done search
  double time = 0;           ///< of the flow, before the polish
  Index flow_steps = 0, newton_steps = 0;
};

/// Follows a flow of latents from its start until Newton's method keeps what it has reached: at
/// residuals 1e-2, 1e-3, ... (where the forces before projection vanish: |grad E| over a hundredth
/// of the largest eigenvalue times min(1, tau)) polish() is tried, and taken if it comes to the
/// tolerance, moves no latent by more than newton_reach (a tenth of min(1, sqrt(tau))) and ends
/// without a negative eigenvalue of the Hessian; near a saddle that the flow itself does not leave
/// (residual <= 1e-10) whatever stationary state it comes to is taken. Where E is all but flat in
/// many directions, too flat for Newton's method, the flow goes on until those are at rest too. So
/// each start ends where its flow does, saddles included; hazard: at high temperatures residuals
/// are that small along all of a valley, and a saddle in it may be taken that the flow would leave.
/// The integrator is the caller's; the flow must outlive the call. Throws Cancelled.
StationaryPoint find_stationary(const Flow& flow, Integrator& integrator, double temperature,
                                const SearchPlan& plan);

/// Newton's method for rhs = 0 modulo symmetries, x in normal form after: A u = reduce(rhs), up to
/// `dense` directions by an orthogonal decomposition (of rank to 1e-13 of its largest pivot, or to
/// 1e-10 or 1e-7 where flat directions would spoil the step), above by MINRES to 1e-4 of the
/// gradient (which fails where eigenvalues of all sizes are mixed): directions in which E is flat
/// are left alone. Where one step does not lower |grad E| (energies
/// differ by rounding alone there), up to four more are taken if these do, as in curved valleys
/// with flat floors; else steps are halved. Goes on below the tolerance while |grad E| halves.
/// Returns the number of steps.
Index polish(const Flow& flow, State& x, double tolerance, Index dense);

}  // namespace simclr_flow
