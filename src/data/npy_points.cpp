#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <vector>

#include "file_format.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/npy_header.hpp"
#include "simclr_flow/core/shown.hpp"
#include "simclr_flow/data/points_file.hpp"
#include "table_reading.hpp"

namespace simclr_flow {
namespace {

static_assert(std::endian::native == std::endian::little, "npy arrays are read in little-endian");

/// The Python dictionary after the magic and version of a .npy file.
std::string read_header(InputBytes& in) {
  std::array<char, 8> start{};
  in.take(start.data(), start.size());
  const std::size_t length_bytes = start[6] == 1 ? 2 : 4;
  std::uint32_t length = 0;
  in.take(&length, length_bytes);
  if (length > 65536) in.refuse("has a damaged .npy header");
  std::string header(length, ' ');
  in.take(header.data(), length);
  return header;
}

/// What stands between two marks after a key of the header, e.g. ('shape':, '(', ')').
std::string field(const std::string& header, std::string_view key, char open, char close,
                  const InputBytes& in) {
  const auto found = header.find(key);
  const auto begin = found == std::string::npos ? found : header.find(open, found + key.size());
  const auto end = begin == std::string::npos ? begin : header.find(close, begin + 1);
  if (end == std::string::npos) in.refuse("has a damaged .npy header");
  return header.substr(begin + 1, end - begin - 1);
}

/// True or False behind a key of the header and any blanks.
bool truth(const std::string& header, std::string_view key, const InputBytes& in) {
  const auto found = header.find(key);
  const auto begin =
      found == std::string::npos ? found : header.find_first_not_of(' ', found + key.size());
  const auto end = begin == std::string::npos ? begin : header.find_first_of(" ,}", begin);
  if (end == std::string::npos) in.refuse("has a damaged .npy header");
  const std::string word = header.substr(begin, end - begin);
  if (word != "True" && word != "False")
    in.refuse(
        fmt::format("has a damaged .npy header: {} {}, expected True or False", key, shown(word)));
  return word == "True";
}

/// The extents of a shape like "()", "10, 3" or "10,".
std::vector<Index> extents_of(const std::string& shape, const InputBytes& in) {
  std::vector<Index> extents;
  std::istringstream parts(shape);
  for (std::string part; std::getline(parts, part, ',');) {
    const auto first = part.find_first_not_of(' ');
    if (first == std::string::npos) continue;
    Index extent = -1;
    const auto [end, error] =
        std::from_chars(part.data() + first, part.data() + part.size(), extent);
    if (error != std::errc{} || extent < 0 || extent > 1'000'000'000'000)
      in.refuse("has a damaged .npy header");
    extents.push_back(extent);
  }
  return extents;
}

/// IEEE 754 half precision, of its bits.
struct Half {
  std::uint16_t bits;
  explicit operator double() const {
    const int exponent = bits >> 10 & 31, fraction = bits & 1023;
    const double size = exponent == 31  ? (fraction ? std::nan("") : HUGE_VAL)
                        : exponent == 0 ? std::ldexp(fraction, -24)
                                        : std::ldexp(1024 + fraction, exponent - 25);
    return bits >> 15 ? -size : size;
  }
};

/// Values as they stand in the file, C or Fortran order, each turned round if it is big-endian.
/// Grown as bytes arrive: a false shape must not allocate what the file does not hold.
template <class T>
std::vector<double> read_values(InputBytes& in, Index count, bool big_endian) {
  constexpr Index chunk = 8192;
  std::vector<T> values(static_cast<std::size_t>(std::min(chunk, count)));
  std::vector<double> all;
  for (Index done = 0; done < count; done += chunk) {
    const auto now = static_cast<std::size_t>(std::min(chunk, count - done));
    if (!in.try_take(values.data(), now * sizeof(T)))
      in.refuse("does not hold as many bytes as its shape says");
    for (std::size_t k = 0; k < now; ++k) {
      if (auto* bytes = reinterpret_cast<unsigned char*>(&values[k]); big_endian)
        std::reverse(bytes, bytes + sizeof(T));
      all.push_back(static_cast<double>(values[k]));
    }
  }
  return all;
}

/// Values of an array whose first axis moves fastest, with the last moving fastest.
std::vector<double> in_c_order(const std::vector<double>& values,
                               const std::vector<Index>& extents) {
  std::vector<double> turned(values.size());
  std::vector<Index> place(extents.size(), 0);
  for (const double value : values) {
    Index to = 0;
    for (std::size_t k = 0; k < extents.size(); ++k) to = to * extents[k] + place[k];
    turned[static_cast<std::size_t>(to)] = value;
    for (std::size_t k = 0; k < extents.size() && ++place[k] == extents[k]; ++k) place[k] = 0;
  }
  return turned;
}

/// The types of values that are read, by their names in a header behind the mark of their order.
struct ValueType {
  std::string_view name;
  std::vector<double> (*read)(InputBytes& in, Index count, bool big_endian);
};
constexpr ValueType value_types[] = {
    {"f8", read_values<double>},        {"f4", read_values<float>},
    {"f2", read_values<Half>},          {"i8", read_values<std::int64_t>},
    {"u8", read_values<std::uint64_t>}, {"i4", read_values<std::int32_t>},
    {"u4", read_values<std::uint32_t>}, {"i2", read_values<std::int16_t>},
    {"u2", read_values<std::uint16_t>}, {"i1", read_values<std::int8_t>},
    {"u1", read_values<std::uint8_t>},  {"b1", read_values<std::uint8_t>},
};

const ValueType& type_of(const std::string& header, const InputBytes& in) {
  const auto descr = header.find("'descr':");
  if (descr != std::string::npos && header.find('[', descr) < header.find('\'', descr + 8))
    in.refuse("is a structured array, expected one of numbers: write one field of it");
  const std::string type = field(header, "'descr':", '\'', '\'', in);
  constexpr std::string_view orders = "<>|=";
  const auto found = std::ranges::find(
      value_types, std::string_view(type).substr(type.empty() ? 0 : 1), &ValueType::name);
  if (found != std::end(value_types) && orders.find(type[0]) != std::string_view::npos)
    return *found;
  std::vector<std::string_view> known;
  for (const ValueType& value_type : value_types) known.push_back(value_type.name);
  in.refuse(fmt::format("holds values of type '{}', expected numbers, '<' or '>' before {}",
                        shown(type), fmt::join(known, ", ")));
}

/// An array of these extents, in C order.
void write_npy(const std::string& file, const std::vector<Index>& extents, const double* values,
               Index count) {
  std::ofstream out(file, std::ios::binary);
  out << npy_header("<f8", extents);
  out.write(reinterpret_cast<const char*>(values), count * 8);
  if (!out.flush()) throw StorageError(fmt::format("'{}' could not be written whole", file));
}

}  // namespace

Points read_npy(InputBytes& in, const ArrayAxes& asked) {
  require_format(in, FileFormat::npy);
  const std::string header = read_header(in);
  const ValueType& type = type_of(header, in);
  const bool big_endian = field(header, "'descr':", '\'', '\'', in)[0] == '>';
  const bool fortran = truth(header, "'fortran_order':", in);
  std::vector<Index> extents = extents_of(field(header, "'shape':", '(', ')', in), in);
  const RowsOfArray shape = in.named([&] { return rows_of_array(extents, asked); });
  if (shape.width > 1'000'000) in.refuse("has more than a million coordinates");
  std::vector<double> values = type.read(in, shape.rows * shape.width, big_endian);
  if (!in.at_end()) in.refuse("does not hold as many bytes as its shape says");
  if (fortran) values = in_c_order(values, extents);
  const Points points = Eigen::Map<const Points>(values.data(), shape.width, shape.rows);
  require_finite(in.file(), points);
  return points;
}

Points read_npy_points(const std::string& file, const ArrayAxes& asked) {
  InputBytes in(file);
  return read_npy(in, asked);
}

void write_npy_points(const std::string& file, const Points& points) {
  write_npy(file, {points.cols(), points.rows()}, points.data(), points.size());
}

void write_npy_vector(const std::string& file, const State& values) {
  write_npy(file, {values.size()}, values.data(), values.size());
}

}  // namespace simclr_flow
