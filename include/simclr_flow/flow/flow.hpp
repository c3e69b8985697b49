#pragma once
#include <functional>
#include <memory>
#include <optional>

#include "simclr_flow/core/types.hpp"
#include "simclr_flow/data/view_sampler.hpp"
#include "simclr_flow/flow/latent_energy.hpp"
#include "simclr_flow/network/network.hpp"
#include "simclr_flow/network/tangent_kernel.hpp"

namespace simclr_flow {

using LinearMap = std::function<State(const State&)>;

/// A gradient flow of the energy E through a latent map Phi with mobility M:
///
///   x' = -M(x) g(x),   g = D(E o Phi)(x)^T,   dE/dt = -g·M g <= 0
///
///   particle   x = y,  M = 1/p          z_i' = -N dE/dz_i, the Wasserstein gradient flow on atoms
///                                       (on the sphere P g/|y|: |y| = 1 is kept by the flow)
///   kernel     x = y,  M = Theta        y_i' = -sum_j Theta_ij dE/dy_j, Theta frozen
///   intrinsic  x = z,  M = P Theta P    z_i' = -sum_j P_i Theta_ij P_j dE/dz_j on |z| = 1
///   network    x = w,  M = 1            w' = -grad_w E(f_w(X)), the parameter flow
///                      (mean-field scaling: M = the last width, see Scaling)
///   intrinsic network  x = (w, z), w' = -M J^T dE/dz, z' = P J w': z' = -P Theta(w) P dE/dz on
///                      |z| = 1, J = D_w f_w(X), with dE/dt = -|w'|^2/M
///
/// Between walls (a box) velocities that point out of M there are stopped, and the right-hand side
/// at a state beyond a wall is that at the nearest point of M.
/// The right-hand sides are autonomous. Time is the paper's: one unit of t moves a particle by
/// N times its gradient, so that flows of different N have the same limit.
/// Laws: those of broken_law, flow/flow_laws.hpp.
class Flow {
 public:
  virtual ~Flow() = default;

  /// Where the latents are.
  virtual const Manifold& manifold() const = 0;
  /// The state at t = 0.
  virtual State initial_state() const = 0;
  /// Raw outputs y(x), coordinate_dim×N.
  virtual Points outputs(const State& x) const = 0;
  virtual void rhs(const State& x, State& dxdt) const = 0;
  /// The right-hand side by what is drawn for a step 0, 1, ... of a descent (fresh views, a
  /// minibatch): a function of the seed, the step and x alone. The rhs itself where nothing is
  /// drawn.
  virtual void sampled_rhs(Index, const State& x, State& dxdt) const { rhs(x, dxdt); }
  /// True if sampled_rhs is not rhs.
  virtual bool stochastic() const { return false; }
  /// v -> D rhs(x) v, exact where the right-hand side is smooth; what depends on x alone is
  /// computed once. Coordinates that a wall stops stay in it: they take no part in v, and their
  /// velocity is 0. The map refers to this flow and must not outlive it.
  virtual LinearMap linearise(const State& x) const = 0;
  /// Brings x back to the manifold's normal form, if x holds latents that have one.
  virtual void retract(State& x) const = 0;
  /// True if retract() can change anything.
  virtual bool needs_retraction() const = 0;
  /// -dE/dt at x >= 0.
  virtual double dissipation(const State& x) const = 0;
  /// The masses p_i of the latents where the flow moves them, else empty: all are equal.
  virtual State masses(const State&) const { return {}; }
  /// E and how far x is from stationary.
  virtual FirstOrder first_order(const State& x) const = 0;
  /// dE/dy at x, coordinate_dim×N, of the masses that the latents have there.
  virtual Points output_gradient(const State& x) const = 0;
  /// E as a function of the outputs alone, where the masses of the latents stay: equal ones, or
  /// those of a quadrature. Null for flows that move masses.
  virtual const LatentEnergy* latent_energy() const { return nullptr; }
  /// Theta(x), by which raw outputs move at x: y' = -Theta(x) dE/dy. Frozen for kernel flows,
  /// P Theta P at x for intrinsic forms, M D_w y D_w y^T for networks; none for particles.
  virtual std::optional<TangentKernel> tangent_kernel(const State&) const { return std::nullopt; }
  /// The parameters, for flows that have any (else empty).
  virtual State weights(const State&) const { return {}; }
  /// The network whose parameters the flow moves; null for other flows.
  virtual const Network* network() const { return nullptr; }
};

/// Free particles from y(0) = start (coordinate_dim×N).
std::unique_ptr<Flow> make_particle_flow(LatentEnergy energy, Points start);

/// How a frozen kernel moves latents on the sphere.
///   normalised  y' = -Theta dE/dy, z = y/|y| (elsewhere the only form, z the point of y). As y_i
///               is orthogonal to dE/dy_i, sum_ij y_i^T (Theta^-1)_ij y_j is conserved: lengths
///               |y| shrink, the flow speeds up as 1/|y|^2, and some y_i may come to 0
///   intrinsic   z' = -P Theta P dE/dz, |z| = 1
enum class KernelForm { normalised, intrinsic };

/// Outputs moved by a frozen tangent kernel, from y(0) = start. Throws InputError for an intrinsic
/// flow on a manifold other than the sphere.
std::unique_ptr<Flow> make_kernel_flow(LatentEnergy energy, Points start, TangentKernel kernel,
                                       KernelForm form = KernelForm::normalised);

/// Parameter flow of a network on fixed inputs X (views in columns), from w(0) = weights, with its
/// mobility (1 but for the mean-field scaling).
/// centered: y = f_w(X) - f_w(0)(X) + start, so that y(0) = start; otherwise y = f_w(X) and start
/// is not used.
/// With a sampler, sampled_rhs(k, w) is -M grad_w E on what it draws for step k: N is the number of
/// latents drawn, and if centered y = f_w(X_k) - f_w(0)(X_k) + b, b the columns of start of the
/// samples drawn. Outputs, rhs and dissipation stay those of the fixed inputs X.
std::unique_ptr<Flow> make_network_flow(LatentEnergy energy, Points start, Network network,
                                        State weights, Points inputs, bool centered,
                                        std::optional<ViewSampler> sampler = {});

/// The same on the sphere with latents that are moved along it, z' = P J w' from z(0) = start, or
/// f_w(0)(X)/|f_w(0)(X)| unless centered; their lengths have no part in the flow, while those of
/// make_network_flow may come to 0, where y/|y| has no limit. Hazard: z depends on the way of w,
/// not on w alone. Throws InputError on a manifold other than the sphere.
std::unique_ptr<Flow> make_intrinsic_network_flow(LatentEnergy energy, Points start,
                                                  Network network, State weights, Points inputs,
                                                  bool centered);

}  // namespace simclr_flow
