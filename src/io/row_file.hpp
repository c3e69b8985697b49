#pragma once
// A file written at given offsets, locked against a second writer. Private to io.
#include <sys/types.h>

#include <string>

namespace simclr_flow {

class RowFile {
 public:
  /// Opens an existing file for writing and locks it. Throws StorageError.
  explicit RowFile(std::string path);
  ~RowFile();
  RowFile(RowFile&& other) noexcept;
  RowFile& operator=(RowFile&&) = delete;

  void write(off_t offset, const void* bytes, std::size_t size);
  void read(off_t offset, void* bytes, std::size_t size) const;
  /// Syncs the data; throws as well if the file was removed or replaced under the run.
  void sync();
  /// Renames the file, replacing what is there, and syncs the folder.
  void rename_to(const std::string& path);

  const std::string& path() const { return path_; }

 private:
  [[noreturn]] void fail(const std::string& what) const;
  std::string path_;
  int fd_ = -1;
};

/// Whether some program holds the lock of a RowFile on this file.
bool is_being_written(const std::string& path);

}  // namespace simclr_flow
