#include "simclr_flow/energy/spectral.hpp"

#include "positive_pairs.hpp"
#include "profile_check.hpp"

namespace simclr_flow {
namespace {

/// What gradients are made of: with w_j = p_j u_j, M = sum_j w_j u_j^T, a_i = sum_j P_ij u_j,
/// E = |M|² - 2 sum_i w_i·a_i. And the derivative of each, where the latents and masses move.
class Spectral final : public Energy {
 public:
  std::string_view name() const override { return "spectral"; }
  bool takes_view_weights() const override { return true; }
  bool takes_positives() const override { return true; }
  bool is_functional_of_law() const override { return true; }
  bool is_translation_invariant() const override { return false; }

  double evaluate(const Latents& latents, Points* gradient, State* first_variation) const override {
    const Points z = latents.z;
    const State mass = masses(latents);
    const Points weighted = z * mass.asDiagonal(), moment = weighted * z.transpose();
    const Points means = positive_means(latents, z), pushed = moment * z - means;
    if (first_variation) *first_variation = 2 * dots(z, pushed);
    if (gradient)
      *gradient =
          (2 * pushed + 2 * moment * z) * mass.asDiagonal() - 2 * adjoint(latents, weighted);
    return moment.squaredNorm() - 2 * weighted.cwiseProduct(means).sum();
  }

  void derivative(const Latents& latents, const Direction& along, PointsOut gradient_dot,
                  State* first_variation_dot) const override {
    const Points z = latents.z, dz = along.dz;
    const State mass = masses(latents);
    const State mass_dot = along.mass ? *along.mass : State(State::Zero(z.cols()));
    const Points weighted = z * mass.asDiagonal(), moment = weighted * z.transpose();
    const Points weighted_dot = dz * mass.asDiagonal() + z * mass_dot.asDiagonal();
    const Points moment_dot = weighted_dot * z.transpose() + weighted * dz.transpose();
    const Points turned = moment * z, turned_dot = moment_dot * z + moment * dz;
    const Points pushed = turned - positive_means(latents, z),
                 pushed_dot = turned_dot - positive_means(latents, dz);
    if (first_variation_dot) *first_variation_dot = 2 * (dots(dz, pushed) + dots(z, pushed_dot));
    gradient_dot = 2 * (pushed_dot + turned_dot) * mass.asDiagonal() +
                   2 * (pushed + turned) * mass_dot.asDiagonal() -
                   2 * adjoint(latents, weighted_dot);
  }

 private:
  static State masses(const Latents& latents) {
    State mass(latents.z.cols());
    for (Index i = 0; i < mass.size(); ++i) mass[i] = mass_of(latents, i);
    return mass;
  }
  static State dots(const Points& a, const Points& b) {
    return a.cwiseProduct(b).colwise().sum().transpose();
  }
  /// visit(i, j, P_ij) for all ordered positive pairs.
  template <class Visit>
  static void for_each_share(const Latents& latents, const Visit& visit) {
    for (Index i = 0; i < latents.z.cols(); ++i)
      for_each_positive(latents, i, false, [&](Index j, double share) { visit(i, j, share); });
  }
  /// sum_j P_ij x_j.
  static Points positive_means(const Latents& latents, const Points& x) {
    Points means = Points::Zero(x.rows(), x.cols());
    for_each_share(latents,
                   [&](Index i, Index j, double share) { means.col(i) += share * x.col(j); });
    return means;
  }
  /// sum_j P_ji x_j.
  static Points adjoint(const Latents& latents, const Points& x) {
    Points sums = Points::Zero(x.rows(), x.cols());
    for_each_share(latents,
                   [&](Index i, Index j, double share) { sums.col(j) += share * x.col(i); });
    return sums;
  }
};

}  // namespace

std::unique_ptr<Energy> make_spectral(Profile profile) {
  check_profile("spectral", profile);
  return std::make_unique<Spectral>();
}

}  // namespace simclr_flow
