#pragma once
// The energy of a configuration by theory's plain sums. Private to judge.
#include <string>

#include "judged.hpp"
#include "simclr_flow/theory/plain_terms.hpp"

namespace simclr_flow {

/// The stated energy, as theory has it: its terms, one of weight 1 where it is no sum.
theory::PlainTerms plain_terms_of(const Judged& judged);
/// Why there are no plain sums: theory does not know the energy, or its kernel. Empty if it does.
std::string lack_of_plain_sums(const Judged& judged);
/// Whether it is a sum of energies.
bool is_sum(const Judged& judged);
/// 1; of a sum of energies sum_k |w_k| max(1, |E_k|), the larger of the first frame's and the last
/// one's: a cancelling sum is no more exact than its terms. By sum_k |w_k| alone where plain sums
/// are not known, or too many.
double size_of_terms(const Judged& judged);
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
