#include "row_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "simclr_flow/core/error.hpp"

namespace simclr_flow {

namespace {

struct flock whole_file() {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

/// The permissions of the file that is to be replaced, or those of a new one.
mode_t mode_for(const std::string& path) {
  struct stat there {};
  if (::stat(path.c_str(), &there) == 0) return there.st_mode & 0777;
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666 & ~mask;
}

}  // namespace

bool is_being_written(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0) return false;
  struct flock lock = whole_file();
  const bool free = ::fcntl(fd, F_OFD_SETLK, &lock) == 0;
  ::close(fd);
  return !free;
}

std::string make_temporary_beside(const std::string& path) {
  std::string name = path + ".XXXXXX.tmp";
  const int fd = ::mkostemps(name.data(), 4, O_CLOEXEC);
  if (fd < 0)
    throw StorageError(fmt::format("folder '{}' is not writable: {}",
                                   std::filesystem::absolute(path).parent_path().string(),
                                   std::strerror(errno)));
  ::fchmod(fd, mode_for(path));
  ::close(fd);
  return name;
}

void remove_temporaries_beside(const std::string& path) {
  namespace fs = std::filesystem;
  const std::string name = fs::path(path).filename().string() + ".";
  std::error_code ignored;
  for (const auto& item : fs::directory_iterator(fs::absolute(path).parent_path(), ignored)) {
    const std::string found = item.path().filename().string();
    if (found.size() == name.size() + 10 && found.starts_with(name) && found.ends_with(".tmp"))
      fs::remove(item.path(), ignored);
  }
}

RowFile::RowFile(std::string path) : path_(std::move(path)) {
  fd_ = ::open(path_.c_str(), O_RDWR | O_CLOEXEC);
  if (fd_ < 0) fail("could not be opened for writing");
  struct flock lock = whole_file();
  const bool locked = ::fcntl(fd_, F_OFD_SETLK, &lock) == 0;
  if (locked && is_still_at_path()) return;
  ::close(fd_);  // the destructor of a half-made object does not run
  throw StorageError(fmt::format("'{}' is being written by another program", path_));
}

RowFile::RowFile(RowFile&& other) noexcept
    : path_(std::move(other.path_)), fd_(std::exchange(other.fd_, -1)) {}
RowFile::~RowFile() {
  if (fd_ >= 0) ::close(fd_);
}

void RowFile::fail(const std::string& what) const {
  throw StorageError(fmt::format("'{}' {}: {}", path_, what, std::strerror(errno)));
}

bool RowFile::is_still_at_path() const {
  struct stat open_file {
  }, at_path{};
  return ::fstat(fd_, &open_file) == 0 && ::stat(path_.c_str(), &at_path) == 0 &&
         open_file.st_ino == at_path.st_ino && open_file.st_dev == at_path.st_dev;
}

void RowFile::write(off_t offset, const void* bytes, std::size_t size) {
  const char* from = static_cast<const char*>(bytes);
  while (size > 0) {
    const ssize_t done = ::pwrite(fd_, from, size, offset);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) fail("could not be written");
    from += done;
    offset += done;
    size -= static_cast<std::size_t>(done);
  }
}

void RowFile::read(off_t offset, void* bytes, std::size_t size) const {
  char* to = static_cast<char*>(bytes);
  while (size > 0) {
    const ssize_t done = ::pread(fd_, to, size, offset);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) fail("could not be read back");
    to += done;
    offset += done;
    size -= static_cast<std::size_t>(done);
  }
}

void RowFile::sync() {
  if (::fdatasync(fd_) != 0) fail("could not be synced to disk");
  if (!is_still_at_path())
    throw StorageError(fmt::format("'{}' was removed or replaced while the run wrote it", path_));
}

void RowFile::rename_to(const std::string& to) {
  if (::rename(path_.c_str(), to.c_str()) != 0)
    throw StorageError(fmt::format("'{}' could not be put in place: {}", to, std::strerror(errno)));
  path_ = to;
  const auto folder = std::filesystem::absolute(to).parent_path();
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;  // a folder that may not be read cannot be synced; the rename stands
  ::fsync(fd);
  ::close(fd);
}

}  // namespace simclr_flow
