#include "falling_spline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace simclr_flow {
namespace {

// Differences of close samples lose digits, and this is done once.
using Real = long double;
using Reals = std::vector<Real>;

Real half_square(double distance) { return Real(distance) * Real(distance) / 2; }

/// Second derivatives at the knots: continuous slopes, and a third derivative that does not jump
/// next to the ends. `h`, `rise`: widths and mean slopes of the n intervals, n >= 3.
Reals second_derivatives(const Reals& h, const Reals& rise) {
  const std::size_t n = h.size();
  Reals diagonal(n + 1), upper(n + 1), m(n + 1);
  for (std::size_t i = 1; i < n; ++i) {
    Real lower = h[i - 1];
    diagonal[i] = 2 * (h[i - 1] + h[i]);
    upper[i] = h[i];
    m[i] = 6 * (rise[i] - rise[i - 1]);
    if (i == 1) {
      diagonal[i] += h[0] * (1 + h[0] / h[1]);
      upper[i] -= h[0] * h[0] / h[1];
      continue;
    }
    if (i == n - 1) {
      diagonal[i] += h[i] * (1 + h[i] / h[i - 1]);
      lower -= h[i] * h[i] / h[i - 1];
    }
    const Real factor = lower / diagonal[i - 1];
    diagonal[i] -= factor * upper[i - 1];
    m[i] -= factor * m[i - 1];
  }
  m[n - 1] /= diagonal[n - 1];
  for (std::size_t i = n - 2; i > 0; --i) m[i] = (m[i] - upper[i] * m[i + 1]) / diagonal[i];
  m[0] = m[1] + (m[1] - m[2]) * h[0] / h[1];
  m[n] = m[n - 1] + (m[n - 1] - m[n - 2]) * h[n - 1] / h[n - 2];
  return m;
}

std::optional<Refusal> refused_lists(const std::vector<double>& r, const std::vector<double>& e) {
  const auto finite = [](double x) { return std::isfinite(x); };
  const std::size_t fewest = FallingSpline::fewest, most = FallingSpline::most;
  if (r.size() < fewest || r.size() > most)
    return Refusal{"distances", fmt::format("must be {} to {} distances |z-z'| of samples, not {}",
                                            fewest, most, r.size())};
  if (e.size() != r.size())
    return Refusal{
        "log_kernel",
        fmt::format("must have a value for each of the {} distances, not {}", r.size(), e.size())};
  if (!std::ranges::all_of(r, finite)) return Refusal{"distances", "must be finite"};
  if (!std::ranges::all_of(e, finite)) return Refusal{"log_kernel", "must be finite"};
  if (r[0] != 0) return Refusal{"distances", fmt::format("must begin at 0, not {:g}", r[0])};
  if (e[0] != 0)
    return Refusal{"log_kernel",
                   fmt::format("must begin at 0, not {:g}: k = 1 where latents coincide", e[0])};
  return std::nullopt;
}

std::optional<Refusal> refused_order(const std::vector<double>& r, const std::vector<double>& e) {
  for (std::size_t i = 1; i < r.size(); ++i) {
    if (!(half_square(r[i]) > half_square(r[i - 1])) || r[i] < 0 || r[i] > 1e6)
      return Refusal{"distances", fmt::format("must increase, up to 1e6: {:g} comes after {:g}",
                                              r[i], r[i - 1])};
    if (!(e[i] < e[i - 1]))
      return Refusal{
          "log_kernel",
          fmt::format("must decrease, as attraction and repulsion need: {:g} at distance "
                      "{:g} comes after {:g}",
                      e[i], r[i], e[i - 1])};
  }
  return std::nullopt;
}

}  // namespace

FallingSpline::FallingSpline(const std::vector<double>& distances,
                             const std::vector<double>& exponents,
                             std::optional<double> end_curvature) {
  const std::size_t n = distances.size() - 1;
  Reals h(n), rise(n);
  for (std::size_t i = 0; i < n; ++i) {
    h[i] = half_square(distances[i + 1]) - half_square(distances[i]);
    rise[i] = (Real(exponents[i + 1]) - Real(exponents[i])) / h[i];
  }
  const Reals m = second_derivatives(h, rise);
  for (std::size_t i = 0; i < n; ++i)
    pieces_.push_back({double(half_square(distances[i])), exponents[i],
                       double(rise[i] - h[i] * (2 * m[i] + m[i + 1]) / 6), double(m[i] / 2),
                       double((m[i + 1] - m[i]) / (6 * h[i]))});
  end_ = double(half_square(distances[n]));
  value_ = exponents[n];
  const Real fall = -(rise[n - 1] + h[n - 1] * (m[n - 1] + 2 * m[n]) / 6);
  fall_ = double(fall);
  bend_ = double(end_curvature.value_or(double(m[n])) / fall);
  make_bins();
}

