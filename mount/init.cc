// Runs in: inside the container.
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>

#include "binds.h"
#include "internal/files.h"
#include "internal/mount_api.h"
#include "internal/resolve.h"
#include "libcontainer/console/console.h"
#include "libcontainer/error.h"
#include "libcontainer/mount/mount.h"
#include "libcontainer/mount/nodes.h"
#include "system_mounts.h"

namespace libcontainer::mount {
namespace {

using internal::Depth;

// Mounts made on the host from now on must not stay pinned by copies of them here, so the copies
// follow the host (slave) but never the other way round.
void DetachPropagation() {
  if (::mount(nullptr, "/", nullptr, MS_SLAVE | MS_REC, nullptr) != 0) {
    throw Error(errno, "make mounts slaves below", "/");
  }
}

bool IsRootfs(const struct stat& status, const Rootfs& rootfs) {
  return status.st_dev == rootfs.device && status.st_ino == rootfs.inode;
}

// The way there may be closed to the root of a user namespace, who starts in it.
UniqueFd OpenRootfs(const Rootfs& rootfs) {
  struct stat status {};
  const bool is_here = ::stat(".", &status) == 0 && IsRootfs(status, rootfs);
  UniqueFd fd = internal::Open(AT_FDCWD, is_here ? "." : rootfs.path, O_PATH | O_DIRECTORY);
  if (::fstat(fd.get(), &status) != 0) throw Error(errno, "stat", rootfs.path);
  if (rootfs.inode != 0 && !IsRootfs(status, rootfs)) {
    throw Error(ESTALE, "open another directory than the caller did:", rootfs.path);
  }
  return fd;
}

bool IsReadonly(int fd) {
  struct statvfs status {};
  if (::fstatvfs(fd, &status) != 0) throw Error(errno, "statvfs", "rootfs");
  return (status.f_flag & ST_RDONLY) != 0;
}

// The rootfs bound on itself: a mount of its own, which pivot_root(2) needs. With a read-only root
// the mounts that lie below it become read-only here; its own turn comes when all mount points
// exist.
UniqueFd BindRootfs(const Rootfs& rootfs, bool readonly) {
  const UniqueFd directory = OpenRootfs(rootfs);
  UniqueFd clone = internal::CloneMount(directory.get(), Depth::kRecursive, rootfs.path);
  if (readonly) {
    const bool was_readonly = IsReadonly(clone.get());
    internal::ChangeMount(clone.get(), Depth::kRecursive, {internal::kReadOnly}, rootfs.path);
    if (!was_readonly) {
      internal::ChangeMount(clone.get(), Depth::kSingle, {0, internal::kReadOnly}, rootfs.path);
    }
  }
  internal::Attach(clone.get(), directory.get(), rootfs.path);
  return clone;
}

void SetupDevSymlinks(int dev) {
  constexpr const char* kLinks[][2] = {
      {"/proc/self/fd", "fd"},
      {"/proc/self/fd/0", "stdin"},
      {"/proc/self/fd/1", "stdout"},
      {"/proc/self/fd/2", "stderr"},
  };
  for (const auto& [target, name] : kLinks) {
    // EEXIST: a bind mount or a device node of the configuration has that name.
    if (::symlinkat(target, dev, name) != 0 && errno != EEXIST) {
      throw Error(errno, "create link", std::string("/dev/") + name);
    }
  }
}

void SetupConsole(const SystemMounts& mounts, MountNamespace& result) {
  console::Pty pty = console::OpenPty(mounts.devpts.get());
  console::Setup(mounts.dev.get(), pty.slave.get());
  result.pty_master = std::move(pty.master);
  result.pty_slave = std::move(pty.slave);
}

}  // namespace

MountNamespace InitializeMountNamespace(const Rootfs& rootfs, Console console,
                                        const MountConfig& config) {
  MountNamespace result;
  DetachPropagation();
  result.root = BindRootfs(rootfs, config.readonly_fs);
  result.null_device = OpenNullDevice();
  const SystemMounts mounts = MountSystem(result.root.get(), config.mount_label);
  result.proc = internal::CloneMount(mounts.proc.get(), Depth::kSingle, "/proc");
  MountConfigured(result.root.get(), config.mounts, config.mount_label);
  nodes::CreateDeviceNodes(result.root.get(), mounts.dev.get(), config.device_nodes);
  SetupPtmx(mounts.dev.get());
  if (console == Console::kNewPty) SetupConsole(mounts, result);
  SetupDevSymlinks(mounts.dev.get());
  for (const std::string& name : rootfs.protected_files) ProtectFile(result.root.get(), name);

  if (config.no_pivot_root) {
    MsMoveRoot(result.root.get());
  } else {
    PivotRoot(result.root.get());
  }
  if (config.readonly_fs) SetReadonly(result.root.get());
  ::umask(022);
  return result;
}

void LockProtectedFiles(const Rootfs& rootfs) {
  if (::unshare(CLONE_NEWNS) != 0) throw Error(errno, "create", "mount namespace");
  DetachPropagation();
  const UniqueFd directory = OpenRootfs(rootfs);
  for (const std::string& name : rootfs.protected_files) ProtectFile(directory.get(), name);
}

void SetupPtmx(int dev) {
  if (::symlinkat("pts/ptmx", dev, "ptmx") != 0) throw Error(errno, "create link", "/dev/ptmx");
}

UniqueFd OpenNullDevice() {
  const UniqueFd device = internal::Open(AT_FDCWD, "/dev/null", O_PATH | O_NOFOLLOW);
  struct stat status {};
  if (::fstat(device.get(), &status) != 0) throw Error(errno, "stat", "/dev/null");
  if (!S_ISCHR(status.st_mode) || status.st_rdev != ::makedev(1, 3)) {
    throw Error(ENODEV, "use as null device", "/dev/null");
  }
  UniqueFd mount = internal::CloneMount(device.get(), Depth::kSingle, "/dev/null");
  internal::ChangeMount(mount.get(), Depth::kSingle, {internal::kHostNode}, "/dev/null");
  return mount;
}

}  // namespace libcontainer::mount
