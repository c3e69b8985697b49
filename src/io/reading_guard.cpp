#include "reading_guard.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>

#include "simclr_flow/core/shown.hpp"

namespace simclr_flow::hdf5 {
namespace {

#ifdef __SANITIZE_ADDRESS__
constexpr std::array<int, 0> deadly{};  // its own reports are of more use
#else
constexpr std::array deadly{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
#endif
constexpr int input_exit_code = 2;

/// What the handler writes; empty if no file is read.
std::array<char, 1000> sentence{};
std::array<struct sigaction, deadly.size()> usual;
alignas(16) std::array<char, 1 << 16> handler_stack;  // the other one may have overflown

void end_with_sentence(int) {
  // All that a signal handler may do; there is nobody to tell if it fails.
  [[maybe_unused]] const auto written =
      ::write(STDERR_FILENO, sentence.data(), std::strlen(sentence.data()));
  ::_exit(input_exit_code);
}

void set_sentence(const std::string& text) {
  const std::size_t size = std::min(text.size(), sentence.size() - 1);
  std::copy_n(text.begin(), size, sentence.begin());
  sentence[size] = '\0';
}

void watch() {
  stack_t stack{};
  stack.ss_sp = handler_stack.data();
  stack.ss_size = handler_stack.size();
  ::sigaltstack(&stack, nullptr);
  struct sigaction action {};
  action.sa_handler = end_with_sentence;
  action.sa_flags = SA_ONSTACK | static_cast<int>(SA_RESETHAND);
  for (std::size_t k = 0; k < deadly.size(); ++k) ::sigaction(deadly[k], &action, &usual[k]);
}

void watch_no_more() {
  for (std::size_t k = 0; k < deadly.size(); ++k) ::sigaction(deadly[k], &usual[k], nullptr);
}

}  // namespace

ReadingGuard::ReadingGuard(const std::string& path) : before_(sentence.data()) {
  set_sentence(
      fmt::format("simclr-flow: file '{}' is damaged: the HDF5 library breaks down on reading it\n",
                  shown_name(path)));
  if (before_.empty()) watch();
}

ReadingGuard::~ReadingGuard() {
  if (before_.empty()) watch_no_more();
  set_sentence(before_);
}

}  // namespace simclr_flow::hdf5
