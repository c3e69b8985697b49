#include "simclr_flow/energy/contrastive.hpp"

#include <fmt/format.h>

#include <cmath>

#include "profile_check.hpp"

namespace simclr_flow {
namespace {

/// Psi and its derivatives as functions of x = log(R/A).
struct OuterValue {
  double value, first, second;
};

OuterValue outer_at(double x, Contrast::Outer outer, double offset) {
  if (outer == Contrast::Outer::linear) {
    const double t = std::exp(x);
    return {t, t, t};
  }
  if (offset == 0) return {x, 1, 0};
  const double y = x - std::log(offset), p = 1 / (1 + std::exp(-y));
  const double softplus = std::max(y, 0.0) + std::log1p(std::exp(-std::abs(y)));
  return {std::log(offset) + softplus, p, p * (1 - p)};
}

class ContrastiveEnergy final : public Energy {
 public:
  ContrastiveEnergy(const Contrast& contrast, Profile profile)
      : contrast_(contrast), profile_(profile) {
    check_profile(contrast.name, profile);
  }
  std::string_view name() const override { return contrast_.name; }
  double evaluate(const Latents& latents, Points* gradient, State* first_variation) const override;
  void hessian_vector(const Latents& latents, PointsView v, PointsOut out) const override;

 private:
  /// The sums of one evaluation and what scales their rows.
  struct Rows {
    KernelSum sum;
    double log_divisor;
    double mean;  ///< weight of one (row, partner) pair at equal masses
    double offset;
  };
  Rows rows_of(const Latents& latents) const;
  double row_mean(const Latents& latents, const Rows& rows, Index row) const {
    const double count = static_cast<double>(latents.z.cols());
    return latents.mass ? rows.mean * count * (*latents.mass)[row] : rows.mean;
  }
  OuterValue outer(const Rows& rows, double log_sum, double log_a) const {
    return outer_at(log_sum - rows.log_divisor - log_a, contrast_.outer, rows.offset);
  }
  /// visit(partner, s = |u - u'|^2/2) for the positive pairs of a row; an invariant map is its own
  /// partner at s = 0.
  template <class Visit>
  void for_each_positive(const Latents& latents, Index row, const Visit& visit) const;

