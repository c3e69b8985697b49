#include "simclr_flow/data/dataset.hpp"

#include <algorithm>

namespace simclr_flow {

int Dataset::classes() const {
  return labels.empty() ? 0 : 1 + *std::max_element(labels.begin(), labels.end());
}

Dataset make_no_data(Index count) { return {Points(0, count), {}, "none"}; }

}  // namespace simclr_flow
