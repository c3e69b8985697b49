#include "simclr_flow/io/file_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "simclr_flow/core/error.hpp"

namespace simclr_flow {
namespace {

/// Whether an open file is still the one of this name: the last holder may have removed it.
bool is_at(int fd, const std::string& path) {
  struct stat open_file {
  }, at_path{};
  return ::fstat(fd, &open_file) == 0 && ::stat(path.c_str(), &at_path) == 0 &&
         open_file.st_ino == at_path.st_ino && open_file.st_dev == at_path.st_dev;
}

int open_lock(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (fd < 0)
    throw StorageError(fmt::format("'{}' could not be made: {}", path, std::strerror(errno)));
  return fd;
}

}  // namespace

std::optional<FileLock> FileLock::lock(const std::string& path, int operation) {
  for (;;) {
    const int fd = open_lock(path);
    int failed = 0;
    do failed = ::flock(fd, LOCK_EX | operation);
    while (failed != 0 && errno == EINTR);
    const int error = failed ? errno : 0;
    if (error == 0 && is_at(fd, path)) return FileLock(path, fd);
    ::close(fd);
    if (error == EWOULDBLOCK) return std::nullopt;
    if (error != 0)
      throw StorageError(fmt::format("'{}' could not be locked: {}", path, std::strerror(error)));
  }
}

FileLock FileLock::wait(const std::string& path) { return *lock(path, 0); }
std::optional<FileLock> FileLock::attempt(const std::string& path) { return lock(path, LOCK_NB); }

FileLock::FileLock(FileLock&& other) noexcept
    : path_(std::move(other.path_)), fd_(std::exchange(other.fd_, -1)) {}

FileLock::~FileLock() {
  if (fd_ < 0) return;
  ::unlink(path_.c_str());
  ::close(fd_);
}

}  // namespace simclr_flow
