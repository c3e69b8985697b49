#pragma once
#include <limits>
#include <map>
#include <string>
#include <vector>

namespace simclr_flow {

/// A number that a part of a registry has for its own, with the key that a configuration gives it
/// by. Allowed are low <= value <= high, `low` itself only if `low_allowed`.
struct Parameter {
  std::string name;
  std::string meaning;  ///< in a few words
  double standard;      ///< where none is given
  double low = -std::numeric_limits<double>::infinity();
  bool low_allowed = true;
  double high = std::numeric_limits<double>::infinity();

  bool allows(double value) const {
    return (low_allowed ? value >= low : value > low) && value <= high;
  }
};

/// Numbers that a part has for its own and that come as a list, with their key.
struct ListParameter {
  std::string name;
  std::string meaning;         ///< in a few words
  std::vector<double> sample;  ///< what laws take; a configuration gives its own
};

/// A text that a part may be given by in place of its lists, with its key.
struct TextParameter {
  std::string name;
  std::string meaning;  ///< in a few words
  std::string sample;   ///< what laws take; a configuration gives its own
  /// The distance that the text is followed to. Its standard value is for unit spheres: of other
  /// latents configurations give it.
  Parameter reach;
};

/// Values by the names of their parameters; of those that are lists in `lists`, of texts in
/// `texts`.
struct Parameters : std::map<std::string, double, std::less<>> {
  using map::map;
  std::map<std::string, std::vector<double>, std::less<>> lists{};
  std::map<std::string, std::string, std::less<>> texts{};

  bool operator==(const Parameters&) const = default;
};

/// Why a part does not take values of its parameters: "KEY WORDS".
struct Refusal {
  std::string key, words;
};

}  // namespace simclr_flow
