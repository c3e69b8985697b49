#pragma once
#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <vector>

namespace simclr_flow {

/// Prints at once; a stream that cannot be written must not end a run.
template <class... Args>
void say(std::FILE* stream, fmt::format_string<Args...> format, Args&&... args) {
  const std::string text = fmt::format(format, std::forward<Args>(args)...);
  std::fwrite(text.data(), 1, text.size(), stream);
  std::fflush(stream);
}

/// Hints go to standard error: what programs read stays as it is.
inline void tell_hints(const std::vector<std::string>& hints) {
  for (const std::string& hint : hints) say(stderr, "simclr-flow: {}\n", hint);
}

/// What has changed in the arithmetic of a file that goes on (changed_arithmetic), unless it is
/// empty: what follows in the file differs from an uninterrupted run by rounding.
inline void tell_changed_arithmetic(const std::string& file, const std::string& changed) {
  if (changed.empty()) return;
  say(stderr,
      "simclr-flow: warning: {}: goes on with {}: later values differ from those of an "
      "uninterrupted run by rounding and what it grows to\n",
      file, changed);
}

}  // namespace simclr_flow
