#include "simclr_flow/core/product_buffers.hpp"

#include <cblas.h>
#include <sys/mman.h>

#include <mutex>
#include <new>
#include <utility>
#include <vector>

extern "C" {
// OpenBLAS asks for the number of its threads here while it is loaded, before any code of ours
// runs, and by a symbol that the program's own definition takes the place of. A later
// openblas_set_num_threads leaves the workers that were started then: each maps a buffer at once,
// and where it gets none the program cannot end, as its exit joins them.
int openblas_num_threads_env() { return 1; }
void* blas_memory_alloc(int);
void blas_memory_free(void*);
}

namespace simclr_flow {
namespace {

/// Products run on the thread that asks for them: blocks are the only parallelism, and how a
/// product is split must not depend on the machine. (The serial build of OpenBLAS is no substitute:
/// two threads may not call it at once.) Here for an OpenBLAS that does not ask above.
const bool products_are_serial = (openblas_set_num_threads(1), true);

constexpr std::size_t buffer = 136 << 20;  // bytes: 128 MB, and room beside it
constexpr std::size_t stack = 9 << 20;     // of a thread, with what it needs to begin
constexpr Index most_ahead = 128;          // more buffers make OpenBLAS enlarge its table of them

/// Addresses that are in use while it lives.
class Mapping {
 public:
  explicit Mapping(std::size_t bytes)
      : bytes_(bytes),
        at_(::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) {}
  Mapping(Mapping&& other) noexcept
      : bytes_(other.bytes_), at_(std::exchange(other.at_, MAP_FAILED)) {}
  Mapping& operator=(Mapping&&) = delete;
  ~Mapping() {
    if (is_there()) ::munmap(at_, bytes_);
  }
  bool is_there() const { return at_ != MAP_FAILED; }

 private:
  std::size_t bytes_;
  void* at_;
};

}  // namespace

Index reserve_product_buffers(Index threads) {
  const Index wanted = std::min(threads, most_ahead);
  static std::mutex mutex;
  static Index mapped = 0;  // and never unmapped
  const std::lock_guard lock(mutex);
  std::vector<void*> taken;
  std::vector<Mapping> stacks;
  while (std::ssize(taken) < wanted) {
    stacks.emplace_back(stack);
    // A second thread, and every further one, leaves as much to the data as it takes.
    const std::size_t room = taken.empty() ? buffer : 2 * buffer;
    const bool fits = std::ssize(taken) < mapped || Mapping(room).is_there();
    if (!fits || !stacks.back().is_there()) break;
    taken.push_back(::blas_memory_alloc(0));
  }
  for (void* const held : taken) ::blas_memory_free(held);
  mapped = std::max(mapped, std::ssize(taken));
  if (taken.empty()) throw std::bad_alloc();
  return std::ssize(taken) < wanted ? std::ssize(taken) : threads;
}

}  // namespace simclr_flow
