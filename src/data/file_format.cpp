#include "file_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "simclr_flow/core/npy_header.hpp"

namespace simclr_flow {
namespace {

using namespace std::string_view_literals;

struct Signature {
  std::string_view begin;
  std::string_view what;  ///< what the file is, and the way to points in it
};

constexpr Signature signatures[] = {
    {"\x89HDF\r\n\x1a\n"sv,
     "is an HDF5 file: name a dataset in it, as in file.h5:/path (of [data] by kind = \"hdf5\")"},
    {"\x1f\x8b"sv, "is a gzip file in a gzip file: unpack it first"},
    {"BZh"sv, "is compressed by bzip2: unpack it first"},
    {"\xfd\x37zXZ\0"sv, "is compressed by xz: unpack it first"},
    {"\x28\xb5\x2f\xfd"sv, "is compressed by zstd: unpack it first"},
    {"PAR1"sv, "is a Parquet file: write it as CSV, e.g. by pandas' to_csv"},
    {"ARROW1"sv, "is an Arrow (Feather) file: write it as CSV, e.g. by pandas' to_csv"},
    {"MATLAB 5.0"sv, "is a MATLAB file before version 7.3: save it by '-v7.3', which is HDF5"},
    {"\x80\x02"sv, "is a Python pickle: write the array by numpy.save"},
    {"\x80\x03"sv, "is a Python pickle: write the array by numpy.save"},
    {"\x80\x04"sv, "is a Python pickle: write the array by numpy.save"},
    {"\x80\x05"sv, "is a Python pickle: write the array by numpy.save"},
    {"\xff\xfe"sv, "is text in UTF-16: save it in UTF-8"},
    {"\xfe\xff"sv, "is text in UTF-16: save it in UTF-8"},
    {"\0\0\x08"sv, "is an IDX file: of [data] by kind = \"idx\""},
    {"%PDF"sv, "is a PDF document, not a table"},
    {"\x89PNG"sv, "is an image, not a table"},
};

/// Whether bytes may be text: a table whose first name is "PAR1" is no Parquet file.
bool is_text(std::string_view bytes) {
  return std::ranges::all_of(bytes,
                             [](char c) {
                               return static_cast<unsigned char>(c) >= ' ' ||
                                      (c >= '\t' && c <= '\r');
                             }) &&
         !bytes.starts_with('\xfe') && !bytes.starts_with('\xff');
}

/// What an archive holds, by the name of its first member.
std::string_view archive(std::string_view begin) {
  const std::string_view name = begin.substr(std::min<std::size_t>(begin.size(), 30));
  const auto holds = [name](std::string_view part) {
    return name.find(part) != std::string_view::npos;
  };
  if (holds("[Content_Types]") || holds("xl/"))
    return "is an Excel workbook: save the sheet as CSV";
  if (holds("data.pkl"))
    return "is of torch.save: write the array by numpy.save, or a state_dict by h5py";
  if (holds(".npy")) return "is an .npz archive: write one array of it by numpy.save";
  return "is a zip archive: unpack it first";
}

}  // namespace

FileFormat format_of(InputBytes& in) {
  const std::string_view begin = in.peek(4096);
  if (begin.starts_with(npy_magic)) return FileFormat::npy;
  if (begin.starts_with("PK\x03\x04"sv)) in.refuse(std::string(archive(begin)));
  const bool text = is_text(begin);
  for (const Signature& known : signatures)
    if (begin.starts_with(known.begin) && !(text && is_text(known.begin)))
      in.refuse(std::string(known.what));
  if (const auto zero = begin.find('\0'); zero != std::string_view::npos)
    in.refuse(fmt::format("is neither text nor a .npy array: its byte {} is 0", zero));
  return FileFormat::text;
}

void require_format(InputBytes& in, FileFormat wanted) {
  const FileFormat found = format_of(in);
  if (found == wanted) return;
  in.refuse(wanted == FileFormat::text
                ? "is a .npy array, not a table of text: of [data] by kind = \"npy\""
                : "is not a .npy array, but text: of [data] by kind = \"csv\"");
}

}  // namespace simclr_flow
