#pragma once
// How much of a flow the sums over pairs of latents look at. Private to judge.
#include <vector>

#include "judged.hpp"
#include "rows.hpp"

namespace simclr_flow {

/// What the pairs that a flow may take are spent on. A row costs three passes over its N^2 pairs
/// (energy and mean kernels; neighbours; distances and moments), a probe five (velocities). Of a
/// sum of energies each is for every term.
///
/// All rows and probes where they fit. Else a quarter goes to probes, one at least, and the rest to
/// rows, two at least. Where not even these fit, `samples` of the data are drawn for each of two
/// halves, up to 2048, whose sums over all latents are estimates' (theory/pair_sample.hpp): twelve
/// rows, or fewer where halves would have less than 1024. A kernel of a sample counts as two pairs.
/// Fewer than 128 samples, of many views, are too few: two rows and a probe by all pairs if those
/// are at most four times what is allowed, else no sum over pairs is looked at.
struct Effort {
  std::size_t rows = 0, probes = 0;
  Index samples = 0;     ///< of each half; 0: all pairs are taken
  bool too_few = false;  ///< for estimates: what takes all pairs is not looked at
};
Effort effort_of(const Judged& judged);
bool is_sampled(const Judged& judged);

/// The frames that have a row of observables, as many as effort_of says: evenly spaced, first and
/// last among them. A formula of sizes and times alone.
std::vector<FrameRow> frames_to_check(const Judged& judged);
/// Evenly spaced ones of the probes, likewise.
std::vector<std::size_t> probes_to_check(const Judged& judged);

/// "4 of 11 rows, 2 of 3 probes", "..., two halves of 1024 of 100000 latents"; empty where all is
/// looked at.
std::string told_effort(const Judged& judged);

}  // namespace simclr_flow
