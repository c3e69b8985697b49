#pragma once
#include <limits>
#include <string>
#include <vector>

#include "simclr_flow/core/choice.hpp"
#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// What an experiment states about an observable of one of its flows on a window of time.
struct Expectation {
  /// Which values in the window count.
  enum class Of { every, max, min, last };
  /// What of an ensemble is judged: every run; the mean over its runs; or how many runs are inside.
  enum class Over { each, mean, count };

  std::string id, flow, quantity;
  double from = 0, to = std::numeric_limits<double>::infinity();
  Of of = Of::every;
  Over over = Over::each;
  Index runs = 1;  ///< count: so many runs, at least
  double at_least = -std::numeric_limits<double>::infinity();
  double at_most = std::numeric_limits<double>::infinity();
  std::string status, source;
};

std::span<const Choice<Expectation::Of>> choices(Expectation::Of);
std::span<const Choice<Expectation::Over>> choices(Expectation::Over);

/// Reads the [[expect]] tables of an expected.toml. Throws InputError with file, line and key.
std::vector<Expectation> read_expectations(const std::string& file);

/// The whole text of a file; throws InputError naming it when it cannot be read.
std::string read_text_file(const std::string& file);

}  // namespace simclr_flow
