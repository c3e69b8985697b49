#include <doctest/doctest.h>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/data/item_files.hpp"
#include "simclr_flow/data/points_file.hpp"
#include "support/folder.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

Points all_of(const Items& items) {
  std::vector<Index> every;
  for (Index i = 0; i < items.count; ++i) every.push_back(i);
  return items.points(every);
}

using Labels = std::vector<Index>;

void refuses(const std::function<void()>& read, const char* why) {
  CHECK_THROWS_WITH_AS(read(), doctest::Contains(why), InputError);
}

/// A .npy file of version 1, as NumPy writes it.
template <class T>
std::string npy(const char* type, const char* shape, const std::vector<T>& values) {
  std::string header =
      fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': {}, }}\n", type, shape);
  header.insert(header.size() - 1, (128 - 10 - header.size() % 64) % 64, ' ');
  return "\x93NUMPY\x01" + std::string(1, '\0') + static_cast<char>(header.size()) +
         std::string(1, '\0') + header +
         std::string(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}

}  // namespace

TEST_CASE("data files: labels of a text table by the name of their column, or its number") {
  const Folder folder;
  const auto named = folder.write("named.csv",
                                  "# irises\n\"sepal length\",class,width\n"
                                  "1.5,7,-2\n3,-1,4e1\n");
  const auto bare = folder.write("bare.csv", "1.5 7 -2\n3 -1 40\n");
  const Points expected{{1.5, 3}, {-2, 40}};
  for (const auto& [file, column] : {std::pair{named, "class"}, {named, "2"}, {bare, "2"}}) {
    const Items items = csv_items(file, "", column);
    CHECK(all_of(items) == expected);
    CHECK(items.labels == Labels{7, -1});
    CHECK(items.dim == 2);
  }
  refuses([&] { csv_items(named, "", "sepal length"); }, "labels 'sepal length'");
}

TEST_CASE("data files: labels of another file, and none") {
  const Folder folder;
  const auto points = folder.write("x.csv", "1,2\n3,4\n5,6\n");
  const Points expected{{1, 3, 5}, {2, 4, 6}};
  CHECK(all_of(csv_items(points, "", "")) == expected);
  CHECK(csv_items(points, "", "").labels.empty());
  CHECK(csv_items(points, folder.write("y.csv", "4\n5\n4\n"), "").labels == Labels{4, 5, 4});
  const auto array = folder.write("y.npy", npy<std::int64_t>("<i8", "(3,)", {4, -5, 4}));
  CHECK(csv_items(points, array, "").labels == Labels{4, -5, 4});
  const auto x = folder.write("x.npy", npy<float>("<f4", "(3, 2)", {1, 2, 3, 4, 5, 6}));
  CHECK(all_of(npy_items(x, array)) == expected);
  CHECK(npy_items(x, array).labels == Labels{4, -5, 4});
}

TEST_CASE("data files: npy arrays of every integer type") {
  const Folder folder;
  const auto reads = [&]<class T>(const char* type, const std::vector<T>& values) {
    const Points read = read_npy_points(folder.write("a.npy", npy<T>(type, "(2,)", values)));
    CHECK(read == Points{{static_cast<double>(values[0]), static_cast<double>(values[1])}});
  };
  reads("|i1", std::vector<std::int8_t>{-128, 127});
  reads("|u1", std::vector<std::uint8_t>{0, 255});
  reads("|b1", std::vector<std::uint8_t>{0, 1});
  reads("<i2", std::vector<std::int16_t>{-32768, 32767});
  reads("<u2", std::vector<std::uint16_t>{0, 65535});
  reads("<i4", std::vector<std::int32_t>{-2147483647, 2147483647});
  reads("<u4", std::vector<std::uint32_t>{0, 4294967295u});
  reads("<i8", std::vector<std::int64_t>{-(1ll << 53), 1ll << 53});
  reads("<u8", std::vector<std::uint64_t>{0, 1ull << 63});
  refuses(
      [&] {
        read_npy_points(folder.write("a.npy", npy<char>("<c8", "(1,)", {0, 0})));
      },
      "type '<c8', expected numbers");
  refuses(
      [&] {
        read_npy_points(folder.write("a.npy", npy<char>("<i4", "(1,)", {0, 0})));
      },
      "as many bytes");
}

TEST_CASE("data files: unusable tables and labels are refused by name") {
  const Folder folder;
  const auto x = folder.write("x.csv", "a,b,c\n1,2,3\n4,5,6.5\n");
  const auto csv = [&](const char* name, const char* text, const char* column = "") {
    csv_items(folder.write(name, text), "", column);
  };
  refuses([&] { csv_items(folder.file("none.csv"), "", ""); }, "none.csv' does not exist");
  refuses([&] { csv_items(x, "", "d"); }, "has no column 'd'; there are: a, b, c");
  refuses([&] { csv_items(x, "", "4"); }, "has no column '4'");
  refuses([&] { csv_items(x, "", "0"); }, "has no column '0'");
  refuses([&] { csv("bare.csv", "1,2\n", "class"); }, "columns are numbered 1 to 2");
  refuses([&] { csv_items(x, "", "c"); }, "hold 6.5 in row 1: labels are integers");
  refuses([&] { csv("one.csv", "class\n1\n", "class"); }, "no coordinates beside its labels");
  refuses([&] { csv("ragged.csv", "a,b\n1,2\n3\n"); }, "ragged.csv:3: 1 coordinates");
  refuses([&] { csv("header.csv", "a,b\n4,2,3\n"); }, "3 columns, but a header of 2 names");
  refuses([&] { csv("mixed.csv", "1,2b\n1,2\n"); }, "mixed.csv:1: '2b' is not a number");
  refuses([&] { csv("late.csv", "1,2\na,b\n"); }, "late.csv:2: 'a' is not a number");
  refuses([&] { csv("nan.csv", "a,b\n1,nan\n"); }, "nan.csv:2: 'nan' is not finite");
  refuses([&] { csv("empty.csv", "a,b\n"); }, "holds no points");
  refuses([&] { csv_items(x, folder.write("y.csv", "1\n"), ""); }, "has 2 points, but 1 labels");
  refuses([&] { csv_items(x, folder.write("y.csv", "1,2\n1,2\n"), ""); }, "2 columns, labels need");
  refuses([&] { csv_items(x, folder.file("y"), ""); }, "y' does not exist");
}
