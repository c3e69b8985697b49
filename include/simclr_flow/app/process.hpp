#pragma once
#include <array>
#include <csignal>
#include <exception>

namespace simclr_flow {

/// Before anything else: closed standard streams become /dev/null, so that no data file gets their
/// numbers; a file-size limit becomes a write error instead of a death. What a pipe's reader no
/// longer takes is not written, and the work goes on to its own exit code: `compare | head -1` ends
/// as `compare`. Freed memory is kept.
void prepare_process();
/// Keeps freed memory, up to 512 MB: arrays of networks and of latents come and go at every step,
/// and fresh pages from the system would cost as much as their arithmetic, or several times that.
void keep_freed_memory();

/// Flushes standard output; `code`, or the I/O failure of an output that could not be written.
int finish_output(int code);

/// Prints one sentence about work that was cancelled outside of any run, and returns 3.
int tell_interrupted();

inline constexpr std::array stopping_signals{SIGINT, SIGTERM, SIGHUP, SIGUSR1};
/// From here on these signals cancel the work of the process (see request_cancellation), unless it
/// was started to ignore them.
void stop_on_signals();
/// The last of them since it was asked for before; 0: none.
int take_stopping_signal();

/// Prints one sentence about an error and returns its exit code: 2 for input (too large for the
/// memory included), 4 for storage and output, 1 for anything else.
int complain(const std::exception& error);

}  // namespace simclr_flow
