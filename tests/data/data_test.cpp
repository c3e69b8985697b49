#include <doctest/doctest.h>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/data/generators.hpp"
#include "simclr_flow/data/item_files.hpp"
#include "simclr_flow/data/point_transforms.hpp"
#include "simclr_flow/data/selection.hpp"
#include "simclr_flow/data/views.hpp"
#include "support/folder.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

const std::string image_bytes{
    "\0\0\x08\x03\0\0\0\x04\0\0\0\x01\0\0\0\x02"
    "\x00\xff\x01\x02\x03\x04\x33\x66",
    24};
const std::string label_bytes{"\0\0\x08\x01\0\0\0\x04\x07\x03\x07\x03", 12};

Dataset read_idx(const std::string& images, const std::string& labels,
                 const std::vector<Index>& classes, Index per_class) {
  return choose(idx_items(images, labels), {classes, per_class}, 0).training;
}

}  // namespace

TEST_CASE("data: discs lie in their discs and fill them evenly") {
  const Dataset data = make_discs(0.2, 5000, 1);
  const double centre[4][2] = {{1, 1}, {-1, 1}, {-1, -1}, {1, -1}};
  double inner = 0;
  for (Index i = 0; i < data.count(); ++i) {
    const auto* c = centre[data.labels[static_cast<std::size_t>(i)]];
    const double r = std::hypot(data.points(0, i) - c[0], data.points(1, i) - c[1]);
    REQUIRE(r <= 0.2);
    inner += r < 0.1 ? 1.0 / 20000 : 0;
  }
  CHECK(inner == doctest::Approx(0.25).epsilon(0.05));  // area of the half radius
  CHECK(data.classes() == 4);
  CHECK(make_discs(0.2, 5, 1).points == make_discs(0.2, 5, 1).points);
  CHECK(make_discs(0.2, 5, 1).points != make_discs(0.2, 5, 2).points);
}

TEST_CASE("data: IDX files, plain and gzip, classes in the order asked for") {
  const Folder folder;
  for (const char* suffix : {"", ".gz"}) {
    const auto images = folder.write(std::string("images") + suffix, image_bytes);
    const auto labels = folder.write(std::string("labels") + suffix, label_bytes);
    const Dataset all = read_idx(images, labels, {7, 3}, 0);
    Points expected(2, 4);
    expected << 0, 3, 1, 0x33, 255, 4, 2, 0x66;
    CHECK(all.points == Points(expected / 255));
    CHECK(all.labels == std::vector<int>{0, 0, 1, 1});
    CHECK(all.height == 1);
    CHECK(all.width == 2);
    CHECK(read_idx(images, labels, {3}, 1).points == Points(expected.col(2) / 255));
  }
}

TEST_CASE("data: unusable IDX files are refused by name") {
  const Folder folder;
  const auto images = folder.write("images", image_bytes),
             labels = folder.write("labels", label_bytes);
  const auto refuses = [&](const std::string& i, const std::string& l, const char* why) {
    CHECK_THROWS_WITH_AS(read_idx(i, l, {7}, 0), doctest::Contains(why), InputError);
  };
  refuses(folder.file("none"), labels, "does not exist");
  refuses(folder.path.string(), labels, "not a file");
  refuses(folder.write("cut", image_bytes.substr(0, 20)), labels, "truncated");
  refuses(folder.write("cut.gz", image_bytes.substr(0, 20)), labels, "truncated");
  for (const int cut : {1, 4, 8}) {
    std::ifstream in(folder.write("whole.gz", image_bytes), std::ios::binary);
    std::string whole(std::istreambuf_iterator<char>(in), {});
    std::ofstream(folder.file("trailer.gz"), std::ios::binary)
        << whole.substr(0, whole.size() - static_cast<std::size_t>(cut));
    refuses(folder.file("trailer.gz"), labels, "truncated");
  }
  refuses(folder.write("long", image_bytes + "x"), labels, "more bytes");
  refuses(labels, labels, "1 extents, expected 3");
  refuses(images, images, "3 extents, expected 1");
  refuses(folder.write("text", "hello, world, this is text"), labels, "not IDX");
  refuses(images, folder.write("few", std::string("\0\0\x08\x01\0\0\0\x02\x07\x03", 10)),
          "holds 4 images");
  std::string huge = image_bytes;
  huge.replace(4, 4, "\x7f\xff\xff\xff");
  refuses(folder.write("huge", huge), labels, "2 GiB");
  CHECK_THROWS_WITH_AS(read_idx(images, labels, {9}, 0), doctest::Contains("0 items of class 9"),
                       InputError);
  CHECK_THROWS_WITH_AS(read_idx(images, labels, {7}, 3), doctest::Contains("3 were asked for"),
                       InputError);
}

TEST_CASE("data: views shift every copy by its own draw along the direction") {
  const Points data = random_points(2, 500, 61);
  const Points views = draw_views(data, 2, {{make_shift(State::Constant(2, 1), 0.5)}}, 3);
  double mean = 0, square = 0;
  for (Index c = 0; c < views.cols(); ++c) {
    const State shift = views.col(c) - data.col(c / 2);
    REQUIRE(shift[0] == doctest::Approx(shift[1]).epsilon(1e-12));
    mean += shift[0] / 1000;
    square += shift[0] * shift[0] / 1000;
  }
  CHECK(std::abs(mean) < 0.05);
  CHECK(square == doctest::Approx(0.25).epsilon(0.15));
  CHECK(draw_views(data, 1, {}, 3) == data);
}
