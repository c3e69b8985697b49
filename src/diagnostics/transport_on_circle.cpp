#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "simclr_flow/diagnostics/transport.hpp"

namespace simclr_flow {
namespace {

constexpr double turn = 2 * std::numbers::pi;

/// Sorted angles, continued by angle(i + N) = angle(i) + 2 pi.
class Lift {
 public:
  explicit Lift(PointsView z) {
    for (Index i = 0; i < z.cols(); ++i) angles_.push_back(std::atan2(z(1, i), z(0, i)));
    std::ranges::sort(angles_);
  }
  Index size() const { return static_cast<Index>(angles_.size()); }
  double operator()(Index i) const {
    const Index turns = i >= 0 ? i / size() : -((size() - 1 - i) / size());
    return angles_[static_cast<std::size_t>(i - turns * size())] +
           turn * static_cast<double>(turns);
  }

 private:
  std::vector<double> angles_;
};

/// N C(k).
double cost_of_shift(const Lift& a, const Lift& b, Index k) {
  double sum = 0;
  for (Index i = 0; i < a.size(); ++i) sum += (a(i) - b(i + k)) * (a(i) - b(i + k));
  return sum;
}

/// N (C(k + 1) - C(k)), as one sum of differences.
double rise(const Lift& a, const Lift& b, Index k) {
  double sum = 0;
  for (Index i = 0; i < a.size(); ++i) {
    const double before = b(i + k), after = b(i + k + 1);
    sum += (after - before) * ((after - a(i)) + (before - a(i)));
  }
  return sum;
}

}  // namespace

double w2_on_circle(PointsView a, PointsView b) {
  const Lift from(a), to(b);
  Index low = -from.size(), high = from.size();  // C falls before `low` and does not from `high` on
  while (low < high) {
    const Index middle = low + (high - low) / 2;
    if (rise(from, to, middle) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return std::sqrt(cost_of_shift(from, to, low) / static_cast<double>(from.size()));
}

}  // namespace simclr_flow
