#include "row_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <utility>

#include "output_path.hpp"
#include "simclr_flow/core/error.hpp"
#include "temporary_file.hpp"

namespace simclr_flow {

namespace {

/// Of the numbers of bytes that no file reaches: those below are locked by who writes rows, this
/// one by who makes a file under a temporary name.
constexpr off_t beyond = off_t{1} << 62;

/// Whether the lock was free: it is ours until the file is closed here, also by the end of the
/// process.
bool lock_bytes(int fd, off_t start, off_t length) {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = start;
  lock.l_len = length;
  return ::fcntl(fd, F_OFD_SETLK, &lock) == 0;
}
bool lock_rows(int fd) { return lock_bytes(fd, 0, beyond); }
bool lock_name(int fd) { return lock_bytes(fd, beyond, 1); }

bool is_at(int fd, const std::string& path) {
  struct stat open_file {
  }, at_path{};
  return ::fstat(fd, &open_file) == 0 && ::stat(path.c_str(), &at_path) == 0 &&
         open_file.st_ino == at_path.st_ino && open_file.st_dev == at_path.st_dev;
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
  const bool free = lock_rows(fd);
  ::close(fd);
  return !free;
}

namespace {

constexpr std::string_view mark = ".simclr-flow-", unique = "XXXXXX", ending = ".tmp";

/// Whether a name is one that a file beside `name` was given for a time.
bool is_temporary_of(const std::string& name, const std::string& found) {
  return found.size() == name.size() + mark.size() + unique.size() + ending.size() &&
         found.starts_with(name + std::string(mark)) && found.ends_with(ending);
}

/// Removes a file unless the process that made it lives.
void remove_orphan(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0) return;
  if (lock_name(fd) && is_at(fd, path)) ::unlink(path.c_str());
  ::close(fd);
}

int make_unique(std::string& name, const std::string& path) {
  name = path + std::string(mark) + std::string(unique) + std::string(ending);
  const int fd = ::mkostemps(name.data(), static_cast<int>(ending.size()), O_CLOEXEC);
  if (fd < 0)
    throw StorageError(
        fmt::format("folder '{}' is not writable: {}", folder_of(path), std::strerror(errno)));
  return fd;
}

}  // namespace

void remove_orphans_beside(const std::string& path) {
  namespace fs = std::filesystem;
  const std::string name = fs::path(path).filename().string();
  std::error_code ignored;
  for (const auto& item : fs::directory_iterator(folder_of(path), ignored))
    if (is_temporary_of(name, item.path().filename().string())) remove_orphan(item.path().string());
}

TemporaryFile::TemporaryFile(const std::string& beside) {
  remove_orphans_beside(beside);
  for (;;) {
    fd_ = make_unique(path, beside);
    ::fchmod(fd_, mode_for(beside));
    // Where there are no locks nobody can tell that it is an orphan.
    const bool taken = !lock_name(fd_) && (errno == EAGAIN || errno == EACCES);
    if (!taken && is_at(fd_, path)) return;
    ::close(fd_);  // another process takes it for one, before it was locked
  }
}

TemporaryFile::~TemporaryFile() {
  ::unlink(path.c_str());
  ::close(fd_);
}

RowFile::RowFile(std::string path) : path_(std::move(path)) {
  fd_ = ::open(path_.c_str(), O_RDWR | O_CLOEXEC);
  if (fd_ < 0) fail("could not be opened for writing");
  if (lock_rows(fd_) && is_at(fd_, path_)) return;
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
  if (!is_at(fd_, path_))
    throw StorageError(fmt::format("'{}' was removed or replaced while the run wrote it", path_));
}

void RowFile::rename_to(const std::string& to) {
  if (::rename(path_.c_str(), to.c_str()) != 0)
    throw StorageError(fmt::format("'{}' could not be put in place: {}", to, std::strerror(errno)));
  path_ = to;
  const int fd = ::open(folder_of(to).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;  // a folder that may not be read cannot be synced; the rename stands
  ::fsync(fd);
  ::close(fd);
}

}  // namespace simclr_flow
