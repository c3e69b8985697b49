#pragma once
#include <string>
#include <string_view>

namespace simclr_flow {

/// How a flow ended. Only `done` means that it reached its stop time.
enum class Outcome { running, done, interrupted, failed };

/// An outcome and the sentence that a person reads.
struct Status {
  Outcome outcome = Outcome::running;
  std::string reason = "the flow is running or its program was killed";
};

inline std::string_view outcome_name(Outcome outcome) {
  switch (outcome) {
    case Outcome::done:
      return "done";
    case Outcome::interrupted:
      return "interrupted";
    case Outcome::failed:
      return "failed";
    case Outcome::running:
      break;
  }
  return "running";
}

}  // namespace simclr_flow
