#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <ranges>
#include <sstream>
#include <vector>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/data/points_file.hpp"

namespace simclr_flow {
namespace {

static_assert(std::endian::native == std::endian::little, "npy arrays are read in little-endian");
constexpr std::string_view magic = "\x93NUMPY";

[[noreturn]] void refuse(const std::string& file, const std::string& why) {
  throw InputError(fmt::format("points file '{}' {}", file, why));
}

/// The Python dictionary after the magic and version of a .npy file.
std::string read_header(std::ifstream& in, const std::string& file) {
  std::array<char, 8> start{};
  if (!in.read(start.data(), 8) || std::string_view(start.data(), 6) != magic)
    refuse(file, "is not a .npy array");
  const std::streamsize length_bytes = start[6] == 1 ? 2 : 4;
  std::uint32_t length = 0;
  in.read(reinterpret_cast<char*>(&length), length_bytes);
  if (!in || length > 65536) refuse(file, "has a damaged .npy header");
  std::string header(length, ' ');
  if (!in.read(header.data(), length)) refuse(file, "is truncated");
  return header;
}

/// What stands between two marks after a key of the header, e.g. ('shape':, '(', ')').
std::string field(const std::string& header, std::string_view key, char open, char close,
                  const std::string& file) {
  const auto found = header.find(key);
  const auto begin = found == std::string::npos ? found : header.find(open, found + key.size());
  const auto end = begin == std::string::npos ? begin : header.find(close, begin + 1);
  if (end == std::string::npos) refuse(file, "has a damaged .npy header");
  return header.substr(begin + 1, end - begin - 1);
}

/// True or False behind a key of the header and any blanks.
bool truth(const std::string& header, std::string_view key, const std::string& file) {
  const auto found = header.find(key);
  const auto begin =
      found == std::string::npos ? found : header.find_first_not_of(' ', found + key.size());
  const auto end = begin == std::string::npos ? begin : header.find_first_of(" ,}", begin);
  if (end == std::string::npos) refuse(file, "has a damaged .npy header");
  const std::string word = header.substr(begin, end - begin);
  if (word != "True" && word != "False")
    refuse(file,
           fmt::format("has a damaged .npy header: {} {}, expected True or False", key, word));
  return word == "True";
}

/// The extents of a shape like "10, 3" or "10,".
std::vector<Index> extents_of(const std::string& shape, const std::string& file) {
  std::vector<Index> extents;
  std::istringstream in(shape);
  for (std::string part; std::getline(in, part, ',');) {
    const auto first = part.find_first_not_of(' ');
    if (first == std::string::npos) continue;
    Index extent = -1;
    const auto [end, error] =
        std::from_chars(part.data() + first, part.data() + part.size(), extent);
    if (error != std::errc{} || extent < 0 || extent > 1'000'000'000'000)
      refuse(file, "has a damaged .npy header");
    extents.push_back(extent);
  }
  if (extents.empty() || extents.size() > 2)
    refuse(file, fmt::format("has shape ({}), expected (N, d) or (N,)", shape));
  if (extents.size() == 1) extents.push_back(1);
  return extents;
}

template <class T>
Points read_values(std::ifstream& in, const std::string& file, Index rows, Index width,
                   bool fortran) {
  const auto bytes =
      static_cast<std::uintmax_t>(rows) * static_cast<std::uintmax_t>(width) * sizeof(T);
  if (std::filesystem::file_size(file) - static_cast<std::uintmax_t>(in.tellg()) != bytes)
    refuse(file, "does not hold as many bytes as its shape says");
  Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic> values(width, rows);
  if (fortran) values.resize(rows, width);
  in.read(reinterpret_cast<char*>(values.data()), static_cast<std::streamsize>(bytes));
  if (!in) refuse(file, "is truncated");
  if (fortran) return values.transpose().template cast<double>();
  return values.template cast<double>();
}

/// The types of values that are read, by their names in a header.
struct ValueType {
  std::string_view name;
  Points (*read)(std::ifstream& in, const std::string& file, Index rows, Index width, bool fortran);
};
constexpr ValueType value_types[] = {
    {"<f8", read_values<double>},       {"<f4", read_values<float>},
    {"<i8", read_values<std::int64_t>}, {"<u8", read_values<std::uint64_t>},
    {"<i4", read_values<std::int32_t>}, {"<u4", read_values<std::uint32_t>},
    {"<i2", read_values<std::int16_t>}, {"<u2", read_values<std::uint16_t>},
    {"|i1", read_values<std::int8_t>},  {"|u1", read_values<std::uint8_t>},
    {"|b1", read_values<std::uint8_t>},
};

/// An array of this shape, "10, 3", in C order.
void write_npy(const std::string& file, const std::string& shape, const double* values,
               Index count) {
  std::string header =
      fmt::format("{{'descr': '<f8', 'fortran_order': False, 'shape': ({}), }}", shape);
  header.resize((header.size() + 10 + 1 + 63) / 64 * 64 - 10 - 1, ' ');
  header += '\n';
  const auto length = static_cast<std::uint16_t>(header.size());
  std::ofstream out(file, std::ios::binary);
  out << magic << '\x01' << '\0';
  out.write(reinterpret_cast<const char*>(&length), 2);
  out << header;
  out.write(reinterpret_cast<const char*>(values), count * 8);
  if (!out.flush()) throw StorageError(fmt::format("'{}' could not be written whole", file));
}

}  // namespace

Points read_npy_points(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) refuse(file, "cannot be read");
  const std::string header = read_header(in, file);
  const std::string type = field(header, "'descr':", '\'', '\'', file);
  const bool fortran = truth(header, "'fortran_order':", file);
  const auto extents = extents_of(field(header, "'shape':", '(', ')', file), file);
  const Index rows = extents[0], width = extents[1];
  if (rows < 1 || width < 1) refuse(file, "holds no points");
  if (width > 1'000'000) refuse(file, "has more than a million coordinates");
  const ValueType* known = std::ranges::find(value_types, type, &ValueType::name);
  if (known == std::end(value_types))
    refuse(file,
           fmt::format("holds values of type '{}', expected numbers, little-endian: '{}'", type,
                       fmt::join(value_types | std::views::transform(&ValueType::name), "', '")));
  const Points points = known->read(in, file, rows, width, fortran);
  require_finite(file, points);
  return points;
}

void write_npy_points(const std::string& file, const Points& points) {
  write_npy(file, fmt::format("{}, {}", points.cols(), points.rows()), points.data(),
            points.size());
}

void write_npy_vector(const std::string& file, const State& values) {
  write_npy(file, fmt::format("{},", values.size()), values.data(), values.size());
}

}  // namespace simclr_flow
