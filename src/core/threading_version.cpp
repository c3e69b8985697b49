#include "simclr_flow/core/threading_version.hpp"

#include <tbb/version.h>

namespace simclr_flow {

std::string threading_version() { return TBB_runtime_version(); }

}  // namespace simclr_flow
