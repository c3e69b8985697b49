#pragma once

namespace simclr_flow {

/// Reads the command line and runs its command. Returns the command's exit code, or CLI11's own
/// (above 100) for a command line that cannot be read; throws what the command throws.
int dispatch(int argc, char** argv);

}  // namespace simclr_flow
