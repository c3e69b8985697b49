#pragma once
#include <limits>
#include <vector>

#include "simclr_flow/core/archive.hpp"
#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// When a series gets its rows: at given times, after every so many steps, or both.
class Cadence {
 public:
  /// times: increasing; every: steps between rows, 0 for none.
  explicit Cadence(std::vector<double> times, Index every = 0)
      : times_(std::move(times)), every_(every) {}

  /// The next of the times; +infinity after the last.
  double next_time() const {
    const auto next = static_cast<std::size_t>(next_);
    return next < times_.size() ? times_[next] : std::numeric_limits<double>::infinity();
  }
  void advance() { ++next_; }
  bool is_due(Index step) const { return every_ > 0 && step % every_ == 0; }
  void archive(Archive& a) { a(next_); }

 private:
  std::vector<double> times_;
  Index every_;
  Index next_ = 0;
};

}  // namespace simclr_flow
