#include "new_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "simclr_flow/core/error.hpp"

namespace simclr_flow {

void sync_file(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = fd >= 0 && ::fsync(fd) == 0;
  if (fd >= 0) ::close(fd);
  if (!synced) throw StorageError("'" + path + "' could not be synced to disk");
}

}  // namespace simclr_flow
