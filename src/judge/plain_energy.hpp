#pragma once
// The energy of a configuration by theory's plain sums. Private to judge.
#include <string>

#include "judged.hpp"
#include "simclr_flow/theory/plain_sum.hpp"

namespace simclr_flow {

/// Why there are no plain sums: theory does not know the energy, or its kernel. Empty if it does.
std::string lack_of_plain_sums(const Judged& judged);
/// The stated energy and its gradient at latents z, by plain sums.
theory::PlainSum plain_sum_of(const Judged& judged, const Points& z);

}  // namespace simclr_flow
