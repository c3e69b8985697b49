#pragma once
// Grids with planted errors.
#include <algorithm>

#include "simclr_flow/fast_gauss/gauss_grid.hpp"

namespace simclr_flow::test {

/// A grid that loses what one cell of sources does to one cell of targets, or to all (target < 0).
class LosingGrid final : public GaussGrid {
 public:
  LosingGrid(const GaussGrid& whole, Index source, Index target)
      : whole_(whole), source_(source), target_(target) {}
  std::string_view name() const override { return whole_.name(); }
  Index dims() const override { return whole_.dims(); }
  bool takes(PointsView points) const override { return whole_.takes(points); }
  std::unique_ptr<const SortedCloud> sort(PointsView points,
                                          const SortedCloud* before) const override {
    return whole_.sort(points, before);
  }
  double cost(const SortedCloud& a, const SortedCloud& b) const override {
    return whole_.cost(a, b);
  }
  void sums(const GaussSources& sources, const GaussTargets& targets) const override {
    whole_.sums(sources, targets);
    const Index m = targets.points.size(), d = dims();
    const State all = sources.charges
                          ? State(Eigen::Map<const State>(sources.charges, sources.points.size()))
                          : State(State::Ones(sources.points.size()));
    State lost = State::Zero(all.size()), value(m), gradient(m * d);
    const auto [first, last] = segment(sources.points, source_);
    lost.segment(first, last - first) = all.segment(first, last - first);
    whole_.sums({sources.points, lost.data()}, {targets.points, value.data(), gradient.data()});
    const auto [begin, end] =
        target_ < 0 ? std::pair<Index, Index>{0, m} : segment(targets.points, target_);
    for (Index s = begin; s < end; ++s) {
      targets.value[s] -= value[s];
      for (Index c = 0; c < d; ++c) targets.gradient[c * m + s] -= gradient[c * m + s];
    }
  }

 private:
  static std::pair<Index, Index> segment(const SortedCloud& cloud, Index cell) {
    const auto& starts = cloud.cells().starts;
    return {starts[static_cast<std::size_t>(cell)], starts[static_cast<std::size_t>(cell) + 1]};
  }

  const GaussGrid& whole_;
  Index source_, target_;
};

}  // namespace simclr_flow::test
