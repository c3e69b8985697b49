#include "plain_expression.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <stdexcept>

namespace simclr_flow::theory {
namespace {

using Real = long double;

struct NamedFunction {
  std::string_view name;
  Real (*of_one)(Real);
};

constexpr NamedFunction functions_of_one[] = {{"exp", [](Real x) { return std::exp(x); }},
                                              {"log", [](Real x) { return std::log(x); }},
                                              {"log1p", [](Real x) { return std::log1p(x); }},
                                              {"expm1", [](Real x) { return std::expm1(x); }},
                                              {"sqrt", [](Real x) { return std::sqrt(x); }},
                                              {"abs", [](Real x) { return std::fabs(x); }},
                                              {"sin", [](Real x) { return std::sin(x); }},
                                              {"cos", [](Real x) { return std::cos(x); }},
                                              {"tan", [](Real x) { return std::tan(x); }},
                                              {"sinh", [](Real x) { return std::sinh(x); }},
                                              {"cosh", [](Real x) { return std::cosh(x); }},
                                              {"tanh", [](Real x) { return std::tanh(x); }},
                                              {"atan", [](Real x) { return std::atan(x); }}};

Real least(Real a, Real b) { return a < b ? a : b; }
Real largest(Real a, Real b) { return a < b ? b : a; }

}  // namespace

PlainExpression::PlainExpression(const std::string& text, Real tau) : text_(text), tau_(tau) {
  sum();
  if (next() != '\0') refuse();
}

void PlainExpression::refuse() const {
  throw std::invalid_argument("no expression: '" + text_ + "'");
}

char PlainExpression::next() {
  while (place_ < text_.size() && text_[place_] == ' ') ++place_;
  return place_ < text_.size() ? text_[place_] : '\0';
}

bool PlainExpression::take(char c) {
  if (next() != c) return false;
  ++place_;
  return true;
}

void PlainExpression::sum() {
  product();
  for (;;) {
    const char sign = next();
    if (sign != '+' && sign != '-') return;
    ++place_;
    product();
    steps_.push_back({sign == '+' ? Kind::plus : Kind::minus});
  }
}

void PlainExpression::product() {
  signed_power();
  for (;;) {
    const char sign = next();
    if (sign != '*' && sign != '/') return;
    ++place_;
    signed_power();
    steps_.push_back({sign == '*' ? Kind::times : Kind::over});
  }
}

void PlainExpression::signed_power() {
  const bool negative = take('-');
  if (!negative) take('+');
  if (negative) steps_.push_back({Kind::number, 0});
  atom();
  if (take('^')) {
    signed_power();
    steps_.push_back({Kind::power});
  }
  if (negative) steps_.push_back({Kind::minus});
}

void PlainExpression::atom() {
  const char c = next();
  if (take('(')) {
    sum();
    if (!take(')')) refuse();
  } else if (std::isalpha(static_cast<unsigned char>(c))) {
    name();
  } else {
    number();
  }
}

void PlainExpression::number() {
  const char* const begin = text_.c_str() + place_;
  char* end = nullptr;
  const Real value = std::strtold(begin, &end);
  if (end == begin) refuse();
  place_ += static_cast<std::size_t>(end - begin);
  steps_.push_back({Kind::number, value});
}

void PlainExpression::name() {
  const std::size_t begin = place_;
  while (place_ < text_.size() && std::isalnum(static_cast<unsigned char>(text_[place_]))) ++place_;
  const std::string_view word = std::string_view(text_).substr(begin, place_ - begin);
  if (word == "r") return steps_.push_back({Kind::distance});
  if (word == "s") return steps_.push_back({Kind::half_square});
  if (word == "tau") return steps_.push_back({Kind::number, tau_});
  if (word == "pi") return steps_.push_back({Kind::number, std::numbers::pi_v<Real>});
  call(word);
}

void PlainExpression::call(std::string_view function) {
  if (!take('(')) refuse();
  sum();
  if (function == "min" || function == "max") {
    if (!take(',')) refuse();
    sum();
    steps_.push_back({Kind::function, 0, nullptr, function == "min" ? least : largest});
  } else {
    const auto* const found = std::ranges::find(functions_of_one, function, &NamedFunction::name);
    if (found == std::end(functions_of_one)) refuse();
    steps_.push_back({Kind::function, 0, found->of_one});
  }
  if (!take(')')) refuse();
}

PlainExpression::Real PlainExpression::of(const Step& step, Real left, Real right) {
  switch (step.kind) {
    case Kind::plus:
      return left + right;
    case Kind::minus:
      return left - right;
    case Kind::times:
      return left * right;
    case Kind::over:
      return left / right;
    case Kind::power:
      return std::pow(left, right);
    default:
      return step.of_two(left, right);
  }
}

PlainExpression::Real PlainExpression::at(Real r) const {
  std::vector<Real> stack;
  for (const Step& step : steps_) {
    if (step.kind == Kind::number)
      stack.push_back(step.number);
    else if (step.kind == Kind::distance)
      stack.push_back(r);
    else if (step.kind == Kind::half_square)
      stack.push_back(r * r / 2);
    else if (step.of_one)
      stack.back() = step.of_one(stack.back());
    else {
      const Real right = stack.back();
      stack.pop_back();
      stack.back() = of(step, stack.back(), right);
    }
  }
  return stack.back();
}

}  // namespace simclr_flow::theory
