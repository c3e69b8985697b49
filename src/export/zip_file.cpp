#include "zip_file.hpp"

#include <zlib.h>

#include <bit>
#include <stdexcept>

namespace simclr_flow {
namespace {

static_assert(std::endian::native == std::endian::little, "records are little-endian");

/// A record: numbers of 2, 4 and 8 bytes, and texts.
class Record {
 public:
  Record& two(std::uint16_t value) { return raw(value); }
  Record& four(std::uint32_t value) { return raw(value); }
  Record& eight(std::uint64_t value) { return raw(value); }
  Record& text(std::string_view more) {
    bytes_ += more;
    return *this;
  }
  const std::string& bytes() const { return bytes_; }

 private:
  template <class T>
  Record& raw(T value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
    return *this;
  }
  std::string bytes_;
};

constexpr std::uint16_t version = 45;          // the first with 64-bit records
constexpr std::uint16_t date = 1 << 5 | 1;     // 1980-01-01
constexpr std::uint16_t in_extra_16 = 0xffff;  // the number is in the 64-bit record
constexpr std::uint32_t in_extra = 0xffffffff;
constexpr std::uint32_t ordinary_file = 0100644u << 16;
constexpr std::uint64_t sum_at = 14;  // of the sum in a member's record

}  // namespace

ZipFile::ZipFile(const std::string& path) : file_(path) {}

void ZipFile::begin(const std::string& name, std::uint64_t size) {
  const std::uint64_t at = file_.size();
  Record record;
  record.four(0x04034b50).two(version).two(0).two(0).two(0).two(date).four(0);
  record.four(in_extra).four(in_extra).two(static_cast<std::uint16_t>(name.size())).two(20);
  record.text(name).two(1).two(16).eight(size).eight(size);
  file_.write(record.bytes());
  members_.push_back({name, size, at, file_.size(), 0});
}

void ZipFile::write(std::string_view bytes) {
  Member& member = members_.back();
  member.sum = static_cast<std::uint32_t>(
      ::crc32_z(member.sum, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
  file_.write(bytes);
}

void ZipFile::write(std::span<const double> numbers) {
  write(std::string_view(reinterpret_cast<const char*>(numbers.data()), numbers.size_bytes()));
}

void ZipFile::end() {
  const Member& member = members_.back();
  if (file_.size() - member.begun != member.size)
    throw std::logic_error("a member of a ZIP archive is not as long as was said");
  file_.write_over(member.at + sum_at, Record().four(member.sum).bytes());
}

void ZipFile::close() {
  const std::uint64_t directory = file_.size(), count = members_.size();
  for (const Member& member : members_) {
    Record record;
    record.four(0x02014b50).two(3 << 8 | version).two(version).two(0).two(0).two(0).two(date);
    record.four(member.sum).four(in_extra).four(in_extra);
    record.two(static_cast<std::uint16_t>(member.name.size())).two(28).two(0).two(0).two(0);
    record.four(ordinary_file).four(in_extra).text(member.name);
    record.two(1).two(24).eight(member.size).eight(member.size).eight(member.at);
    file_.write(record.bytes());
  }
  const std::uint64_t end = file_.size();
  Record record;
  record.four(0x06064b50).eight(44).two(version).two(version).four(0).four(0);
  record.eight(count).eight(count).eight(end - directory).eight(directory);
  record.four(0x07064b50).four(0).eight(end).four(1);
  record.four(0x06054b50).two(0).two(0).two(in_extra_16).two(in_extra_16);
  record.four(in_extra).four(in_extra).two(0);
  file_.write(record.bytes());
  file_.close();
}

}  // namespace simclr_flow
