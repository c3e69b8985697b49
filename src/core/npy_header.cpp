#include "simclr_flow/core/npy_header.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace simclr_flow {

std::string npy_header(std::string_view type, const std::vector<Index>& extents) {
  std::string text = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}{}), }}",
                                 type, fmt::join(extents, ", "), extents.size() == 1 ? "," : "");
  constexpr std::size_t before = 10;  // magic, version, and the length of the text in two bytes
  text.resize((text.size() + before + 1 + 63) / 64 * 64 - before - 1, ' ');
  text += '\n';
  std::string header(npy_magic);
  header +=
      {'\x01', '\0', static_cast<char>(text.size() & 255), static_cast<char>(text.size() >> 8)};
  return header + text;
}

}  // namespace simclr_flow
