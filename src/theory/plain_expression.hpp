#pragma once
// The log of a kernel, read from its text. Private to theory.
#include <string>
#include <string_view>
#include <vector>

namespace simclr_flow::theory {

/// log k by a text of r = |z - z'|, s = r^2/2 and tau, in long double:
///   sum = product {(+ | -) product}, product = signed {(* | /) signed}, signed = [+ | -] power,
///   power = atom [^ signed], atom = number | name | function(sum, ...) | (sum).
/// Shares no code with what kernel_sum/ reads texts by.
class PlainExpression {
 public:
  using Real = long double;
  /// Throws std::invalid_argument for a text that is none.
  PlainExpression(const std::string& text, Real tau);
  Real at(Real r) const;

 private:
  enum class Kind { number, distance, half_square, function, plus, minus, times, over, power };
  /// A step of a calculation on a stack.
  struct Step {
    Kind kind;
    Real number = 0;
    Real (*of_one)(Real) = nullptr;
    Real (*of_two)(Real, Real) = nullptr;
  };
  static Real of(const Step& step, Real left, Real right);
  void sum();
  void product();
  void signed_power();
  void atom();
  void name();
  void number();
  void call(std::string_view function);
  bool take(char c);
  char next();
  [[noreturn]] void refuse() const;

  std::string text_;
  std::size_t place_ = 0;
  Real tau_;
  std::vector<Step> steps_;
};

}  // namespace simclr_flow::theory
