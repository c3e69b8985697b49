#include <fmt/format.h>

#include <cmath>

#include "simclr_flow/energy/alignment_uniformity.hpp"

namespace simclr_flow {
namespace {

/// The latents of one view, with their masses as a law of their own.
struct LatentsOfView {
  LatentsOfView(const Latents& all, Index given_view)
      : view(given_view), views(all.views), z(columns_of(all.z)) {
    if (all.mass) give_masses(entries_of(*all.mass));
  }
  Latents latents() const { return {z, 1, mass.size() ? &mass : nullptr}; }
  Points columns_of(PointsView points) const {
    Points some(points.rows(), points.cols() / views);
    for (Index i = 0; i < some.cols(); ++i) some.col(i) = points.col(i * views + view);
    return some;
  }
  State entries_of(const State& values) const {
    State some(values.size() / views);
    for (Index i = 0; i < some.size(); ++i) some[i] = values[i * views + view];
    return some;
  }
  void give_masses(const State& given) {
    total = given.sum();
    mass = given / total;
  }

  Index view, views;
  Points z;
  State mass{};      ///< sum 1; empty if all are equal
  double total = 0;  ///< of the view, before
};

/// The mean over views of a functional U of a law: of view a, q_i = p_i/W, W = sum_i p_i. Then
/// dU/dp_i = (phi_i - sum_j q_j phi_j)/W, phi = dU/dq.
class UniformityPerView final : public Energy {
 public:
  explicit UniformityPerView(Profile profile) : of_one_(make_uniformity(profile)) {}
  std::string_view name() const override { return "uniformity-per-view"; }
  std::string why_not_finite(const Latents& latents) const override {
    for (Index a = 0; a < latents.views; ++a) {
      const LatentsOfView one(latents, a);
      if (std::string why = of_one_->why_not_finite(one.latents()); !why.empty())
        return fmt::format("of view {}, {}", a, why);
    }
    return "";
  }

  double evaluate(const Latents& latents, Points* gradient, State* first_variation) const override {
    const Index views = latents.views;
    if (gradient) gradient->resize(latents.z.rows(), latents.z.cols());
    if (first_variation) first_variation->resize(latents.z.cols());
    double sum = 0;
    for (Index a = 0; a < views; ++a) {
      const LatentsOfView one = view_of(latents, a, first_variation != nullptr);
      Points g;
      State phi;
      sum += of_one_->evaluate(one.latents(), gradient ? &g : nullptr,
                               first_variation ? &phi : nullptr);
      for (Index i = 0; i < one.z.cols(); ++i) {
        if (gradient) gradient->col(i * views + a) = g.col(i) / static_cast<double>(views);
        if (first_variation)
          (*first_variation)[i * views + a] =
              (phi[i] - one.mass.dot(phi)) / (one.total * static_cast<double>(views));
      }
    }
    return sum / static_cast<double>(views);
  }

  void derivative(const Latents& latents, const Direction& along, PointsOut gradient_dot,
                  State* first_variation_dot) const override {
    const Index views = latents.views;
    if (first_variation_dot) first_variation_dot->resize(latents.z.cols());
    for (Index a = 0; a < views; ++a) {
      const LatentsOfView one =
          view_of(latents, a, first_variation_dot != nullptr || along.mass != nullptr);
      const Points dz = one.columns_of(along.dz);
      const State p_dot = along.mass ? one.entries_of(*along.mass) : State();
      const double total_dot = p_dot.sum();
      const State q_dot = along.mass ? State((p_dot - total_dot * one.mass) / one.total) : State();
      Points g_dot(dz.rows(), dz.cols());
      State phi_dot;
      of_one_->derivative(one.latents(), {dz, along.mass ? &q_dot : nullptr}, g_dot,
                          first_variation_dot ? &phi_dot : nullptr);
      if (first_variation_dot)
        phi_dot = pulled_back(one, phi_dot, q_dot, total_dot) / static_cast<double>(views);
      for (Index i = 0; i < dz.cols(); ++i) {
        gradient_dot.col(i * views + a) = g_dot.col(i) / static_cast<double>(views);
        if (first_variation_dot) (*first_variation_dot)[i * views + a] = phi_dot[i];
      }
    }
  }

 private:
  /// With masses where something is asked of them: equal ones, if none were given.
  static LatentsOfView view_of(const Latents& latents, Index view, bool masses) {
    LatentsOfView one(latents, view);
    if (masses && one.mass.size() == 0)
      one.give_masses(State::Constant(one.z.cols(), 1 / static_cast<double>(latents.z.cols())));
    return one;
  }
  /// The derivative of dU/dp from that of dU/dq.
  State pulled_back(const LatentsOfView& one, const State& phi_dot, const State& q_dot,
                    double total_dot) const {
    State phi;
    of_one_->evaluate(one.latents(), nullptr, &phi);
    const double mean = one.mass.dot(phi);
    const double mean_dot = one.mass.dot(phi_dot) + (q_dot.size() ? q_dot.dot(phi) : 0);
    return (phi_dot.array() - mean_dot - (phi.array() - mean) * total_dot / one.total) / one.total;
  }

  std::unique_ptr<Energy> of_one_;
};

}  // namespace

std::unique_ptr<Energy> make_uniformity_per_view(Profile profile) {
  return std::make_unique<UniformityPerView>(profile);
}

}  // namespace simclr_flow
