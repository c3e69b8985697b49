#include <fmt/format.h>

#include <cstdint>
#include <filesystem>
#include <memory>

#include "input_bytes.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/data/item_files.hpp"

namespace simclr_flow {
namespace {

/// Unsigned bytes of an IDX file and its extents.
class IdxFile {
 public:
  IdxFile(const std::string& path, std::size_t expected_extents) : in_(path) {
    const std::uint32_t magic = word();
    if (magic >> 8 != 0x08)
      in_.refuse(fmt::format(
          "is not IDX of unsigned bytes: it begins with {:#010x}, not 0x000008..", magic));
    if ((magic & 0xff) != expected_extents)
      in_.refuse(fmt::format("has {} extents, expected {} ({})", magic & 0xff, expected_extents,
                             expected_extents == 3 ? "images" : "labels"));
    for (std::size_t k = 0; k < expected_extents; ++k) extents.push_back(word());
    read_bytes();
  }

  std::vector<std::size_t> extents;
  std::vector<std::uint8_t> bytes;

 private:
  std::uint32_t word() {
    std::uint8_t b[4];
    in_.take(b, 4);
    return std::uint32_t{b[0]} << 24 | std::uint32_t{b[1]} << 16 | std::uint32_t{b[2]} << 8 | b[3];
  }
  void read_bytes() {
    constexpr std::size_t limit = InputBytes::largest_unpacked;
    std::size_t size = 1;
    for (const std::size_t extent : extents)
      if (extent == 0 || extent >= limit || (size *= extent) >= limit)
        in_.refuse(
            fmt::format("claims extents {}: empty, or 2 GiB and more", fmt::join(extents, " x ")));
    // Grown as bytes arrive: a false header must not allocate what the file does not hold.
    for (std::size_t done = 0; done < size;) {
      const std::size_t chunk = std::min<std::size_t>(size - done, std::size_t{1} << 24);
      bytes.resize(done + chunk);
      in_.take(bytes.data() + done, chunk);
      done += chunk;
    }
    if (!in_.at_end()) in_.refuse("holds more bytes than its header says");
  }

  InputBytes in_;
};

}  // namespace

Items idx_items(const std::string& images_path, const std::string& labels_path) {
  const auto images = std::make_shared<const IdxFile>(images_path, 3);
  const IdxFile labels(labels_path, 1);
  if (images->extents[0] != labels.extents[0])
    throw InputError(fmt::format("'{}' holds {} images, but '{}' holds {} labels", images_path,
                                 images->extents[0], labels_path, labels.extents[0]));
  const auto height = static_cast<Index>(images->extents[1]),
             width = static_cast<Index>(images->extents[2]);
  const Index pixels = height * width;
  Items items{.name = fmt::format("data file '{}'", images_path),
              .count = std::ssize(labels.bytes),
              .dim = pixels,
              .labels = {labels.bytes.begin(), labels.bytes.end()},
              .source = "IDX " + std::filesystem::path(images_path).filename().string(),
              .height = height,
              .width = width};
  items.points = [images, pixels](const std::vector<Index>& chosen) {
    Points points(pixels, std::ssize(chosen));
    for (Index j = 0; j < points.cols(); ++j) {
      const std::uint8_t* image =
          &images->bytes[static_cast<std::size_t>(chosen[static_cast<std::size_t>(j)] * pixels)];
      for (Index p = 0; p < pixels; ++p) points(p, j) = image[p] / 255.0;
    }
    return points;
  };
  return items;
}

}  // namespace simclr_flow
