#include "simclr_flow/core/parallel_blocks.hpp"

#include <cblas.h>
#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#ifdef __SANITIZE_THREAD__
#include <sanitizer/tsan_interface.h>
#endif

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include "simclr_flow/core/cancellation.hpp"
#include "simclr_flow/core/error.hpp"

namespace simclr_flow {
namespace {

constexpr int most_threads = 1024;

int checked_count(const std::string& given, Index count) {
  if (count < 1 || count > most_threads)
    throw InputError(given + " is not a number of threads; allowed: 1 to 1024");
  return static_cast<int>(count);
}

int default_thread_count() {
  const char* asked = std::getenv("SIMCLR_FLOW_THREADS");
  if (!asked) return tbb::info::default_concurrency();
  int count = 0;
  const char* end = asked + std::strlen(asked);
  const auto [stopped, problem] = std::from_chars(asked, end, count);
  if (problem != std::errc() || stopped != end) count = 0;
  return checked_count("SIMCLR_FLOW_THREADS = '" + std::string(asked) + "'", count);
}

/// Products run on the thread that asks for them: blocks are the only parallelism, and how a
/// product is split must not depend on the machine. (The serial build of OpenBLAS is no substitute:
/// two threads may not call it at once.)
const bool products_are_serial = (openblas_set_num_threads(1), true);

struct Threads {
  explicit Threads(int number)
      : count(number), limit(tbb::global_control::max_allowed_parallelism, std::size_t(number)) {}
  int count;
  tbb::global_control limit;
  tbb::task_arena arena{count};
};

std::unique_ptr<Threads>& threads() {
  static auto current = std::make_unique<Threads>(default_thread_count());
  return current;
}

/// What the thread sanitizer must know and cannot see, as oneTBB is compiled without it: what is
/// given by one thread is taken by others.
class Handover {
 public:
#ifdef __SANITIZE_THREAD__
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

}  // namespace

Index thread_count() { return threads()->count; }

void set_thread_count(Index count) {
  threads() = std::make_unique<Threads>(checked_count(std::to_string(count), count));
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
