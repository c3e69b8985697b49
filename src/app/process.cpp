#include "simclr_flow/app/process.hpp"

#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>

#include "simclr_flow/app/commands.hpp"
#include "simclr_flow/core/cancellation.hpp"
#include "simclr_flow/core/fault.hpp"

namespace simclr_flow {
namespace {

/// Writes to standard output. Where the reader of a pipe has left, the rest is not wanted: it
/// counts as written.
ssize_t write_wanted(void*, const char* bytes, std::size_t size) {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t now = ::write(STDOUT_FILENO, bytes + done, size - done);
    if (now < 0 && errno == EPIPE) return static_cast<ssize_t>(size);
    if (now < 0 && errno != EINTR) break;
    if (now > 0) done += static_cast<std::size_t>(now);
  }
  return static_cast<ssize_t>(done);
}

std::sig_atomic_t volatile stopping_signal = 0;

void stop_on(int signal) {
  stopping_signal = signal;
  request_cancellation();
}

void let_readers_leave() {
  cookie_io_functions_t calls{};
  calls.write = write_wanted;
  std::FILE* const out = ::fopencookie(nullptr, "w", calls);
  if (!out) return;
  if (::isatty(STDOUT_FILENO) == 1) std::setvbuf(out, nullptr, _IOLBF, BUFSIZ);
  stdout = out;
}

}  // namespace

void prepare_process() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(stream, F_GETFD) < 0) ::open("/dev/null", O_RDWR);  // takes the lowest free number
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  let_readers_leave();
  keep_freed_memory();
}

void keep_freed_memory() {
  ::mallopt(M_MMAP_THRESHOLD, 32 << 20);
  ::mallopt(M_TRIM_THRESHOLD, 512 << 20);
}

int finish_output(int code) {
  if (std::fflush(stdout) == 0 && !std::ferror(stdout)) return code;
  std::fputs("simclr-flow: standard output could not be written\n", stderr);
  return exit_code::io;
}

int tell_interrupted() {
  std::fputs("simclr-flow: interrupted before anything was computed\n", stderr);
  return exit_code::interrupted;
}

void stop_on_signals() {
  for (const int signal : stopping_signals)
    if (std::signal(signal, stop_on) == SIG_IGN)
      std::signal(signal, SIG_IGN);  // nohup and background jobs
}

int take_stopping_signal() {
  const int last = stopping_signal;
  stopping_signal = 0;
  return last;
}

int complain(const std::exception& error) {
  std::fprintf(stderr, "simclr-flow: %s\n", sentence_of(error).c_str());
  switch (fault_of(error)) {
    case Fault::input:
    case Fault::memory:
      return exit_code::input;
    case Fault::storage:  // fmt::print failed, too
      return exit_code::io;
    case Fault::computation:
      break;
  }
  return exit_code::numerical;
}

}  // namespace simclr_flow
