#pragma once
#include <optional>
#include <vector>

#include "simclr_flow/data/views.hpp"

namespace simclr_flow {

/// What one step of a descent looks at.
struct SampledViews {
  std::vector<Index> samples;  ///< distinct, in 0 ... n-1
  Points inputs;  ///< D×(samples·V): view a of the k-th of these samples is column k·V + a
};

/// The samples and views of step k = 0, 1, ... of a descent, a pure function of (seed, k): a run
/// that goes on from a checkpoint needs the number of the step alone.
///
/// Samples: all n in order, if `batch` is 0 or n. Else, in every epoch of floor(n/batch) steps, the
/// next `batch` entries of a permutation that is drawn anew for the epoch (stream `batches`, the
/// epoch its substream). The n mod batch entries that are left over sit the epoch out: all steps
/// have equally many latents, as one energy needs.
///
/// Inputs: the columns of the fixed views; or fresh views by draws of the step's own (stream
/// `views`, substream k + 1; the fixed views are its substream 0).
///
/// A step costs O(n) for its permutation. Domain: k < 2^32 - 2, more than any run has steps.
/// Source: Chen et al. 2020 (SimCLR) draw fresh views and minibatches, and drop what is left over.
class ViewSampler {
 public:
  /// Batches of fixed views, D×(n·V).
  static ViewSampler fixed(Points inputs, Index views, Index batch, std::uint64_t seed);
  /// Fresh views of the data, D×n.
  static ViewSampler fresh(Points data, Index views, Augmentations augmentations, Index batch,
                           std::uint64_t seed);

  Index batch() const { return batch_; }  ///< samples a step
  Index steps_per_epoch() const { return samples_ / batch_; }
  SampledViews draw(Index step) const;

 private:
  /// Throws InputError unless batch is 0 or in 2 ... samples.
  ViewSampler(Points source, Index samples, Index views, Index batch, std::uint64_t seed);
  std::vector<Index> draw_samples(Index step) const;

  Points source_;  ///< the data, or their fixed views
  Index samples_, views_, batch_;
  std::uint64_t seed_;
  std::optional<Augmentations> augmentations_;  ///< of fresh views
};

/// The columns of all views of these samples: view a of sample i is column i·views + a.
Points columns_of(const Points& all, const std::vector<Index>& samples, Index views);

}  // namespace simclr_flow
