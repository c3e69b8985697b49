#include "profile_expression.hpp"

#include <fmt/format.h>
#include <muParser.h>

#include <cctype>
#include <cmath>
#include <numbers>

namespace simclr_flow {
namespace {

double plus(double a, double b) { return a + b; }
double minus(double a, double b) { return a - b; }
double times(double a, double b) { return a * b; }
double over(double a, double b) { return a / b; }
double power(double a, double b) { return std::pow(a, b); }
double least(double a, double b) { return std::fmin(a, b); }
double largest(double a, double b) { return std::fmax(a, b); }

/// By a pointer to the function of doubles, among those of its name.
using Function = double (*)(double);

void define_functions(mu::Parser& parser) {
  const std::pair<const char*, Function> functions[] = {
      {"exp", std::exp},   {"log", std::log},   {"log1p", std::log1p}, {"expm1", std::expm1},
      {"sqrt", std::sqrt}, {"abs", std::abs},   {"sin", std::sin},     {"cos", std::cos},
      {"tan", std::tan},   {"sinh", std::sinh}, {"cosh", std::cosh},   {"tanh", std::tanh},
      {"atan", std::atan}};
  for (const auto& [name, function] : functions) parser.DefineFun(name, function);
  parser.DefineFun("min", least);
  parser.DefineFun("max", largest);
}

/// Those of this language alone: muparser's own ones assign, compare and choose too.
void define_operators(mu::Parser& parser) {
  parser.EnableBuiltInOprt(false);
  parser.DefineOprt("+", plus, mu::prADD_SUB);
  parser.DefineOprt("-", minus, mu::prADD_SUB);
  parser.DefineOprt("*", times, mu::prMUL_DIV);
  parser.DefineOprt("/", over, mu::prMUL_DIV);
  parser.DefineOprt("^", power, mu::prPOW, mu::oaRIGHT);
}

bool is_written_in(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) ||
         std::string_view("+-*/^(),. _").find(c) != std::string_view::npos;
}

/// muparser's message as the end of a sentence: it counts characters from 0.
std::string told(const mu::Parser::exception_type& error) {
  std::string message = error.GetMsg();
  for (const char* before : {" found at position", " at expression position", " at position"})
    message = message.substr(0, message.find(before));
  while (message.ends_with('.') || message.ends_with('!')) message.pop_back();
  if (!message.empty()) message[0] = static_cast<char>(std::tolower(message[0]));
  return message;
}

std::string with_position(const mu::Parser::exception_type& error, const std::string& text) {
  const auto place = std::min(text.size(), static_cast<std::size_t>(std::max(0, error.GetPos())));
  if (error.GetCode() == mu::ecUNASSIGNABLE_TOKEN)
    return fmt::format("has '{}' at character {}, where it may have numbers, + - * / ^ ( ) and {}",
                       error.GetToken().substr(0, error.GetToken().find(' ')), place + 1,
                       ProfileExpression::words);
  return fmt::format("cannot be read at character {}: {}", place + 1, told(error));
}

}  // namespace

struct ProfileExpression::Reading {
  Reading(const std::string& text, double tau) {
    parser.ClearFun();
    parser.ClearConst();
    define_operators(parser);
    define_functions(parser);
    parser.DefineConst("pi", std::numbers::pi);
    parser.DefineConst("tau", tau);
    parser.DefineVar("r", &r);
    parser.DefineVar("s", &s);
    parser.SetExpr(text);
  }
  mu::Parser parser;
  double r = 0, s = 0;
};

ProfileExpression::ProfileExpression(const std::string& text, double tau)
    : reading_(std::make_unique<Reading>(text, tau)) {}

ProfileExpression::~ProfileExpression() = default;

double ProfileExpression::at(double r) {
  reading_->r = r;
  reading_->s = r * r / 2;
  return reading_->parser.Eval();
}

std::optional<std::string> ProfileExpression::complaint(const std::string& text) {
  if (text.find_first_not_of(' ') == std::string::npos) return "must not be empty";
  if (text.size() > longest)
    return fmt::format("must have at most {} characters, not {}", longest, text.size());
  for (std::size_t i = 0; i < text.size(); ++i)
    if (!is_written_in(text[i]))
      return fmt::format(
          "has a character at {} that is none of letters, digits, blanks and + - * / ^ ( ) , . _",
          i + 1);
  try {
    ProfileExpression read(text, 1);
    read.at(1);
    if (read.reading_->parser.GetNumResults() != 1) return "must be one expression: it has commas";
  } catch (const mu::Parser::exception_type& error) {
    return with_position(error, text);
  }
  return std::nullopt;
}

}  // namespace simclr_flow
