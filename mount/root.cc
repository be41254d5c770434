#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>

#include "internal/files.h"
#include "internal/mount_api.h"
#include "internal/mountinfo.h"
#include "internal/resolve.h"
#include "libcontainer/error.h"
#include "libcontainer/mount/mount.h"

// Changing the root of the mount namespace.
namespace libcontainer::mount {
namespace {

void ChangeDirectory(int fd) {
  if (::fchdir(fd) != 0) throw Error(errno, "change directory to", "new root");
}

std::string PathOf(int fd) {
  std::string path(4096, '\0');
  const std::string link = "/proc/self/fd/" + std::to_string(fd);
  const ssize_t length = ::readlink(link.c_str(), path.data(), path.size());
  if (length < 0) throw Error(errno, "read link", link);
  path.resize(static_cast<size_t>(length));
  return path;
}

// Unmounts a host mount; one that other mounts keep busy is covered by an empty tmpfs.
void HideMount(const std::string& path) {
  if (::umount2(path.c_str(), MNT_DETACH) == 0) return;
  if (errno != EINVAL && errno != EPERM) throw Error(errno, "unmount", path);
  if (::mount("tmpfs", path.c_str(), "tmpfs", MS_RDONLY, nullptr) != 0) {
    throw Error(errno, "cover", path);
  }
}

void Remount(const char* directory, const internal::Filesystem& filesystem) {
  if (::umount2(directory, MNT_DETACH) != 0) throw Error(errno, "unmount", directory);
  const UniqueFd target = internal::Open(AT_FDCWD, directory, O_PATH | O_DIRECTORY | O_NOFOLLOW);
  const UniqueFd mount = internal::NewMount(filesystem, directory);
  internal::Attach(mount.get(), target.get(), directory);
}

}  // namespace

void PivotRoot(int root) {
  ChangeDirectory(root);
  // With "." twice the old root ends up on top of the new one, and the umount below finds it there
  // (pivot_root(2), "pivot_root(".", ".")").
  if (::syscall(SYS_pivot_root, ".", ".") != 0) throw Error(errno, "pivot_root", "");
  if (::umount2(".", MNT_DETACH) != 0) throw Error(errno, "unmount", "old root");
  if (::chdir("/") != 0) throw Error(errno, "change directory to", "/");
}

void MsMoveRoot(int root) {
  const std::string path = PathOf(root);
  auto mounts = internal::ParseMountInfo(internal::ReadFile("/proc/self/mountinfo"));
  std::reverse(mounts.begin(), mounts.end());  // what lies on top, or below another, comes first
  for (const internal::MountInfo& mount : mounts) {
    const bool inside = mount.mountpoint == path || mount.mountpoint.starts_with(path + "/");
    if (!inside && (mount.type == "proc" || mount.type == "sysfs")) HideMount(mount.mountpoint);
  }
  ChangeDirectory(root);
  if (::mount(".", "/", nullptr, MS_MOVE, nullptr) != 0) throw Error(errno, "move", path + " to /");
  if (::chroot(".") != 0) throw Error(errno, "chroot", path);
  if (::chdir("/") != 0) throw Error(errno, "change directory to", "/");
}

void SetReadonly(int root) {
  internal::ChangeMount(root, internal::Depth::kSingle, {internal::kReadOnly}, "/");
}

void RemountProc() {
  Remount("/proc", {"proc", "proc", {}, internal::kNoSuid | internal::kNoDev | internal::kNoExec});
}

void RemountSys() {
  Remount("/sys", {"sysfs",
                   "sysfs",
                   {},
                   internal::kNoSuid | internal::kNoDev | internal::kNoExec | internal::kReadOnly});
}

}  // namespace libcontainer::mount
