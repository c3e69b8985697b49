#include "simclr_flow/energy/alignment_uniformity.hpp"

#include <cmath>
#include <limits>

#include "mass_direction.hpp"
#include "positive_pairs.hpp"
#include "profile_check.hpp"
#include "simclr_flow/kernel_sum/kernel_sum.hpp"

namespace simclr_flow {
namespace {

class Alignment final : public Energy {
 public:
  std::string_view name() const override { return "alignment"; }
  bool takes_view_weights() const override { return true; }
  bool takes_positives() const override { return true; }

  double evaluate(const Latents& latents, Points* gradient, State* first_variation) const override {
    double value = 0;
    if (gradient) gradient->setZero(latents.z.rows(), latents.z.cols());
    if (first_variation) first_variation->setZero(latents.z.cols());
    for_each_pair(latents, [&](Index row, Index partner, double share) {
      const State r = latents.z.col(row) - latents.z.col(partner);
      const double mean = mass_of(latents, row) * share;
      value += mean * r.squaredNorm();
      if (first_variation) (*first_variation)[row] += share * r.squaredNorm();
      if (!gradient) return;
      gradient->col(row) += 2 * mean * r;
      gradient->col(partner) -= 2 * mean * r;
    });
    return value;
  }

  void derivative(const Latents& latents, const Direction& along, PointsOut gradient_dot,
                  State* first_variation_dot) const override {
    Points sum = Points::Zero(latents.z.rows(), latents.z.cols());
    if (first_variation_dot) first_variation_dot->setZero(latents.z.cols());
    for_each_pair(latents, [&](Index row, Index partner, double share) {
      const State r = latents.z.col(row) - latents.z.col(partner),
                  r_dot = along.dz.col(row) - along.dz.col(partner);
      const double mass_dot = along.mass ? (*along.mass)[row] : 0;
      const State move = 2 * share * (mass_of(latents, row) * r_dot + mass_dot * r);
      sum.col(row) += move;
      sum.col(partner) -= move;
      if (first_variation_dot) (*first_variation_dot)[row] += 2 * share * r.dot(r_dot);
    });
    gradient_dot = sum;
  }

 private:
  /// visit(row, partner, share) for all ordered positive pairs.
  template <class Visit>
  static void for_each_pair(const Latents& latents, const Visit& visit) {
    for (Index row = 0; row < latents.z.cols(); ++row)
      for_each_positive(latents, row, false, [&](Index partner, double share) {
        if (partner != row) visit(row, partner, share);
      });
  }
};

/// log(sum_i p_i K_i / (1 - sum p_i^2)), K_i = sum_{j != i} p_j k_ij. The weights of the rows need
/// the sum of all rows first: two passes.
class Uniformity final : public Energy {
 public:
  explicit Uniformity(Profile profile) : profile_(std::move(profile)) {
    check_profile("uniformity", profile_);
    require_kernel("uniformity", profile_);
  }
  std::string_view name() const override { return "uniformity"; }
  std::string why_not_finite(const Latents& latents) const override {
    return told_coincidence(latents, profile_);
  }

  double evaluate(const Latents& latents, Points* gradient, State* first_variation) const override {
    const State mass = masses(latents);
    const KernelSum sum = kernel_sum(mass);
    const State potential = sum.log_potential(latents.z),
                row_log = potential + State(mass.array().log());
    const double total = log_sum(row_log), spread = 1 - mass.squaredNorm();
    if (total == std::numeric_limits<double>::infinity()) {  // latents at a pole of the kernel
      if (gradient) gradient->setZero(latents.z.rows(), latents.z.cols());
      if (first_variation) first_variation->setZero(latents.z.cols());
      return total;
    }
    const State share = (row_log.array() - total).exp();  // sums to 1
    if (gradient) {
      gradient->setZero(latents.z.rows(), latents.z.cols());
      sum.add_gradient(
          latents.z, [&](Index row, double) { return share[row]; }, *gradient);
    }
    if (first_variation)
      *first_variation = 2 * ((potential.array() - total).exp() + mass.array() / spread);
    return total - std::log(spread);
  }

  void derivative(const Latents& latents, const Direction& along, PointsOut gradient_dot,
                  State* first_variation_dot) const override {
    const State mass = masses(latents), log_mass_dot = log_mass_direction(mass, along.mass);
    const KernelSum sum = kernel_sum(mass);
    const auto potential = sum.potential_along(latents.z, along.dz, log_mass_dot);
    const State row_log = potential.log_sum + State(mass.array().log());
    const double total = log_sum(row_log);
    const State share = (row_log.array() - total).exp();
    State row_log_dot = potential.log_sum_dot;
    if (log_mass_dot.size()) row_log_dot += log_mass_dot;
    row_log_dot.array() -= share.dot(row_log_dot);
    const auto respond = [&](Index row, double, double) {
      return KernelSum::RowResponse{share[row], share[row] * row_log_dot[row]};
    };
    Points result = Points::Zero(latents.z.rows(), latents.z.cols());
    sum.add_hessian_vector(latents.z, along.dz, respond, result, log_mass_dot);
    gradient_dot = result;
    if (!first_variation_dot) return;
    if (log_mass_dot.size()) row_log_dot -= log_mass_dot;
    *first_variation_dot = 2 * (potential.log_sum.array() - total).exp() * row_log_dot.array();
    if (along.mass) *first_variation_dot += spread_term_derivative(mass, *along.mass);
  }

 private:
  /// Of 2 p/(1 - sum p^2).
  static State spread_term_derivative(const State& mass, const State& mass_dot) {
    const double spread = 1 - mass.squaredNorm(), spread_dot = -2 * mass.dot(mass_dot);
    return 2 / spread * (mass_dot - spread_dot / spread * mass);
  }
  static State masses(const Latents& latents) {
    const Index count = latents.z.cols();
    return latents.mass ? *latents.mass : State::Constant(count, 1 / static_cast<double>(count));
  }
  static double log_sum(const State& logs) {
    const double largest = logs.maxCoeff();
    if (largest == std::numeric_limits<double>::infinity()) return largest;
    return largest + std::log((logs.array() - largest).exp().sum());
  }
  KernelSum kernel_sum(const State& mass) const {
    return KernelSum(profile_, Negatives::others).weighted(mass.array().log().matrix());
  }

  Profile profile_;
};

}  // namespace

std::unique_ptr<Energy> make_alignment(Profile profile) {
  check_profile("alignment", profile);
  return std::make_unique<Alignment>();
}

std::unique_ptr<Energy> make_uniformity(Profile profile) {
  return std::make_unique<Uniformity>(profile);
}

double alignment(const Latents& latents) { return Alignment().evaluate(latents, nullptr, nullptr); }

double uniformity(PointsView z, double temperature, const Summation& summation) {
  return Uniformity(gauss_profile(temperature).summed(summation)).evaluate({z}, nullptr, nullptr);
}

}  // namespace simclr_flow
