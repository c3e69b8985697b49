#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>

#include "simclr_flow/core/parse_real.hpp"
#include "simclr_flow/core/shown.hpp"

using namespace simclr_flow;

TEST_CASE("shown: one line of at most 80 printable characters") {
  CHECK(shown("plain 'text' \u00e4\u221e") == "plain 'text' \u00e4\u221e");
  CHECK(shown("a\nb\tc\r\x1b[0m\x7f") == "a\\nb\\tc\\r\\x1b[0m\\x7f");
  CHECK(shown(std::string_view("\0x", 2)) == "\\x00x");
  CHECK(shown("\xff\xc3") == "\\xff\\xc3");
  CHECK(shown("\u2028\u202e\u0085") == "\\xe2\\x80\\xa8\\xe2\\x80\\xae\\xc2\\x85");
  CHECK(shown("\xc0\xaf\xed\xa0\x80") == "\\xc0\\xaf\\xed\\xa0\\x80");  // overlong, surrogate
  CHECK(shown(std::string(80, 'a')) == std::string(80, 'a'));
  CHECK(shown(std::string(81, 'a')) == std::string(77, 'a') + "...");
  std::string sharps, expected;
  for (int k = 0; k < 100; ++k) sharps += "\u266f";
  for (int k = 0; k < 77; ++k) expected += "\u266f";
  CHECK(shown(sharps) == expected + "...");
  CHECK(shown(std::string(1000, '\n')).size() == 80);
}

TEST_CASE("one_line: messages keep their words, but for very long ones") {
  const std::string path(160, 'p'), longer(161, 'p');
  CHECK(one_line("file '" + path.substr(2) + "' is\nodd") ==
        "file '" + path.substr(2) + "' is\\nodd");
  CHECK(one_line("a " + longer + " b") ==
        "a " + std::string(38, 'p') + "..." + std::string(39, 'p') + " b");
  CHECK(one_line("") == "");
  std::string words;
  while (words.size() < 1002) words += "a ";
  CHECK(one_line("file '" + words + "' is") ==
        "file '" + words.substr(0, 38) + "..." + words.substr(words.size() - 39) + "' is");
  CHECK(shown_name(words.substr(0, 160)) == words.substr(0, 160));
  CHECK(shown_name(words).size() == 80);
}

TEST_CASE("parse_real: nearest doubles, underflow is a number, overflow infinite") {
  using Limits = std::numeric_limits<double>;
  const auto reads = [](const char* text, double value) {
    INFO(text);
    REQUIRE(parse_real(text).has_value());
    CHECK(*parse_real(text) == value);
    CHECK(std::signbit(*parse_real(text)) == std::signbit(value));
  };
  reads("1.5", 1.5);
  reads("+.5e1", 5);
  reads("-0", -0.);
  reads("1e-400", 0);
  reads("-1e-400", -0.);
  reads("1e-99999999999999999999", 0);
  reads("0.00001e-320", 0);
  reads("4.9e-324", Limits::denorm_min());
  reads("2.4e-324", 0);
  reads("2.5e-324", Limits::denorm_min());
  reads("1e400", Limits::infinity());
  reads("-1e99999999999999999999", -Limits::infinity());
  reads("1.7976931348623157e308", Limits::max());
  reads("inf", Limits::infinity());
  const std::string tiny = "0." + std::string(400, '0') + "1";
  reads(tiny.c_str(), 0);
  const std::string huge = "1" + std::string(400, '0');
  reads(huge.c_str(), Limits::infinity());
  for (const char* text : {"", "+", "-", "1,5", "1e", "x", "1 ", " 1", "+-1", "0x10", "1e5x"}) {
    INFO(text);
    CHECK_FALSE(parse_real(text).has_value());
  }
  CHECK(flaw_of_real("1e400") == "is beyond the largest number, 1.8e308");
  CHECK(flaw_of_real("nan") == "is not finite");
  CHECK(flaw_of_real("1e-400") == "");
  CHECK(flaw_of_real("1.2.3") == "is not a number");
}
