// The one file that every commit compiles again.
#include "commit.hpp"

#include "simclr_flow/record/provenance.hpp"

namespace simclr_flow {

std::string program_commit() { return SIMCLR_FLOW_COMMIT; }

}  // namespace simclr_flow
