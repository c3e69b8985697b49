#pragma once
// The log of a kernel, as a configuration writes it. Private.
#include <memory>
#include <optional>
#include <string>

namespace simclr_flow {

/// log k by a text, as "-s/tau": of r = |z - z'|, s = r^2/2 and the temperature tau, of numbers and
/// pi, by + - * / ^ and parentheses, and by the functions of `words`. As in C a sign is weaker than
/// a power, -s^2 = -(s^2), and a^b^c = a^(b^c). Read by muparser, in doubles.
class ProfileExpression {
 public:
  static constexpr std::size_t longest = 1000;  ///< of the text
  static constexpr const char* words =
      "s, r, tau, pi, exp, log, log1p, expm1, sqrt, abs, sin, cos, tan, sinh, cosh, tanh, atan, "
      "min, max";

  /// Why the text is no expression, in words after "expression".
  static std::optional<std::string> complaint(const std::string& text);

  /// Of a text without complaint.
  ProfileExpression(const std::string& text, double tau);
  ~ProfileExpression();

  /// At distance r; infinite or no number where the text is.
  double at(double r);

 private:
  struct Reading;
  std::unique_ptr<Reading> reading_;
};

}  // namespace simclr_flow
