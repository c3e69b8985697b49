#include "simclr_flow/energy/contrastive.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/kernel_sum/kernel_sum.hpp"

namespace simclr_flow {
namespace {

/// E = constant + mean over rows r = (i,a) and b != a of
///       log(offset·A_rb + S_r/divisor) - log A_rb,     S_r = sum of kernels of row r.
/// All terms are functions of L_r = log S_r and l_rb = log A_rb = -|u_ia - u_ib|^2/(2 tau).
struct Family {
  std::string_view name;
  double offset;            // several views
  double offset_invariant;  // one view
  double constant_invariant;
  bool divide_by_count;
  SelfTerm self;
};

constexpr Family simclr_family{"simclr", 1, 1, 0, true, SelfTerm::included};
// Two collapsed views: sum_{(j,c) != (i,a)} k = 2 (1/2 + sum_{j != i} k_ij).
constexpr Family nt_xent_family{"nt-xent",         0, 0.5, 0.69314718055994530942, false,
                                SelfTerm::excluded};

/// log(e^a + e^b), exact for b = -inf.
double log_add(double a, double b) {
  const double high = std::max(a, b);
  return high + std::log1p(std::exp(std::min(a, b) - high));
}

/// 1/(1 + e^{-x}).
double logistic(double x) { return 1 / (1 + std::exp(-x)); }

class ContrastiveEnergy final : public Energy {
 public:
  ContrastiveEnergy(const Family& family, double temperature)
      : family_(family), temperature_(temperature), sum_(temperature, family.self) {
    if (!(temperature > 0) || !std::isfinite(temperature))
      throw InputError(fmt::format("energy '{}': temperature must be positive and finite, not {}",
                                   family.name, temperature));
  }
  std::string_view name() const override { return family_.name; }
  double evaluate(const Latents& latents, Points* gradient) const override;
  void hessian_vector(const Latents& latents, PointsView v, PointsOut out) const override;

 private:
  /// One positive pair (row r, view b): its column, log A, log(offset·A), and its direction.
  template <class Visit>
  void for_each_positive(const Latents& latents, Index row, const Visit& visit) const;
  double log_offset(Index views) const {
    return std::log(views == 1 ? family_.offset_invariant : family_.offset);
  }
  double log_divisor(Index count) const {
    return family_.divide_by_count ? std::log(static_cast<double>(count)) : 0;
  }

  Family family_;
  double temperature_;
  KernelSum sum_;
};

/// Calls visit(column of the partner, log A); an invariant map is its own partner with A = 1.
template <class Visit>
void ContrastiveEnergy::for_each_positive(const Latents& latents, Index row,
                                          const Visit& visit) const {
  const Index first = row - row % latents.views;
  if (latents.views == 1) return visit(row, 0.0);
  for (Index partner = first; partner < first + latents.views; ++partner)
    if (partner != row)
      visit(partner,
            (latents.z.col(row) - latents.z.col(partner)).squaredNorm() / (-2 * temperature_));
}

double ContrastiveEnergy::evaluate(const Latents& latents, Points* gradient) const {
  const Index count = latents.z.cols(), partners = std::max<Index>(latents.views - 1, 1);
  const double mean = 1 / static_cast<double>(count * partners);
  const double offset = log_offset(latents.views), divisor = log_divisor(count);
  double value = 0;
  if (gradient) gradient->setZero(latents.z.rows(), count);
  const auto row_weight = [&](Index row, double log_sum) {
    const double log_r = log_sum - divisor;
    double weight = 0;
    for_each_positive(latents, row, [&](Index partner, double log_a) {
      value += mean * (log_add(log_r, offset + log_a) - log_a);
      const double p = mean * logistic(log_r - offset - log_a);
      weight += p;
      if (gradient && partner != row) {
        const State pull = p / temperature_ * (latents.z.col(partner) - latents.z.col(row));
        gradient->col(row) -= pull;
        gradient->col(partner) += pull;
      }
    });
    return weight;
  };
  if (gradient) {
    sum_.add_gradient(latents.z, row_weight, *gradient);
  } else {
    const State potential = sum_.log_potential(latents.z);
    for (Index row = 0; row < count; ++row) row_weight(row, potential[row]);
  }
  return value + (latents.views == 1 ? family_.constant_invariant : 0);
}

void ContrastiveEnergy::hessian_vector(const Latents& latents, PointsView v, PointsOut out) const {
  const Index count = latents.z.cols(), partners = std::max<Index>(latents.views - 1, 1);
  const double mean = 1 / static_cast<double>(count * partners);
  const double offset = log_offset(latents.views), divisor = log_divisor(count);
  Points sum = Points::Zero(latents.z.rows(), count);
  const auto curvature = [&](Index row, double log_sum, double log_sum_dot) {
    KernelSum::RowResponse response{0, 0};
    for_each_positive(latents, row, [&](Index partner, double log_a) {
      const State r = (latents.z.col(partner) - latents.z.col(row)) / temperature_;
      const State r_dot = (v.col(partner) - v.col(row)) / temperature_;
      const double log_a_dot = -temperature_ * r.dot(r_dot);
      const double p = logistic(log_sum - divisor - offset - log_a);
      const double p_dot = p * (1 - p) * (log_sum_dot - log_a_dot);
      response.weight += mean * p;
      response.weight_derivative += mean * p_dot;
      if (partner == row) return;
      const State pull_dot = mean * (p_dot * r + p * r_dot);
      sum.col(row) -= pull_dot;
      sum.col(partner) += pull_dot;
    });
    return response;
  };
  sum_.add_hessian_vector(latents.z, v, curvature, sum);
  out = sum;
}

}  // namespace

std::unique_ptr<Energy> make_simclr(double temperature) {
  return std::make_unique<ContrastiveEnergy>(simclr_family, temperature);
}

std::unique_ptr<Energy> make_nt_xent(double temperature) {
  return std::make_unique<ContrastiveEnergy>(nt_xent_family, temperature);
}

double uniformity(PointsView z, double temperature) {
  const State potential = KernelSum(temperature, SelfTerm::excluded).log_potential(z);
  const double largest = potential.maxCoeff();
  const double count = static_cast<double>(z.cols());
  return largest + std::log((potential.array() - largest).exp().sum() / (count * (count - 1)));
}

double alignment(const Latents& latents) {
  const Index views = latents.views, count = latents.z.cols();
  if (views == 1) return 0;
  double sum = 0;
  for (Index row = 0; row < count; ++row)
    for (Index partner = row - row % views; partner < row; ++partner)
      sum += (latents.z.col(row) - latents.z.col(partner)).squaredNorm();
  return sum / (0.5 * static_cast<double>(count * (views - 1)));
}

}  // namespace simclr_flow
