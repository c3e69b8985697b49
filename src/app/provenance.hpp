#pragma once
#include <string>

namespace simclr_flow {

/// Versions of this program, its compiler and the libraries it runs with, one a line.
std::string library_versions();
/// "simclr-flow 1.2.3".
std::string program_version();
/// The commit the program was built from; a trailing + marks uncommitted changes.
std::string program_commit();
/// The time in UTC, as 2026-01-31T12:00:00Z.
std::string time_now();

}  // namespace simclr_flow
