#pragma once
#include <array>
#include <string>
#include <string_view>

#include "simclr_flow/core/snapshot.hpp"
#include "simclr_flow/flow/cadence.hpp"
#include "simclr_flow/flow/flow.hpp"
#include "simclr_flow/flow/integrator.hpp"

namespace simclr_flow {

/// How often something that a gradient flow rules out was seen, and the worst of it.
struct Warning {
  Index count = 0;
  double worst = 0;
};

/// Which laws an audit holds a run to.
struct AuditRules {
  bool descends = true;    ///< E never rises: false for sampled or accelerated descents
  bool dissipates = true;  ///< dE/dt = -dissipation: false also for networks with kinks
  double rtol = 1e-6;      ///< of the integrator; 0 for fixed steps
};

/// Watches that a computed flow is a gradient flow. At every time of its cadence and at the end:
///   energy_rise  E fell since the time before, but for 10 rtol max(1,|E|) + rounding; `worst` is
///                the largest rise
///   dissipation  over the last accepted step E_end - E_begin + integral of the dissipation
///                (Simpson's rule on both ends and the middle) is at most 5 % of that integral, and
///                10 rtol max(1,|E|) + rounding; `worst` is the largest excess relative to the
///                integral. Steps over which Simpson's rule does not resolve the dissipation
///                (it differs from the trapezoidal rule by more than half) are left out.
///   off_manifold particles leave the manifold by more than max(1e-8, 100 rtol) before they are
///                brought back; `worst` is the largest distance
/// A look costs six evaluations of E beside interpolation. Source: dE/dt = -g·M g, exact along the
/// flow.
class Audit final : public Observer {
 public:
  /// What it warns of: the index of names and warnings().
  enum Kind : std::size_t { energy_rise, dissipation, off_manifold };
  static constexpr std::array<std::string_view, 3> names{"energy_rise", "dissipation",
                                                         "off_manifold"};
  Audit(const Flow& flow, const Integrator& integrator, const AuditRules& rules, Cadence cadence);

  double next_time() const override { return cadence_.next_time(); }
  void observe(const Snapshot& snapshot) override;
  bool keeps_step(Index step) const override { return cadence_.is_due(step); }
  std::optional<Status> stepped(const Snapshot& snapshot) override;
  void ended(const Snapshot& snapshot) override;
  void archive(Archive& a) override;

  const std::array<Warning, 3>& warnings() const { return warnings_; }
  /// A sentence for each kind of warning that was counted, with its figures.
  std::string sentence(std::size_t kind) const;

 private:
  void look(const Snapshot& snapshot);
  void check_rise(double energy);
  void check_dissipation();
  void warn(std::size_t kind, double how_much);
  double allowance(double energy) const;

  const Flow& flow_;
  const Integrator& integrator_;
  AuditRules rules_;
  Cadence cadence_;
  double last_energy_;
  double last_end_ = -1;  ///< end of the last step audited
  std::array<Warning, 3> warnings_;
};

}  // namespace simclr_flow
