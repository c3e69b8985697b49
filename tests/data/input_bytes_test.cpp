// Files as they come: gzip, pipes, other formats, and what is no file.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cmath>
#include <cstdint>
#include <thread>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/data/item_files.hpp"
#include "simclr_flow/data/points_file.hpp"
#include "support/folder.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

void refuses_file(const std::string& file, const char* why) {
  CHECK_THROWS_WITH_AS(read_points_file(file), doctest::Contains(why), InputError);
}

/// A .npy file of version 1 of these bytes.
std::string npy_of(const std::string& type, const std::string& shape, const std::string& bytes) {
  const std::string header =
      fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': {}, }}\n", type, shape);
  return std::string("\x93NUMPY\x01\0", 8) + static_cast<char>(header.size()) + '\0' + header +
         bytes;
}

}  // namespace

TEST_CASE("input: gzip text and arrays, told by their bytes, whatever their names") {
  const Folder folder;
  const Points expected{{1, 3}, {2, 4}};
  CHECK(read_points_file(folder.write("a.csv.gz", "1,2\n3,4\n")).points == expected);
  const std::string array = npy_of("|u1", "(2, 2)", {1, 2, 3, 4});
  for (const char* name : {"a.npy", "a.NPY", "a.npy.gz", "a.csv", "a"})
    CHECK(read_points_file(folder.write(name, array)).points == expected);
  CHECK(npy_items(folder.file("a.NPY"), "").count == 2);
  CHECK_THROWS_WITH_AS(csv_items(folder.file("a.NPY"), "", ""),
                       doctest::Contains("is a .npy array, not a table"), InputError);
  CHECK_THROWS_WITH_AS(npy_items(folder.file("a.csv.gz"), ""),
                       doctest::Contains("is not a .npy array"), InputError);
}

TEST_CASE("input: a gzip file is refused by the size it declares, and bounded if that lies") {
  const Folder folder;
  const auto file = folder.write("a.csv.gz", "1,2\n3,4\n");
  const auto with_declared = [&](const std::string& last) {
    std::fstream out(file, std::ios::binary | std::ios::in | std::ios::out);
    out.seekp(-4, std::ios::end);
    out << last;
  };
  with_declared(std::string("\x09\0\0\0", 4));
  refuses_file(file, "is truncated or damaged");
  with_declared(std::string("\0\0\0\xf0", 4));
  refuses_file(file, "is truncated or damaged: its end says more than it can hold");
  std::string digits;  // which gzip packs to no less than half: 4 MB of the 4.03 GB declared
  RandomStream random(1, streams::weights);
  while (digits.size() < 9'000'000) digits += fmt::format("{}\n", random.uniform());
  folder.write("a.csv.gz", digits);
  with_declared(std::string("\0\0\0\xf0", 4));
  refuses_file(file, "holds 4.03 GB, says its end, of which at most 2.15 are unpacked");
  const auto cut = folder.write("cut.csv.gz", std::string(1000, '1'));
  std::filesystem::resize_file(cut, std::filesystem::file_size(cut) - 9);
  refuses_file(cut, "is truncated or damaged");
}

TEST_CASE("input: half precision and big-endian arrays") {
  const Folder folder;
  const auto read = [&](const char* type, const std::string& bytes) {
    return read_npy_points(folder.write("a.npy", npy_of(type, "(2,)", bytes)));
  };
  CHECK(read("<f2", {0, '\x3c', 1, 0}) == Points{{1, std::ldexp(1., -24)}});
  CHECK(read(">f2", {'\xc0', 0, '\x7b', '\xff'}) == Points{{-2, 65504}});
  CHECK(read(">i2", {1, 0, '\xff', '\xfe'}) == Points{{256, -2}});
  CHECK(read(">f8", {'\x3f', '\xf8', 0, 0, 0, 0, 0, 0, '\xc0', 0, 0, 0, 0, 0, 0, 0}) ==
        Points{{1.5, -2}});
  CHECK_THROWS_WITH_AS(read("<f2", {0, '\x7c', 0, 0}), doctest::Contains("not finite"), InputError);
  CHECK_THROWS_WITH_AS(read("<U1", {0}), doctest::Contains("type '<U1', expected"), InputError);
}

TEST_CASE("input: arrays of three axes are samples, views, coordinates, or images, where asked") {
  const Folder folder;
  std::string bytes;
  for (char k = 0; k < 12; ++k) bytes += k;
  const auto file = folder.write("a.npy", npy_of("|u1", "(2, 3, 2)", bytes));
  CHECK(read_npy_points(file, {.views = 3}).col(4) == State{{8, 9}});
  const Points images = read_npy_points(file, {.height = 3, .width = 2});
  CHECK(images.cols() == 2);
  CHECK(images(5, 1) == 11);
  for (const ArrayAxes& axes :
       {ArrayAxes{}, ArrayAxes{.views = 2}, ArrayAxes{.height = 2, .width = 3}})
    CHECK_THROWS_WITH_AS(read_npy_points(file, axes),
                         doctest::Contains("has shape (2, 3, 2), expected (N, d) or (N,)"),
                         InputError);
  // Fortran order: the first axis moves fastest.
  std::string fortran = npy_of("|u1", "(2, 3, 2)", bytes);
  fortran.replace(fortran.find("False"), 5, "True ");
  CHECK(read_npy_points(folder.write("f.npy", fortran), {.views = 3}).col(4) == State{{3, 9}});
}

TEST_CASE("input: other formats are named, with the way") {
  const Folder folder;
  const auto named = [&](const std::string& bytes, const char* what) {
    refuses_file(folder.write("x.bin", bytes), what);
  };
  using namespace std::string_literals;
  named("PK\x03\x04"s + std::string(26, '\0') + "x.npy", "is an .npz archive: write one array");
  named("PK\x03\x04"s + std::string(26, '\0') + "a/data.pkl", "is of torch.save");
  named("PK\x03\x04"s + std::string(26, '\0') + "[Content_Types].xml", "is an Excel workbook");
  named("\x89HDF\r\n\x1a\n"s, "is an HDF5 file: name a dataset");
  named("\x80\x04\x95\0"s, "is a Python pickle");
  named(
      "\xff\xfe"
      "1\0,\0"s,
      "is text in UTF-16");
  named("PAR1\x15\0"s, "is a Parquet file");
  named("1,2\n3,\0"s, "is neither text nor a .npy array: its byte 6 is 0");
  CHECK(read_points_file(folder.write("x.csv", "PAR1,PAR2\n1,2\n")).points.cols() == 1);
  std::string gz = "\x1f\x8b\x08";
  refuses_file(folder.write("x.gz", gz), "is a gzip file in a gzip file");
}

TEST_CASE("input: pipes are read, folders and devices are called so") {
  const Folder folder;
  const auto pipe = folder.file("pipe");
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  std::thread writer([&] { std::ofstream(pipe) << "x,y\n1,2\n3,4\n"; });
  CHECK(read_points_file(pipe).points == Points{{1, 3}, {2, 4}});
  writer.join();
  refuses_file(folder.path.string(), "is a folder, not a file");
  refuses_file("/dev/zero", "is a device, not a file");
  refuses_file(folder.file("none"), "none' does not exist");
  refuses_file(folder.file("none/x"), "x' does not exist");
}
