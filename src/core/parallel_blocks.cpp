#include "simclr_flow/core/parallel_blocks.hpp"

#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#ifdef SIMCLR_FLOW_TELLS_ORDER
#include <sanitizer/tsan_interface.h>
#endif

#include <charconv>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

#include "simclr_flow/core/cancellation.hpp"
#include "simclr_flow/core/environment.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/product_buffers.hpp"

namespace simclr_flow {
namespace {

constexpr int most_threads = 1024;

int checked_count(const std::string& given, Index count) {
  if (count < 1 || count > most_threads)
    throw InputError(given + " is not a number of threads; allowed: 1 to 1024");
  return static_cast<int>(count);
}

int default_thread_count() {
  const auto asked = environment_value("SIMCLR_FLOW_THREADS");
  if (!asked) return tbb::info::default_concurrency();
  int count = 0;
  const char* end = asked->data() + asked->size();
  const auto [stopped, problem] = std::from_chars(asked->data(), end, count);
  if (problem != std::errc() || stopped != end) count = 0;
  return checked_count("SIMCLR_FLOW_THREADS = '" + *asked + "'", count);
}

/// What the thread sanitizer must know and cannot see, as oneTBB is compiled without it and so is
/// this file: what is given by one thread is taken by others.
class Handover {
 public:
#ifdef SIMCLR_FLOW_TELLS_ORDER
  void give() { __tsan_release(this); }
  void take() { __tsan_acquire(this); }
#else
  void give() {}
  void take() {}
#endif
};

/// Blocks run after what came before their loop, and what comes after it runs after all of them,
/// however they end.
struct LoopOrder {
  LoopOrder() { begin.give(); }
  ~LoopOrder() { end.take(); }
  LoopOrder(const LoopOrder&) = delete;
  LoopOrder& operator=(const LoopOrder&) = delete;
  Handover begin, end;
};
struct BlockOrder {
  explicit BlockOrder(LoopOrder& order) : loop(order) { loop.begin.take(); }
  ~BlockOrder() { loop.end.give(); }
  BlockOrder(const BlockOrder&) = delete;
  BlockOrder& operator=(const BlockOrder&) = delete;
  LoopOrder& loop;
};

/// As many as the memory has room for: results do not depend on their number.
int affordable(int count) { return static_cast<int>(reserve_product_buffers(count)); }

struct Threads {
  explicit Threads(int number)
      : count(affordable(number)),
        limit(tbb::global_control::max_allowed_parallelism, std::size_t(count)) {}
  void start();

  int count;
  tbb::global_control limit;
  tbb::task_arena arena{count};
};

/// Has every thread run at once, while there is memory for its stack: TBB starts them when they are
/// first needed, some of them from each other, and where one cannot be started the program ends.
void Threads::start() {
  if (count == 1) return;
  const auto latest = std::chrono::steady_clock::now() + std::chrono::seconds(1);
  std::mutex mutex;
  std::condition_variable all_here;
  int missing = count;
  LoopOrder order;
  const auto wait_for_all = [&](int) {
    const BlockOrder in_order(order);
    std::unique_lock lock(mutex);
    if (--missing == 0) all_here.notify_all();
    all_here.wait_until(lock, latest, [&missing] { return missing <= 0; });
  };
  arena.execute([&] { tbb::parallel_for(0, count, wait_for_all, tbb::simple_partitioner()); });
}

std::unique_ptr<Threads>& threads() {
  static auto current = [] {
    auto first = std::make_unique<Threads>(default_thread_count());
    first->start();
    return first;
  }();
  return current;
}

}  // namespace

Index thread_count() { return threads()->count; }

void set_thread_count(Index count) {
  threads() = std::make_unique<Threads>(checked_count(std::to_string(count), count));
  threads()->start();  // now that those before limit it no more
}

void parallel_blocks(Index count, const std::function<void(Index, Index)>& body) {
  if (count <= 1 || thread_count() == 1) {
    for (Index block = 0; block < count; ++block) {
      throw_if_cancelled();
      body(block, 0);
    }
    return;
  }
  LoopOrder order;
  threads()->arena.execute([&] {
    tbb::parallel_for(
        Index{0}, count,
        // Isolated: a body that runs blocks of its own must not be given another one meanwhile.
        [&](Index block) {
          const BlockOrder in_order(order);
          throw_if_cancelled();
          tbb::this_task_arena::isolate(
              [&] { body(block, tbb::this_task_arena::current_thread_index()); });
        },
        tbb::simple_partitioner());
  });
}

}  // namespace simclr_flow
