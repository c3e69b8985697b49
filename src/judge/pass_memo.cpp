#include "pass_memo.hpp"

#include <algorithm>

namespace simclr_flow {
namespace {

constexpr Index most_numbers = 4'000'000;  // of latents; their gradients are as many

}  // namespace

PassMemo::Pass PassMemo::find(const Points& z) const {
  const auto same = [&z](const Kept& kept) {
    return kept.latents.rows() == z.rows() && kept.latents.cols() == z.cols() && kept.latents == z;
  };
  const auto found = std::ranges::find_if(kept_, same);
  return found == kept_.end() ? nullptr : found->pass;
}

void PassMemo::keep(const Points& z, const Pass& pass) {
  ++computed_;
  kept_.push_front({z, pass});
  numbers_ += z.size();
  for (; numbers_ > most_numbers && kept_.size() > 1; kept_.pop_back())
    numbers_ -= kept_.back().latents.size();
}

PassMemo::Pass PassMemo::of(const Points& z, const std::function<theory::PairPass()>& compute) {
  {
    const std::scoped_lock lock(mutex_);
    if (const Pass found = find(z)) return found;
  }
  // Unlocked: threads wait for no other one's sum, at the price of computing some twice.
  const auto pass = std::make_shared<const theory::PairPass>(compute());
  const std::scoped_lock lock(mutex_);
  if (const Pass found = find(z)) return found;
  keep(z, pass);
  return pass;
}

Index PassMemo::computed() const {
  const std::scoped_lock lock(mutex_);
  return computed_;
}

}  // namespace simclr_flow
