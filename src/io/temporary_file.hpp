#pragma once
#include <string>

namespace simclr_flow {

/// An empty file of a new name in the folder of another, PATH.simclr-flow-??????.tmp, removed
/// unless it was renamed away. Private to io.
///
/// It is locked while it lives, at a byte of its own: RowFile may open it meanwhile. The system
/// frees the lock of a process that ends, however it does. A file of such a name whose lock is free
/// is an orphan of a killed process, then, and the next one that is made beside the same path takes
/// it away.
class TemporaryFile {
 public:
  /// Throws StorageError if the folder cannot be written.
  explicit TemporaryFile(const std::string& beside);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  std::string path;

 private:
  int fd_ = -1;
};

/// Removes temporary files of a path whose processes have ended.
void remove_orphans_beside(const std::string& path);

}  // namespace simclr_flow
