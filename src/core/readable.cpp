#include "simclr_flow/core/readable.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace simclr_flow {
namespace {

bool is_terminal(const std::string& path) {
  const int opened = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (opened < 0) return false;
  const bool is = ::isatty(opened) == 1;
  ::close(opened);
  return is;
}

std::string failure(int error) {
  if (error == ENOENT || error == ENOTDIR) return "does not exist";
  if (error == EACCES) return "cannot be read: permission denied";
  return fmt::format("cannot be read: {}", std::strerror(error));
}

}  // namespace

std::string obstacle_to_reading(const std::string& path, Access access) {
  struct stat status {};
  if (path.find('\0') != std::string::npos) return "does not exist";
  if (::stat(path.c_str(), &status) != 0) return failure(errno);
  const mode_t mode = status.st_mode;
  if (S_ISDIR(mode)) return "is a folder, not a file";
  if (S_ISSOCK(mode)) return "is a socket, not a file";
  if (S_ISBLK(mode) || (S_ISCHR(mode) && !is_terminal(path))) return "is a device, not a file";
  if (!S_ISREG(mode) && access == Access::anywhere)
    return "is a pipe, but a file that is read at any place is needed: write it to a file first";
  return ::access(path.c_str(), R_OK) == 0 ? "" : failure(errno);
}

}  // namespace simclr_flow
