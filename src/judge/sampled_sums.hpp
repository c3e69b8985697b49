#pragma once
// Where all pairs of latents are too many: estimates from two halves of a sample. Private to judge.
#include <string>

#include "judged.hpp"
#include "simclr_flow/theory/pair_sample.hpp"

namespace simclr_flow {

/// How many standard errors a difference may be: a gaussian one exceeds it once in 1.7 million.
inline constexpr double allowed_errors = 5;
inline constexpr const char* told_confidence =
    "5 standard errors of the sample, which a gaussian one exceeds once in 1.7 million; and "
    "rounding";
/// Said of what takes all pairs of latents where they are too many.
inline constexpr const char* not_sampled =
    "all pairs of latents are too many, and some of them do not tell it";

/// Why the sums of this flow cannot be estimated; empty if they can.
std::string lack_of_sample(const Judged& judged);
/// The halves, by the run's seed.
theory::Halves halves_of(const Judged& judged);
/// Estimates at latents z; each once for all checks.
std::shared_ptr<const theory::PairSample> sample_of(const Judged& judged, const Points& z);

}  // namespace simclr_flow
