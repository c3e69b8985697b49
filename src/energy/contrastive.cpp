#include "simclr_flow/energy/contrastive.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "mass_direction.hpp"
#include "pair_mean.hpp"
#include "positive_pairs.hpp"
#include "profile_check.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/parallel_blocks.hpp"

namespace simclr_flow {
namespace {

/// Psi and its derivatives as functions of x = log(R/A).
struct OuterValue {
  double value, first, second;
};

OuterValue outer_at(double x, Contrast::Outer outer, double log_offset) {
  if (outer == Contrast::Outer::linear) {
    const double t = std::exp(x);
    return {t, t, t};
  }
  if (log_offset == -std::numeric_limits<double>::infinity()) return {x, 1, 0};
  const double y = x - log_offset, e = std::exp(-std::abs(y)), p = (y < 0 ? e : 1) / (1 + e);
  return {log_offset + std::max(y, 0.0) + std::log1p(e), p, p * (1 - p)};
}

/// The presets whose R leaves the latent itself out, or can.
std::string presets_for_poles() {
  std::string all;
  for (const auto& [contrast, summary] : contrastive_presets())
    if (contrast.negatives != Negatives::all || contrast.self_if_finite)
      all += std::string(contrast.name) + ", ";
  return all + "uniformity, or custom with self = false";
}

class ContrastiveEnergy final : public Energy {
 public:
  ContrastiveEnergy(const Contrast& contrast, Profile profile)
      : contrast_(contrast), profile_(std::move(profile)), has_pole_(has_pole(profile_)) {
    check_profile(contrast_.name, profile_);
    require_kernel(contrast_.name, profile_);
    if (!has_pole_ || contrast_.negatives != Negatives::all) return;
    if (!contrast_.self_if_finite)
      refuse_pole("takes each latent with itself", presets_for_poles());
    contrast_.negatives = Negatives::others;
  }
  std::string_view name() const override { return contrast_.name; }
  bool takes_view_weights() const override { return sees_the_law_alone(); }
  bool takes_positives() const override { return contrast_.positive; }
  bool is_functional_of_law() const override { return sees_the_law_alone(); }
  bool tells_views_apart() const override { return contrast_.negatives == Negatives::cross; }
  std::string why_not_finite(const Latents& latents) const override {
    return told_coincidence(latents, profile_);
  }
  double evaluate(const Latents& latents, Points* gradient, State* first_variation) const override;
  void derivative(const Latents& latents, const Direction& along, PointsOut gradient_dot,
                  State* first_variation_dot) const override;

 private:
  /// what: the sums of R do with a kernel that is infinite there.
  [[noreturn]] void refuse_pole(const char* what, const std::string& allowed) const;
  void require_no_twin(Index views) const;
  /// Infinite where latents at a pole left no number, and nothing moves there.
  double finished(double value, Points* gradient, State* first_variation) const;
  /// Whether R is the mean kernel to the law of all latents.
  bool sees_the_law_alone() const {
    return contrast_.negatives == Negatives::all && contrast_.normalised;
  }
  /// The sums of one evaluation and what scales their rows.
  struct Rows {
    KernelSum sum;
    double log_divisor;
    double mean;  ///< weight of a row at equal masses
    /// log(offset) of pairs; this and the constant of a row that is its own partner.
    double log_offset, log_offset_invariant, constant_invariant;
    State mass;  ///< empty if all are equal
  };
  struct RowTerms;
  struct RowsAlong;
  Rows rows_of(const Latents& latents) const;
  /// Empty if all are equal.
  State masses_of(const Latents& latents) const;
  double row_mean(const Latents& latents, const Rows& rows, Index row) const {
    const double count = static_cast<double>(latents.z.cols());
    return rows.mass.size() ? rows.mean * count * rows.mass[row] : rows.mean;
  }
  /// Without a call where views coincide.
  double log_kernel(double s) const { return s == 0 && !has_pole_ ? 0 : profile_.exponent(s); }
  /// log A: of a latent with itself 0, whatever its kernel.
  double log_a(Index row, Index partner, double s) const {
    return row == partner ? 0 : log_kernel(s);
  }
  /// Psi and its derivatives of a pair.
  OuterValue outer(const Rows& rows, double log_sum, double log_a, bool invariant) const {
    return outer_at(log_sum - rows.log_divisor - log_a, contrast_.outer,
                    invariant ? rows.log_offset_invariant : rows.log_offset);
  }
  RowTerms terms(const Latents& latents, const Rows& rows, Index row, double log_sum) const;
  /// The forces of positive pairs upon each other, given every L.
  void add_attraction(const Latents& latents, const Rows& rows, const State& log_sum,
                      Points& gradient) const;
  void add_attraction_derivative(const Latents& latents, PointsView dz, const Rows& rows,
                                 const RowsAlong& along, Points& out) const;
  /// Value and weight of a row whose L is known, along a direction.
  void look_along(const Latents& latents, PointsView dz, const Rows& rows, Index row,
                  RowsAlong& along) const;
  State first_variation_derivative(const Latents& latents, PointsView dz, const Rows& rows,
                                   const RowsAlong& along) const;
  /// visit(partner, s = |u - u'|^2/2, share, invariant) for the positive pairs of a row, the shares
  /// with sum 1; a single view without others is its own partner at s = 0: the map is invariant.
  template <class Visit>
  void for_each_pair(const Latents& latents, Index row, const Visit& visit) const;