std::optional<Refusal> FallingSpline::refusal(const std::vector<double>& distances,
                                              const std::vector<double>& exponents) {
  if (auto refused = refused_lists(distances, exponents)) return refused;
  if (auto refused = refused_order(distances, exponents)) return refused;
  const auto rising = FallingSpline(distances, exponents).rising_piece();
  if (!rising) return std::nullopt;
  return Refusal{"log_kernel",
                 fmt::format("falls, but the smooth curve through its values rises between "
                             "distances {:g} and {:g}: it needs more samples near there",
                             distances[*rising], distances[*rising + 1])};
}

/// The largest slope of a piece is at an end, or where its curvature changes sign.
std::optional<std::size_t> FallingSpline::rising_piece() const {
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    const Piece& p = pieces_[i];
    const double width = (i + 1 < pieces_.size() ? pieces_[i + 1].begin : end_) - p.begin;
    const auto falls = [&p](double x) { return p.b + x * (2 * p.c + 3 * x * p.d) < 0; };
    const double inner = p.d < 0 ? std::clamp(-p.c / (3 * p.d), 0.0, width) : 0;
    if (!falls(0) || !falls(width) || !falls(inner)) return i;
  }
  return std::nullopt;
}

/// The last piece from `first` to `last` that begins at s or before, or `first`.
std::size_t FallingSpline::search(double s, std::size_t first, std::size_t last) const {
  while (first < last) {
    const std::size_t middle = (first + last + 1) / 2;
    if (pieces_[middle].begin <= s)
      first = middle;
    else
      last = middle - 1;
  }
  return first;
}

/// Each bin reaches half a bin farther on both sides: roots round.
void FallingSpline::make_bins() {
  const std::size_t count = 2 * pieces_.size(), last = pieces_.size() - 1;
  bins_per_root_ = static_cast<double>(count) / std::sqrt(end_);
  const auto at = [&](double bin) {
    const double root = std::max(bin, 0.0) / bins_per_root_;
    return static_cast<std::uint32_t>(search(root * root, 0, last));
  };
  for (std::size_t b = 0; b <= count; ++b)
    bins_.push_back({at(static_cast<double>(b) - 0.5), at(static_cast<double>(b) + 1.5)});
}

const FallingSpline::Piece& FallingSpline::piece(double s) const {
  if (!(s <= end_)) return pieces_.back();  // no number
  const Bin& bin = bins_[static_cast<std::size_t>(bins_per_root_ * std::sqrt(s))];
  return pieces_[search(s, bin.first, bin.last)];
}

double FallingSpline::exponent(double s) const {
  if (s > end_) {
    const double x = s - end_, bent = std::abs(bend_) * x;
    const double share = bent > 0 ? std::log1p(bent) / bent : 1;
    return value_ - fall_ * x * (bend_ < 0 ? 2 - share : share);
  }
  const Piece& p = piece(s);
  const double x = s - p.begin;
  return p.a + x * (p.b + x * (p.c + x * p.d));
}

double FallingSpline::slope(double s) const {
  if (s > end_) {
    const double share = 1 / (1 + std::abs(bend_) * (s - end_));
    return -fall_ * (bend_ < 0 ? 2 - share : share);
  }
  const Piece& p = piece(s);
  const double x = s - p.begin;
  return p.b + x * (2 * p.c + 3 * x * p.d);
}

double FallingSpline::curvature(double s) const {
  if (s > end_) {
    const double share = 1 / (1 + std::abs(bend_) * (s - end_));
    return fall_ * bend_ * share * share;
  }
  const Piece& p = piece(s);
  return 2 * p.c + 6 * p.d * (s - p.begin);
}

}  // namespace simclr_flow
