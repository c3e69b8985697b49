#include "simclr_flow/data/dataset.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "simclr_flow/core/random_stream.hpp"

namespace simclr_flow {

int Dataset::classes() const {
  return labels.empty() ? 0 : 1 + *std::max_element(labels.begin(), labels.end());
}

Dataset make_discs(double radius, Index per_class, std::uint64_t seed) {
  constexpr double centre[4][2] = {{1, 1}, {-1, 1}, {-1, -1}, {1, -1}};
  Dataset data{Points(2, 4 * per_class), {}, "discs: uniform in four discs about (±1, ±1)"};
  RandomStream random(seed, streams::data);
  for (int k = 0; k < 4; ++k)
    for (Index i = 0; i < per_class; ++i) {
      const double r = radius * std::sqrt(random.uniform());
      const double angle = 2 * std::numbers::pi * random.uniform();
      data.points.col(k * per_class + i) << centre[k][0] + r * std::cos(angle),
          centre[k][1] + r * std::sin(angle);
      data.labels.push_back(k);
    }
  return data;
}

Dataset make_no_data(Index count) { return {Points(0, count), {}, "none"}; }

}  // namespace simclr_flow
