#include "simclr_flow/core/work_time.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <numeric>
#include <thread>

using namespace simclr_flow;

namespace {

using Seconds = std::chrono::duration<double>;
constexpr Seconds nap{0.01};

double spent_on(Work work, const WorkSeconds& before) {
  const auto k = static_cast<std::size_t>(work);
  return work_seconds()[k] - before[k];
}

}  // namespace

TEST_CASE("work time: an inner scope's time is its own alone, and all is no more than passed") {
  const auto begun = std::chrono::steady_clock::now();
  const WorkSeconds before = work_seconds();
  {
    const TimedWork outer(Work::measures);
    std::this_thread::sleep_for(nap);
    {
      const TimedWork inner(Work::energy);
      std::this_thread::sleep_for(3 * nap);
    }
    std::this_thread::sleep_for(nap);
    CHECK(spent_on(Work::measures, before) >= 2 * nap.count());  // of a scope that is open
  }
  const double measures = spent_on(Work::measures, before), energy = spent_on(Work::energy, before);
  std::this_thread::sleep_for(nap);
  const WorkSeconds after = work_seconds();
  const Seconds passed = std::chrono::steady_clock::now() - begun;
  CHECK(measures >= 2 * nap.count());
  CHECK(energy >= 3 * nap.count());
  CHECK(measures + energy <= passed.count() - nap.count());
  CHECK(std::accumulate(after.begin(), after.end(), 0.0) -
            std::accumulate(before.begin(), before.end(), 0.0) ==
        doctest::Approx(measures + energy));
}

TEST_CASE("work time: each thread has its own account") {
  const WorkSeconds before = work_seconds();
  std::thread([] {
    const TimedWork timed(Work::output);
    std::this_thread::sleep_for(nap);
    CHECK(work_seconds()[static_cast<std::size_t>(Work::output)] >= nap.count());
  }).join();
  CHECK(spent_on(Work::output, before) == 0);
}