  Contrast contrast_;
  Profile profile_;
  bool has_pole_;
};

void ContrastiveEnergy::refuse_pole(const char* what, const std::string& allowed) const {
  throw InputError(
      fmt::format("energy '{}' {}, and the kernel is infinite where latents coincide; allowed: {}",
                  contrast_.name, what, allowed));
}

void ContrastiveEnergy::require_no_twin(Index views) const {
  const bool has_twin =
      contrast_.negatives == Negatives::cross || contrast_.constant_invariant != 0;
  if (has_pole_ && views == 1 && has_twin)
    refuse_pole("takes single views for two that coincide",
                "two views or more, which start apart, as those of a file can");
}

double ContrastiveEnergy::finished(double value, Points* gradient, State* first_variation) const {
  if (!has_pole_ || std::isfinite(value)) return value;
  if (gradient) gradient->setZero();
  if (first_variation) first_variation->setZero();
  return std::isnan(value) ? std::numeric_limits<double>::infinity() : value;
}

ContrastiveEnergy::Rows ContrastiveEnergy::rows_of(const Latents& latents) const {
  const Index count = latents.z.cols(), views = latents.views;
  const bool cross = contrast_.negatives == Negatives::cross;
  const double n = static_cast<double>(cross ? count / views : count);
  Rows rows{KernelSum(profile_, contrast_.negatives, views),
            contrast_.normalised ? std::log(n) : 0,
            1 / n,
            std::log(contrast_.offset),
            std::log(contrast_.offset_invariant),
            contrast_.constant_invariant,
            masses_of(latents)};
  if (rows.mass.size())
    rows.sum.weighted((static_cast<double>(count) * rows.mass.array()).log().matrix());
  return rows;
}

State ContrastiveEnergy::masses_of(const Latents& latents) const {
  if (!latents.view_weights) return latents.mass ? *latents.mass : State();
  const Index samples = latents.z.cols() / latents.views;
  return latents.view_weights->replicate(samples, 1) / static_cast<double>(samples);
}

template <class Visit>
void ContrastiveEnergy::for_each_pair(const Latents& latents, Index row, const Visit& visit) const {
  if (!contrast_.positive) return visit(row, 0.0, 1.0, false);
  const bool second_views = contrast_.negatives == Negatives::cross;
  for_each_positive(latents, row, second_views, [&](Index partner, double share) {
    const bool invariant = partner == row && latents.views == 1;
    const double s =
        partner == row ? 0 : 0.5 * (latents.z.col(row) - latents.z.col(partner)).squaredNorm();
    visit(partner, s, share, invariant);
  });
}

/// What a row gives by itself once its L is known.
struct ContrastiveEnergy::RowTerms {
  double value = 0;   ///< mean over partners of Psi
  double weight = 0;  ///< dE/dL
};

ContrastiveEnergy::RowTerms ContrastiveEnergy::terms(const Latents& latents, const Rows& rows,
                                                     Index row, double log_sum) const {
  RowTerms terms;
  for_each_pair(latents, row, [&](Index partner, double s, double share, bool invariant) {
    const OuterValue psi = outer(rows, log_sum, log_a(row, partner, s), invariant);
    terms.value += share * ((invariant ? rows.constant_invariant : 0) + psi.value);
    terms.weight += share * row_mean(latents, rows, row) * psi.first;
  });
  return terms;
}

void ContrastiveEnergy::add_attraction(const Latents& latents, const Rows& rows,
                                       const State& log_sum, Points& gradient) const {
  for_each_row(latents, gradient, [&](Index row, Points& forces) {
    for_each_pair(latents, row, [&](Index partner, double s, double share, bool invariant) {
      if (partner == row || !rows.sum.has_row(row)) return;
      const OuterValue psi = outer(rows, log_sum[row], log_kernel(s), invariant);
      const double weight = share * row_mean(latents, rows, row) * psi.first * profile_.slope(s);
      for (Index c = 0; c < forces.rows(); ++c) {  // without a vector of its own for each pair
        const double pull = weight * (latents.z(c, row) - latents.z(c, partner));
        forces(c, row) -= pull;
        forces(c, partner) += pull;
      }
    });
  });
}

/// What rows give along a direction, as their L become known.
struct ContrastiveEnergy::RowsAlong {
  RowsAlong(Index count, State given_log_mass_dot)
      : log_mass_dot(std::move(given_log_mass_dot)),
        log_sum(State::Zero(count)),
        log_sum_dot(log_sum),
        value_dot(log_sum),
        weight(log_sum),
        weight_dot(log_sum) {}
  double log_mass_direction(Index row) const { return log_mass_dot.size() ? log_mass_dot[row] : 0; }
  State log_mass_dot;  ///< empty if the masses stay
  State log_sum, log_sum_dot, value_dot, weight, weight_dot;
};

double ContrastiveEnergy::evaluate(const Latents& latents, Points* gradient,
                                   State* first_variation) const {
  require_no_twin(latents.views);
  const Rows rows = rows_of(latents);
  const Index count = latents.z.cols();
  const double n = static_cast<double>(count);
  State log_sum = State::Zero(count), value = log_sum, weights = log_sum;
  const auto row_weight = [&](Index row, double log_potential) {
    const RowTerms found = terms(latents, rows, row, log_potential);
    log_sum[row] = log_potential;
    value[row] = found.value;
    return weights[row] = found.weight;
  };
  if (gradient) {
    gradient->setZero(latents.z.rows(), count);
    rows.sum.add_gradient(latents.z, row_weight, *gradient);
    add_attraction(latents, rows, log_sum, *gradient);
  } else {
    const State potential = rows.sum.log_potential(latents.z);
    parallel_ranges(count, 256, [&](Index begin, Index end) {
      for (Index row = begin; row < end; ++row)
        if (rows.sum.has_row(row)) row_weight(row, potential[row]);
    });
  }
  if (first_variation) {
    const State row_logs = weights.array().log() - log_sum.array();
    *first_variation =
        n * (rows.mean * value.array() + rows.sum.log_response(latents.z, row_logs).array().exp());
  }
  return finished(rows.mass.size() ? rows.mean * n * value.dot(rows.mass) : rows.mean * value.sum(),
                  gradient, first_variation);
}

void ContrastiveEnergy::add_attraction_derivative(const Latents& latents, PointsView dz,
                                                  const Rows& rows, const RowsAlong& along,
                                                  Points& out) const {
  for_each_row(latents, out, [&](Index row, Points& forces) {
    for_each_pair(latents, row, [&](Index partner, double s, double share, bool invariant) {
      if (partner == row || !rows.sum.has_row(row)) return;
      const State r = latents.z.col(row) - latents.z.col(partner);
      const State r_dot = dz.col(row) - dz.col(partner);
      const double slope = profile_.slope(s), s_dot = r.dot(r_dot);
      const OuterValue psi = outer(rows, along.log_sum[row], log_kernel(s), invariant);
      const double first_dot = psi.second * (along.log_sum_dot[row] - slope * s_dot) +
                               psi.first * along.log_mass_direction(row);
      const State pull_dot = share * row_mean(latents, rows, row) *
                             ((first_dot * slope + psi.first * profile_.curvature(s) * s_dot) * r +
                              psi.first * slope * r_dot);
      forces.col(row) -= pull_dot;
      forces.col(partner) += pull_dot;
    });
  });
}

void ContrastiveEnergy::look_along(const Latents& latents, PointsView dz, const Rows& rows,
                                   Index row, RowsAlong& along) const {
  const double log_mass_dot = along.log_mass_direction(row);
  for_each_pair(latents, row, [&](Index partner, double s, double share, bool invariant) {
    const double mean = share * row_mean(latents, rows, row);
    const double s_dot =
        (latents.z.col(row) - latents.z.col(partner)).dot(dz.col(row) - dz.col(partner));
    const OuterValue psi = outer(rows, along.log_sum[row], log_a(row, partner, s), invariant);
    const double x_dot = along.log_sum_dot[row] - profile_.slope(s) * s_dot;
    along.value_dot[row] += share * psi.first * x_dot;
    along.weight[row] += mean * psi.first;
    along.weight_dot[row] += mean * (psi.second * x_dot + psi.first * log_mass_dot);
  });
}

State ContrastiveEnergy::first_variation_derivative(const Latents& latents, PointsView dz,
                                                    const Rows& rows,
                                                    const RowsAlong& along) const {
  const auto& weight = along.weight.array();
  const State row_logs = weight.log() - along.log_sum.array();
  const State row_logs_dot =
      (weight > 0).select(along.weight_dot.array() / weight, 0) - along.log_sum_dot.array();
  const auto response = rows.sum.response_along(latents.z, dz, row_logs, row_logs_dot);
  return static_cast<double>(latents.z.cols()) *
         (rows.mean * along.value_dot.array() +
          response.log_sum.array().exp() * response.log_sum_dot.array());
}

void ContrastiveEnergy::derivative(const Latents& latents, const Direction& direction,
                                   PointsOut gradient_dot, State* first_variation_dot) const {
  const Index count = latents.z.cols();
  const Rows rows = rows_of(latents);
  const State equal = State::Constant(count, 1 / static_cast<double>(count));
  RowsAlong along(count, log_mass_direction(rows.mass.size() ? rows.mass : equal, direction.mass));
  const auto curvature = [&](Index row, double log_sum, double log_sum_dot) {
    along.log_sum[row] = log_sum;
    along.log_sum_dot[row] = log_sum_dot;
    look_along(latents, direction.dz, rows, row, along);
    return KernelSum::RowResponse{along.weight[row], along.weight_dot[row]};
  };
  Points sum = Points::Zero(latents.z.rows(), count);
  rows.sum.add_hessian_vector(latents.z, direction.dz, curvature, sum, along.log_mass_dot);
  add_attraction_derivative(latents, direction.dz, rows, along, sum);
  gradient_dot = sum;
  if (first_variation_dot)
    *first_variation_dot = first_variation_derivative(latents, direction.dz, rows, along);
}

constexpr double log_2 = 0.69314718055994530942;

constexpr std::array preset_table{
    ContrastivePreset{{.name = "simclr"},
                      "mean log(1 + R/A), the continuum SimCLR energy on atoms"},
    ContrastivePreset{{.name = "simclr-noself", .negatives = Negatives::others},
                      "simclr without the pair of a latent with itself"},
    ContrastivePreset{{.name = "simclr-cross", .negatives = Negatives::cross},
                      "simclr of the first view against the second"},
    ContrastivePreset{{.name = "nt-xent",
                       .offset = 0,
                       .negatives = Negatives::others,
                       .normalised = false,
                       .offset_invariant = 0.5,
                       .constant_invariant = log_2},
                      "mean log of all other kernels over the positive one (Chen et al.)"},
    ContrastivePreset{{.name = "info-nce", .offset = 0, .normalised = false},
                      "nt-xent with the self pair in the sum"},
    ContrastivePreset{
        {.name = "dcl", .offset = 0, .negatives = Negatives::other_samples, .normalised = false},
        "nt-xent without the positive pair in the sum (Yeh et al.)"},
    ContrastivePreset{
        {.name = "dhel", .offset = 0, .negatives = Negatives::same_view, .normalised = false},
        "dcl within each view"},
    ContrastivePreset{{.name = "linear", .outer = Contrast::Outer::linear, .self_if_finite = true},
                      "mean R/A, the pair energy"},
};

std::unique_ptr<Energy> preset(std::string_view name, Profile profile) {
  for (const ContrastivePreset& row : preset_table)
    if (row.contrast.name == name) return make_contrastive(row.contrast, profile);
  throw std::logic_error("no contrastive preset '" + std::string(name) + "'");
}

}  // namespace

std::span<const ContrastivePreset> contrastive_presets() { return preset_table; }

std::unique_ptr<Energy> make_contrastive(const Contrast& contrast, Profile profile) {
  if (contrast.self_if_finite && profile.functions().is_pair_energy())
    return make_pair_mean(contrast.name, profile);
  return std::make_unique<ContrastiveEnergy>(contrast, profile);
}

std::unique_ptr<Energy> make_simclr(Profile profile) { return preset("simclr", profile); }
std::unique_ptr<Energy> make_simclr_noself(Profile profile) {
  return preset("simclr-noself", profile);
}
std::unique_ptr<Energy> make_simclr_cross(Profile profile) {
  return preset("simclr-cross", profile);
}
std::unique_ptr<Energy> make_nt_xent(Profile profile) { return preset("nt-xent", profile); }
std::unique_ptr<Energy> make_info_nce(Profile profile) { return preset("info-nce", profile); }
std::unique_ptr<Energy> make_dcl(Profile profile) { return preset("dcl", profile); }
std::unique_ptr<Energy> make_dhel(Profile profile) { return preset("dhel", profile); }
std::unique_ptr<Energy> make_linear(Profile profile) { return preset("linear", profile); }

}  // namespace simclr_flow
