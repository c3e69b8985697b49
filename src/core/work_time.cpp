#include "simclr_flow/core/work_time.hpp"

#include <chrono>

namespace simclr_flow {
namespace {

constexpr Choice<Work> work_names[] = {
    {Work::energy, "energy"},     {Work::network, "network"},
    {Work::jacobian, "jacobian"}, {Work::linear_algebra, "linear_algebra"},
    {Work::measures, "measures"}, {Work::output, "output"},
};
static_assert(std::size(work_names) == std::tuple_size_v<WorkSeconds>);

using WorkClock = std::chrono::steady_clock;
constexpr int no_work = -1;

struct Account {
  WorkSeconds seconds{};
  int current = no_work;
  WorkClock::time_point since{};

  /// The time up to now is that of `current`; from now on it is that of `next`.
  void turn_to(int next) {
    const WorkClock::time_point now = WorkClock::now();
    if (current != no_work)
      seconds[static_cast<std::size_t>(current)] +=
          std::chrono::duration<double>(now - since).count();
    current = next;
    since = now;
  }
};

thread_local Account account;

}  // namespace

std::span<const Choice<Work>> choices(Work) { return work_names; }

TimedWork::TimedWork(Work work) : outer_(account.current) {
  account.turn_to(static_cast<int>(work));
}
TimedWork::~TimedWork() { account.turn_to(outer_); }

WorkSeconds work_seconds() {
  account.turn_to(account.current);
  return account.seconds;
}

}  // namespace simclr_flow
