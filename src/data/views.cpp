#include "simclr_flow/data/views.hpp"

#include "simclr_flow/core/random_stream.hpp"

namespace simclr_flow {

Points draw_views(const Points& data, Index count, const std::vector<Shift>& shifts,
                  std::uint64_t seed, std::uint32_t substream) {
  Points views(data.rows(), data.cols() * count);
  RandomStream random(seed, streams::views, substream);
  for (Index column = 0; column < views.cols(); ++column) {
    views.col(column) = data.col(column / count);
    for (const Shift& shift : shifts)
      views.col(column) += shift.scale * random.normal() * shift.direction;
  }
  return views;
}

}  // namespace simclr_flow
