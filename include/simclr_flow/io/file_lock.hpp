#pragma once
#include <optional>
#include <string>

namespace simclr_flow {

/// An exclusive lock by flock(2) on a file of its own, which goes with the lock. A killed process
/// leaves the file, but no lock.
class FileLock {
 public:
  /// Makes the file and waits for the lock. Throws StorageError if the file cannot be made.
  static FileLock wait(const std::string& path);
  /// None if another process has it.
  static std::optional<FileLock> attempt(const std::string& path);
  ~FileLock();
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&&) = delete;

  const std::string& path() const { return path_; }

 private:
  FileLock(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}
  static std::optional<FileLock> lock(const std::string& path, int operation);
  std::string path_;
  int fd_;
};

}  // namespace simclr_flow
