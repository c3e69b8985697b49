#include <fmt/format.h>
#include <zlib.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <numeric>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/data/dataset.hpp"

namespace simclr_flow {
namespace {

/// Unsigned bytes of an IDX file and its extents, read through zlib (which passes plain files).
class IdxFile {
 public:
  IdxFile(const std::string& path, std::size_t expected_extents) : path_(path) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(path, ignored))
      throw InputError(fmt::format("data file '{}' does not exist or is not a file", path));
    file_.reset(gzopen(path.c_str(), "rb"));
    if (!file_) throw InputError(fmt::format("data file '{}' cannot be opened", path));
    const std::uint32_t magic = word();
    if (magic >> 8 != 0x08)
      throw InputError(fmt::format(
          "data file '{}' is not IDX of unsigned bytes: it begins with {:#010x}, not 0x000008..",
          path, magic));
    if ((magic & 0xff) != expected_extents)
      throw InputError(fmt::format("data file '{}' has {} extents, expected {} ({})", path,
                                   magic & 0xff, expected_extents,
                                   expected_extents == 3 ? "images" : "labels"));
    for (std::size_t k = 0; k < expected_extents; ++k) extents.push_back(word());
    read_bytes();
  }

  std::vector<std::size_t> extents;
  std::vector<std::uint8_t> bytes;

 private:
  struct Close {
    void operator()(gzFile_s* file) const { gzclose(file); }
  };

  void read(void* to, std::size_t size) {
    const int got = gzread(file_.get(), to, static_cast<unsigned>(size));
    if (got < 0 || static_cast<std::size_t>(got) != size)
      throw InputError(fmt::format("data file '{}' is truncated or damaged", path_));
  }
  std::uint32_t word() {
    std::uint8_t b[4];
    read(b, 4);
    return std::uint32_t{b[0]} << 24 | std::uint32_t{b[1]} << 16 | std::uint32_t{b[2]} << 8 | b[3];
  }
  void read_bytes() {
    constexpr std::size_t limit = std::size_t{1} << 31;  // one gzread call
    std::size_t size = 1;
    for (const std::size_t extent : extents)
      if (extent == 0 || extent >= limit || (size *= extent) >= limit)
        throw InputError(fmt::format("data file '{}' claims extents {}: empty, or 2 GiB and more",
                                     path_, fmt::join(extents, " x ")));
    // Grown as bytes arrive: a false header must not allocate what the file does not hold.
    for (std::size_t done = 0; done < size;) {
      const std::size_t chunk = std::min<std::size_t>(size - done, std::size_t{1} << 24);
      bytes.resize(done + chunk);
      read(bytes.data() + done, chunk);
      done += chunk;
    }
    char extra;
    if (const int more = gzread(file_.get(), &extra, 1); more > 0)
      throw InputError(fmt::format("data file '{}' holds more bytes than its header says", path_));
    else if (more < 0 || gzclose(file_.release()) != Z_OK)  // checksum and length of a gzip file
      throw InputError(fmt::format("data file '{}' is truncated or damaged", path_));
  }

  std::string path_;
  std::unique_ptr<gzFile_s, Close> file_;
};

/// The first per_class positions of one class, or all of them.
std::vector<std::size_t> positions_of(int digit, const IdxFile& labels, Index per_class,
                                      const std::string& path) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < labels.bytes.size(); ++i)
    if (labels.bytes[i] == digit && (per_class == 0 || std::ssize(found) < per_class))
      found.push_back(i);
  if (found.empty() || std::ssize(found) < per_class)
    throw InputError(fmt::format("data file '{}' has {} items of class {}, {} were asked for", path,
                                 found.size(), digit, std::max<Index>(per_class, 1)));
  return found;
}

}  // namespace

Dataset read_idx(const std::string& images_path, const std::string& labels_path,
                 const std::vector<int>& classes, Index per_class) {
  const IdxFile images(images_path, 3), labels(labels_path, 1);
  if (images.extents[0] != labels.extents[0])
    throw InputError(fmt::format("'{}' holds {} images, but '{}' holds {} labels", images_path,
                                 images.extents[0], labels_path, labels.extents[0]));
  const std::size_t pixels = images.extents[1] * images.extents[2];
  std::vector<std::size_t> chosen;
  Dataset data{{}, {}, "IDX " + std::filesystem::path(images_path).filename().string()};
  for (std::size_t k = 0; k < classes.size(); ++k)
    for (const std::size_t i : positions_of(classes[k], labels, per_class, labels_path)) {
      chosen.push_back(i);
      data.labels.push_back(static_cast<int>(k));
    }
  data.height = static_cast<Index>(images.extents[1]);
  data.width = static_cast<Index>(images.extents[2]);
  data.points.resize(static_cast<Index>(pixels), std::ssize(chosen));
  for (Index j = 0; j < data.count(); ++j) {
    const std::uint8_t* image = &images.bytes[chosen[static_cast<std::size_t>(j)] * pixels];
    for (Index p = 0; p < data.points.rows(); ++p) data.points(p, j) = image[p] / 255.0;
  }
  return data;
}

}  // namespace simclr_flow
