// Laws in their order: on the line, and on the projections to many lines.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/diagnostics/transport.hpp"

namespace simclr_flow {
namespace {

std::vector<Index> order_of(const State& x) {
  std::vector<Index> order(static_cast<std::size_t>(x.size()));
  std::iota(order.begin(), order.end(), Index{0});
  std::ranges::sort(order, {}, [&x](Index i) { return x[i]; });
  return order;
}

/// The atoms of a law on the line from left to right; `mass` tells what is left of the first.
class Quantiles {
 public:
  Quantiles(const Law& law, const State& x) : law_(law), x_(x), order_(order_of(x)) { load(); }
  bool ended() const { return at_ == order_.size(); }
  double place() const { return x_[order_[at_]]; }
  double mass() const { return mass_; }
  /// Takes mass from the first atom, and goes on to the next where none is left.
  void take(double mass) {
    mass_ -= mass;
    if (mass_ > 0) return;
    ++at_;
    load();
  }

 private:
  void load() {
    if (!ended()) mass_ = law_.mass_of(order_[at_]);
  }

  const Law& law_;
  const State& x_;
  std::vector<Index> order_;
  std::size_t at_ = 0;
  double mass_ = 0;
};

/// W_2^2 of two laws by the places of their atoms on a line.
double squared_w2(const Law& a, const State& x, const Law& b, const State& y) {
  Quantiles left(a, x), right(b, y);
  double sum = 0;
  while (!left.ended() && !right.ended()) {
    const double mass = std::min(left.mass(), right.mass());
    const double way = left.place() - right.place();
    sum += mass * way * way;
    left.take(mass);
    right.take(mass);
  }
  return sum;
}

}  // namespace

double w2_on_line(const Law& a, const Law& b) {
  return std::sqrt(squared_w2(a, a.z.row(0), b, b.z.row(0)));
}

Points directions_of_slicing(Index d, std::uint64_t seed) {
  return RandomStream(seed, streams::slicing).normals(d, slicing_directions).colwise().normalized();
}

double sliced_w2(const Law& a, const Law& b, std::uint64_t seed) {
  const Points directions = directions_of_slicing(a.z.rows(), seed);
  double sum = 0;
  for (Index k = 0; k < directions.cols(); ++k) {
    const State x = a.z.transpose() * directions.col(k), y = b.z.transpose() * directions.col(k);
    sum += squared_w2(a, x, b, y);
  }
  return std::sqrt(sum / static_cast<double>(directions.cols()));
}

}  // namespace simclr_flow
