#include "growing_modes.hpp"

#include <algorithm>
#include <cmath>

#include "plain_energy.hpp"
#include "simclr_flow/theory/near_collapse.hpp"

namespace simclr_flow {
namespace {

constexpr double residual_of_rates = 1e-8;  // of the fastest change
constexpr double says_nothing = 0.1;        // a tolerance of a share

/// tr(Theta_ij)/(outputs that move) of blocks, or Theta itself.
Points per_output(const Judged& j, const Points& theta) {
  const Index n = j.flow.particles, q = theta.rows() / n;
  if (q == 1) return theta;
  const Index moving = q - (j.flow_config.form == FlowConfig::Form::intrinsic ? 1 : 0);
  Points sum = Points::Zero(n, n);
  for (Index c = 0; c < q; ++c)
    for (Index b = 0; b < n; ++b)
      for (Index a = 0; a < n; ++a) sum(a, b) += theta(a * q + c, b * q + c);
  return sum / static_cast<double>(moving);
}

/// Gram and Schmidt's columns, twice.
Points orthonormalised(Points columns) {
  for (Index r = 0; r < columns.cols(); ++r)
    for (int again = 0; again < 2; ++again) {
      for (Index k = 0; k < r; ++k)
        columns.col(r) -= columns.col(k).dot(columns.col(r)) * columns.col(k);
      columns.col(r).normalize();
    }
  return columns;
}

}  // namespace

bool GrowingModes::are_judged(const Judged& j) {
  return j.flow.kernel().series.contains("growth_rates") &&
         j.flow.kernel().series.contains("growth_alignment") && lack_of_plain_sums(j).empty() &&
         theory::has_collapse_form(plain_terms_of(j));
}

GrowingModes::GrowingModes(const Judged& j, const Points& theta, double rounding) {
  const Points kernel = per_output(j, theta);
  const Index n = kernel.rows(), views = n / j.run.data.cols();
  const Points form =
      theory::collapse_form(plain_terms_of(j), n / views, views, j.run.view_weights);
  const theory::CollapseModes modes = theory::collapse_modes(form, kernel);
  const Index growing = (modes.rates.array() > 0).count();
  if (modes.rates.size() > 0) fastest_ = modes.rates.cwiseAbs().maxCoeff();
  rates_ = State::Zero(n);
  rates_.head(growing) = modes.rates.head(growing);
  // B r = l up to a factor: r = Theta l, and an error of Theta moves the rate by l^T dTheta l/(l^T
  // Theta l) of itself; rates that are 0 by as much as an error times |B|.
  const double of_kernel = double(n) * rounding;
  const Points left = modes.vectors.leftCols(growing);
  Points right = kernel * left;
  rounding_ = State::Constant(n, of_kernel * form.norm());
  rounding_.head(growing) +=
      (of_kernel * left.cwiseProduct(right).colwise().sum().cwiseInverse().transpose())
          .cwiseProduct(rates_.head(growing));
  right.rowwise() -= right.colwise().mean().eval();
  span_ = orthonormalised(right);
}

double GrowingModes::error_of(Index r) const {
  return residual_of_rates * fastest_ + rounding_[r] + std::numeric_limits<double>::min();
}

/// Whether rounding decides if the mode counts as one that grows, at 1e-9 of the fastest change.
bool GrowingModes::is_doubtful(Index r) const {
  const double least = 1e-9 * fastest_;
  return rounding_[r] > 0.1 * least ? rates_[r] <= 10 * rounding_[r] + 10 * least
                                    : rates_[r] > 0 && rates_[r] < 100 * least;
}

void GrowingModes::see_rates(const State& stored, double square, Worst& worst) const {
  for (Index r = 0; r < stored.size(); ++r)
    worst.see(rates_[r] / square, stored[r], error_of(r) / square);
}

void GrowingModes::see_alignment(const State& stored, const Points& latents, Worst& worst) const {
  const Points centred = latents.colwise() - latents.rowwise().mean();
  const double size = centred.norm();
  if (!(size > 0)) return;
  const double of_latents = 1e-14 * latents.norm() / size;
  double share = 0, error = 0;
  for (Index r = 0; r < stored.size() && r + 1 < rates_.size(); ++r) {
    if (is_doubtful(r)) return;
    if (r < span_.cols()) share += (centred * span_.col(r)).squaredNorm() / (size * size);
    error = std::max(error, error_of(r));
    const Index last = std::min(r, span_.cols() - 1);  // the mode whose span must be told apart
    const double turned = last < 0 ? 0 : 20 * error / (rates_[last] - rates_[last + 1]);
    if (turned <= says_nothing)
      worst.see(std::min(share, 1.0), stored[r], 1e-9 + of_latents + turned);
  }
}

}  // namespace simclr_flow
