#include "system_mounts.h"

#include <cerrno>

#include "internal/mount_api.h"
#include "internal/resolve.h"
#include "libcontainer/error.h"

namespace libcontainer::mount {
namespace {

using internal::kNoDev;
using internal::kNoExec;
using internal::kNoSuid;
using internal::kReadOnly;
using internal::kStrictAtime;

// Mounts `filesystem` on the directory `name` in `parent`.
UniqueFd MountOn(int parent, const std::string& name, const std::string& path,
                 const internal::Filesystem& filesystem) {
  const UniqueFd target = internal::EnsureDirectory(parent, name);
  UniqueFd mount = internal::NewMount(filesystem, filesystem.type + " on " + path);
  internal::Attach(mount.get(), target.get(), path);
  return mount;
}

// Terminals belong to group tty (5), except in a user namespace that has no such group: the kernel
// then refuses the option (EINVAL).
UniqueFd MountDevpts(int dev, const std::string& label) {
  internal::Filesystem devpts{
      "devpts", "devpts", {{"ptmxmode", "0666"}, {"mode", "620"}}, kNoSuid | kNoExec};
  internal::SetContext(devpts, label);
  internal::Filesystem with_group = devpts;
  with_group.parameters.emplace_back("gid", "5");
  try {
    return MountOn(dev, "pts", "/dev/pts", with_group);
  } catch (const Error& error) {
    if (error.error() != EINVAL) throw;
    return MountOn(dev, "pts", "/dev/pts", devpts);
  }
}

}  // namespace

SystemMounts MountSystem(int root, const std::string& label) {
  SystemMounts mounts;
  mounts.proc = MountOn(root, "proc", "/proc", {"proc", "proc", {}, kNoSuid | kNoDev | kNoExec});
  // Read-only with restrict_sys or without: most of sysfs acts on the whole host.
  MountOn(root, "sys", "/sys", {"sysfs", "sysfs", {}, kNoSuid | kNoDev | kNoExec | kReadOnly});
  internal::Filesystem dev{"tmpfs", "tmpfs", {{"mode", "755"}}, kNoSuid | kStrictAtime};
  internal::SetContext(dev, label);
  mounts.dev = MountOn(root, "dev", "/dev", dev);
  internal::Filesystem shm{
      "tmpfs", "shm", {{"mode", "1777"}, {"size", "65536k"}}, kNoSuid | kNoDev | kNoExec};
  internal::SetContext(shm, label);
  MountOn(mounts.dev.get(), "shm", "/dev/shm", shm);
  mounts.devpts = MountDevpts(mounts.dev.get(), label);
  return mounts;
}

}  // namespace libcontainer::mount
