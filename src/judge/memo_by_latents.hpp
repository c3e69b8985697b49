#pragma once
// What is computed at latents, each once. Private to judge.
#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

#include "simclr_flow/theory/pair_pass.hpp"
#include "simclr_flow/theory/pair_sample.hpp"

namespace simclr_flow {

/// Keeps values by the latents that they are of, so that no two checks compute the same sum. Many
/// threads may ask. The newest ones of up to 4 million numbers of latents stay: what is forgotten
/// is computed again, to the same numbers.
template <class Value>
class MemoByLatents {
 public:
  using Kept = std::shared_ptr<const Value>;

  /// The value at these latents: kept, or computed now.
  Kept of(const Points& z, const std::function<Value()>& compute) {
    {
      const std::scoped_lock lock(mutex_);
      if (Kept found = find(z)) return found;
    }
    // Unlocked: threads wait for no other one's sum, at the price of computing some twice.
    const auto value = std::make_shared<const Value>(compute());
    const std::scoped_lock lock(mutex_);
    if (Kept found = find(z)) return found;
    keep(z, value);
    return value;
  }

 private:
  static constexpr Index most_numbers = 4'000'000;
  struct Entry {
    Points latents;
    Kept value;
  };

  Kept find(const Points& z) const {
    const auto same = [&z](const Entry& entry) {
      return entry.latents.rows() == z.rows() && entry.latents.cols() == z.cols() &&
             entry.latents == z;
    };
    const auto found = std::ranges::find_if(entries_, same);
    return found == entries_.end() ? nullptr : found->value;
  }
  void keep(const Points& z, const Kept& value) {
    entries_.push_front({z, value});
    numbers_ += z.size();
    for (; numbers_ > most_numbers && entries_.size() > 1; entries_.pop_back())
      numbers_ -= entries_.back().latents.size();
  }

  std::mutex mutex_;
  std::deque<Entry> entries_;
  Index numbers_ = 0;
};

using PassMemo = MemoByLatents<theory::PairPass>;
using SampleMemo = MemoByLatents<theory::PairSample>;

}  // namespace simclr_flow
