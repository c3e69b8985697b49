#pragma once
// The energy of a configuration by theory's plain sums. Private to judge.
#include <string>

#include "judged.hpp"
#include "simclr_flow/theory/plain_sum.hpp"

namespace simclr_flow {

/// The stated energy, as theory has it.
theory::PlainEnergy plain_energy_of(const Judged& judged);
/// Why there are no plain sums: theory does not know the energy, or its kernel. Empty if it does.
std::string lack_of_plain_sums(const Judged& judged);
/// The stated energy and its gradient at latents z, by plain sums: in long double for fewer than
/// 128 latents, else by theory/pair_pass.hpp; each once for all checks.
PassMemo::Kept pass_of(const Judged& judged, const Points& z);
theory::PlainSum plain_sum_of(const Judged& judged, const Points& z);

/// Mean kernels exp(-|z-z'|^2/(2 tau)) of latents, with the masses of the run: from the energy's
/// pass where that has them.
theory::KernelMeans kernel_means_of(const Judged& judged, const Points& z);
/// From how many latents on these are used.
inline constexpr Index many_latents = 128;

}  // namespace simclr_flow
