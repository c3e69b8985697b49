#pragma once
#include <string>
#include <string_view>

namespace simclr_flow {

// What messages show of what was given: every name, value and cell goes through here.

/// The text on one line: control characters, marks that turn or break lines, and bytes that are no
/// UTF-8 as \n, \t, \r or \xHH, all else as it is.
std::string printable(std::string_view text);

/// printable, in ASCII: every other character as its bytes, \xHH each.
std::string ascii(std::string_view text);

/// printable, and at most 80 characters of it: the first 77 and "..." of more.
std::string shown(std::string_view text);

/// The name of a file: printable, and of more than 160 characters the first 38 and the last 39,
/// "..." between them: both ends tell.
std::string shown_name(std::string_view name);

/// A message on one line, whatever came into it: printable; words (between blanks) of more than 160
/// characters and parts between single quotes of more than 1000 as names are.
std::string one_line(std::string_view message);

}  // namespace simclr_flow
