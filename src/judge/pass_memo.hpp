#pragma once
// Sums over all pairs of latents, each computed once. Private to judge.
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

#include "simclr_flow/theory/pair_pass.hpp"

namespace simclr_flow {

/// Keeps the passes over pairs of one flow by their latents, so that no two checks compute the same
/// sum. Many threads may ask. The newest ones of up to 64 MB stay: what is forgotten is computed
/// again, to the same numbers.
class PassMemo {
 public:
  using Pass = std::shared_ptr<const theory::PairPass>;

  /// The pass at these latents: kept, or computed now.
  Pass of(const Points& z, const std::function<theory::PairPass()>& compute);
  /// How many have been computed.
  Index computed() const;

 private:
  struct Kept {
    Points latents;
    Pass pass;
  };
  Pass find(const Points& z) const;
  void keep(const Points& z, const Pass& pass);

  mutable std::mutex mutex_;
  std::deque<Kept> kept_;
  Index numbers_ = 0, computed_ = 0;
};

}  // namespace simclr_flow
