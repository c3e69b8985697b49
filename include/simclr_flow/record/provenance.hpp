#pragma once
#include <string>

namespace simclr_flow {

/// Versions of this program, its compiler and the libraries it runs with, one per line.
std::string library_versions();
/// What bits of results depend on and has changed since a file told these versions and this commit:
/// "kernel sums by avx2 (before: avx512)", several separated by ", "; empty if nothing has.
std::string changed_arithmetic(const std::string& versions, const std::string& commit);
/// A line for the record of resumes: when, by which commit, what has changed, how called.
std::string resume_note(const std::string& changed, const std::string& command_line);
/// "simclr-flow 1.2.3".
std::string program_version();
/// The commit the program was built from; a trailing + marks uncommitted changes.
std::string program_commit();
/// The time in UTC, as 2026-01-31T12:00:00Z.
std::string time_now();
/// The name of the user as the system knows it, or of the account; "unknown" if there is none.
std::string user_name();

}  // namespace simclr_flow
