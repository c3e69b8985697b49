#include "pair_mean.hpp"

#include <fmt/format.h>

#include <cmath>

#include "profile_check.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/parallel_blocks.hpp"

namespace simclr_flow {
namespace {

using Row = KernelFunctions::Row;

/// The pairs of latent i, with itself at e = 0.
class PairRow {
 public:
  PairRow(const KernelFunctions& functions, PointsView z, Index i)
      : difference(z.colwise() - z.col(i)),
        functions_(functions),
        i_(i),
        s_(0.5 * difference.colwise().squaredNorm().transpose().array()) {}
  Row exponents() const {
    Row e(s_.size());
    functions_.exponents(s_, e);
    e[i_] = 0;
    return e;
  }
  /// -e'
  Row pulls() const {
    Row pull(s_.size());
    functions_.pulls(s_, pull);
    pull[i_] = 0;
    return pull;
  }
  /// -e''/e'
  Row decays() const {
    Row decay(s_.size());
    functions_.decays(s_, decay);
    decay[i_] = 0;
    return decay;
  }

  const Points difference;  ///< z_j - z_i

 private:
  const KernelFunctions& functions_;
  Index i_;
  Row s_;
};

class PairMean final : public Energy {
 public:
  PairMean(const char* name, Profile profile) : name_(name), profile_(std::move(profile)) {
    check_profile(name, profile_);
  }
  std::string_view name() const override { return name_; }
  std::string why_not_finite(const Latents& latents) const override {
    return told_coincidence(latents, profile_);
  }

  double evaluate(const Latents& latents, Points* gradient, State* first_variation) const override {
    const State mass = masses(latents);
    const Index count = latents.z.cols();
    State potential(count);
    if (gradient) gradient->resize(latents.z.rows(), count);
    parallel_blocks(count, [&](Index i, Index) {
      const PairRow row(profile_.functions(), latents.z, i);
      potential[i] = mass.dot(row.exponents().matrix());
      if (gradient)
        gradient->col(i) = 2 * mass[i] * (row.difference * (mass.array() * row.pulls()).matrix());
    });
    if (first_variation) *first_variation = 2 * potential;
    const double value = mass.dot(potential);
    if (gradient && !std::isfinite(value)) gradient->setZero();
    return value;
  }

  void derivative(const Latents& latents, const Direction& along, PointsOut gradient_dot,
                  State* first_variation_dot) const override {
    const State mass = masses(latents),
                mass_dot = along.mass ? *along.mass : State::Zero(mass.size());
    Points sum(latents.z.rows(), latents.z.cols());
    if (first_variation_dot) first_variation_dot->resize(latents.z.cols());
    parallel_blocks(latents.z.cols(), [&](Index i, Index) {
      const PairRow row(profile_.functions(), latents.z, i);
      const Points difference_dot = along.dz.colwise() - along.dz.col(i);
      const Row travel =
          (row.difference.array() * difference_dot.array()).colwise().sum().transpose();
      const Row pull = row.pulls(), p = mass.array(), p_dot = mass_dot.array();
      const Row factor = p * pull, factor_dot = p_dot * pull - factor * row.decays() * travel;
      sum.col(i) =
          2 * mass_dot[i] * (row.difference * factor.matrix()) +
          2 * mass[i] * (row.difference * factor_dot.matrix() + difference_dot * factor.matrix());
      if (first_variation_dot)
        (*first_variation_dot)[i] = 2 * (p_dot * row.exponents() - factor * travel).sum();
    });
    gradient_dot = sum;
  }

 private:
  State masses(const Latents& latents) const {
    if (latents.views > 1)
      throw InputError(
          fmt::format("energy '{}': of {} views R/A needs a kernel, which is positive; -log|z-z'| "
                      "is the energy of a pair, of single views",
                      name_, latents.views));
    const Index count = latents.z.cols();
    return latents.mass ? *latents.mass : State::Constant(count, 1 / static_cast<double>(count));
  }

  const char* name_;
  Profile profile_;
};

}  // namespace

std::unique_ptr<Energy> make_pair_mean(const char* name, Profile profile) {
  return std::make_unique<PairMean>(name, std::move(profile));
}

}  // namespace simclr_flow
