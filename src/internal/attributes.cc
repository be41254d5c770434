#include "internal/attributes.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "internal/files.h"
#include "internal/mount_api.h"
#include "internal/resolve.h"
#include "libcontainer/error.h"

namespace libcontainer::internal {
namespace {

// By numbers: /proc/thread-self is a link, and links are not followed here. The system call itself: a
// C library may remember the id of the process of which this one is a raw clone.
std::string OwnPath(const std::string& file) {
  return std::to_string(::getpid()) + "/task/" + std::to_string(::syscall(SYS_gettid)) + "/attr/" +
         file;
}

UniqueFd OpenChecked(int proc, const std::string& path, int flags) {
  UniqueFd fd = OpenNoSymlinks(proc, path, flags);
  if (!IsOnFilesystem(fd.get(), PROC_SUPER_MAGIC)) throw Error(ENODEV, "find procfs at", path);
  return fd;
}

std::string Read(int proc, const std::string& path) {
  std::string value = ReadAll(OpenChecked(proc, path, O_RDONLY).get(), path);
  while (!value.empty() && (value.back() == '\0' || value.back() == '\n')) value.pop_back();
  return value;
}

}  // namespace

UniqueFd OpenProc() {
  UniqueFd proc = Open(AT_FDCWD, "/proc", O_PATH | O_DIRECTORY | O_NOFOLLOW);
  if (!IsOnFilesystem(proc.get(), PROC_SUPER_MAGIC)) throw Error(ENODEV, "find procfs at", "/proc");
  return proc;
}

void WriteAttribute(int proc, const std::string& file, std::string_view value) {
  const std::string path = OwnPath(file);
  const UniqueFd fd = OpenChecked(proc, path, O_WRONLY);
  if (::write(fd.get(), value.data(), value.size()) != static_cast<ssize_t>(value.size())) {
    throw Error(errno, "write \"" + std::string(value) + "\" to", path);
  }
}

std::string ReadAttribute(int proc, pid_t pid, const std::string& file) {
  return Read(proc, std::to_string(pid) + "/attr/" + file);
}

std::string ReadAttribute(int proc, const std::string& file) { return Read(proc, OwnPath(file)); }

}  // namespace libcontainer::internal