  Contrast contrast_;
  Profile profile_;
};

ContrastiveEnergy::Rows ContrastiveEnergy::rows_of(const Latents& latents) const {
  const Index count = latents.z.cols(), views = latents.views;
  const bool cross = contrast_.negatives == Negatives::cross;
  const double n = static_cast<double>(cross ? count / views : count);
  const double partners = static_cast<double>(cross || views == 1 ? 1 : views - 1);
  Rows rows{KernelSum(profile_, contrast_.negatives, views), contrast_.normalised ? std::log(n) : 0,
            1 / (n * partners), views == 1 ? contrast_.offset_invariant : contrast_.offset};
  if (latents.mass)
    rows.sum.weighted((static_cast<double>(count) * latents.mass->array()).log().matrix());
  return rows;
}

template <class Visit>
void ContrastiveEnergy::for_each_positive(const Latents& latents, Index row,
                                          const Visit& visit) const {
  const Index views = latents.views, first = row - row % views;
  if (views == 1) return visit(row, 0.0);
  for (Index partner = first; partner < first + views; ++partner) {
    if (partner == row) continue;
    if (contrast_.negatives == Negatives::cross && partner != first + 1) continue;
    visit(partner, 0.5 * (latents.z.col(row) - latents.z.col(partner)).squaredNorm());
  }
}

double ContrastiveEnergy::evaluate(const Latents& latents, Points* gradient,
                                   State* first_variation) const {
  const Rows rows = rows_of(latents);
  const Index count = latents.z.cols();
  const double constant = latents.views == 1 ? contrast_.constant_invariant : 0;
  double value = 0;
  Points pulled = Points::Zero(latents.z.rows(), count);
  State direct = State::Zero(count), influence = State::Zero(count);
  const auto row_weight = [&](Index row, double log_sum) {
    const double mean = row_mean(latents, rows, row);
    double weight = 0;
    for_each_positive(latents, row, [&](Index partner, double s) {
      const OuterValue psi = outer(rows, log_sum, profile_.exponent(s));
      value += mean * (constant + psi.value);
      direct[row] += rows.mean * static_cast<double>(count) * (constant + psi.value);
      weight += mean * psi.first;
      if (partner == row) return;
      const State pull =
          mean * psi.first * profile_.slope(s) * (latents.z.col(row) - latents.z.col(partner));
      pulled.col(row) -= pull;
      pulled.col(partner) += pull;
    });
    return weight;
  };
  if (gradient || first_variation) {
    rows.sum.add_gradient(latents.z, row_weight, pulled, first_variation ? &influence : nullptr);
  } else {
    const State potential = rows.sum.log_potential(latents.z);
    for (Index row = 0; row < count; ++row)
      if (rows.sum.has_row(row)) row_weight(row, potential[row]);
  }
  if (first_variation) {
    *first_variation = direct;
    if (latents.mass)
      first_variation->array() += influence.array() / latents.mass->array();
    else
      *first_variation += static_cast<double>(count) * influence;
  }
  if (gradient) *gradient = std::move(pulled);
  return value;
}

void ContrastiveEnergy::hessian_vector(const Latents& latents, PointsView v, PointsOut out) const {
  const Rows rows = rows_of(latents);
  Points sum = Points::Zero(latents.z.rows(), latents.z.cols());
  const auto curvature = [&](Index row, double log_sum, double log_sum_dot) {
    const double mean = row_mean(latents, rows, row);
    KernelSum::RowResponse response{0, 0};
    for_each_positive(latents, row, [&](Index partner, double s) {
      const State r = latents.z.col(row) - latents.z.col(partner);
      const State r_dot = v.col(row) - v.col(partner);
      const double slope = profile_.slope(s), slope_dot = profile_.curvature(s) * r.dot(r_dot);
      const OuterValue psi = outer(rows, log_sum, profile_.exponent(s));
      const double first_dot = psi.second * (log_sum_dot - slope * r.dot(r_dot));
      response.weight += mean * psi.first;
      response.weight_derivative += mean * first_dot;
      if (partner == row) return;
      const State pull_dot =
          mean * ((first_dot * slope + psi.first * slope_dot) * r + psi.first * slope * r_dot);
      sum.col(row) -= pull_dot;
      sum.col(partner) += pull_dot;
    });
    return response;
  };
  rows.sum.add_hessian_vector(latents.z, v, curvature, sum);
  out = sum;
}

constexpr double log_2 = 0.69314718055994530942;

}  // namespace

std::unique_ptr<Energy> make_contrastive(const Contrast& contrast, Profile profile) {
  return std::make_unique<ContrastiveEnergy>(contrast, profile);
}

std::unique_ptr<Energy> make_simclr(Profile profile) {
  return make_contrastive({.name = "simclr"}, profile);
}
std::unique_ptr<Energy> make_simclr_noself(Profile profile) {
  return make_contrastive({.name = "simclr-noself", .negatives = Negatives::others}, profile);
}
std::unique_ptr<Energy> make_simclr_cross(Profile profile) {
  return make_contrastive({.name = "simclr-cross", .negatives = Negatives::cross}, profile);
}
std::unique_ptr<Energy> make_nt_xent(Profile profile) {
  return make_contrastive({.name = "nt-xent",
                           .offset = 0,
                           .negatives = Negatives::others,
                           .normalised = false,
                           .offset_invariant = 0.5,
                           .constant_invariant = log_2},
                          profile);
}
std::unique_ptr<Energy> make_info_nce(Profile profile) {
  return make_contrastive({.name = "info-nce", .offset = 0, .normalised = false}, profile);
}
std::unique_ptr<Energy> make_dcl(Profile profile) {
  return make_contrastive(
      {.name = "dcl", .offset = 0, .negatives = Negatives::other_samples, .normalised = false},
      profile);
}
std::unique_ptr<Energy> make_dhel(Profile profile) {
  return make_contrastive(
      {.name = "dhel", .offset = 0, .negatives = Negatives::same_view, .normalised = false},
      profile);
}
std::unique_ptr<Energy> make_linear(Profile profile) {
  return make_contrastive({.name = "linear", .outer = Contrast::Outer::linear}, profile);
}

}  // namespace simclr_flow
