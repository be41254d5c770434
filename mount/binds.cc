#include "binds.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <cerrno>

#include "internal/files.h"
#include "internal/mount_api.h"
#include "internal/resolve.h"
#include "libcontainer/cgroups/cgroups.h"
#include "libcontainer/error.h"
#include "libcontainer/selinux/selinux.h"
#include "options.h"

namespace libcontainer::mount {
namespace {

using internal::Depth;
using internal::kNoDev;
using internal::kNoExec;
using internal::kNoSuid;
using internal::kReadOnly;

struct stat StatusOf(int fd, const std::string& name) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) throw Error(errno, "stat", name);
  return status;
}

// A link in the image can lead a harmless looking destination to /, /proc or /sys, where a mount
// would hide the kernel's files, and with them the protections, from everything that follows.
void CheckTarget(int root, int target, const Mount& mount) {
  const struct stat top = StatusOf(root, "/");
  const struct stat status = StatusOf(target, mount.destination);
  const bool may_be_in_proc = mount.type == "proc";
  const bool may_be_in_sys = mount.type == "sysfs" || mount.type == "cgroup";
  if ((status.st_dev == top.st_dev && status.st_ino == top.st_ino) ||
      (!may_be_in_proc && internal::IsOnFilesystem(target, PROC_SUPER_MAGIC)) ||
      (!may_be_in_sys && internal::IsOnFilesystem(target, SYSFS_MAGIC))) {
    throw Error(EPERM, "mount over /, /proc or /sys:", mount.destination);
  }
}

void SetPrivate(int fd, const Mount& mount) {
  if (mount.private_) {
    internal::ChangeMount(fd, Depth::kSingle, {0, 0, MS_PRIVATE}, mount.destination);
  }
}

void Bind(int root, const Mount& mount) {
  const std::string object = mount.source + " on " + mount.destination;
  const UniqueFd source = internal::Open(AT_FDCWD, mount.source, O_PATH);
  const UniqueFd clone = internal::CloneMount(source.get(), Depth::kRecursive, object);
  if (!mount.writable) {
    internal::ChangeMount(clone.get(), Depth::kRecursive, {kReadOnly}, object);
  }
  const UniqueFd target = S_ISDIR(StatusOf(source.get(), mount.source).st_mode)
                              ? internal::EnsureDirectoryInRoot(root, mount.destination)
                              : internal::EnsureFileInRoot(root, mount.destination);
  CheckTarget(root, target.get(), mount);
  internal::Attach(clone.get(), target.get(), object);
  SetPrivate(clone.get(), mount);
}

// The kernel made the one mqueue of an IPC namespace with it, and refuses to mount it with a context.
void LabelQueues(int mount, const std::string& label) {
  if (label.empty()) return;
  selinux::Setfilecon(internal::OpenNoSymlinks(mount, "/", O_RDONLY | O_DIRECTORY).get(), label);
}

void MountFilesystem(int root, const Mount& mount, const std::string& label) {
  internal::Filesystem filesystem{
      mount.type, mount.source.empty() ? mount.type : mount.source, {}, kNoSuid | kNoDev | kNoExec};
  if (mount.type == "tmpfs" || mount.type == "mqueue" || mount.type == "devpts") {
    filesystem.attributes &= ~(mount.type == "tmpfs" ? kNoExec : kNoDev);
  }
  if (mount.type == "sysfs") filesystem.attributes |= kReadOnly;
  ApplyOptions(mount.options, filesystem);
  if (mount.type == "tmpfs" || mount.type == "devpts") internal::SetContext(filesystem, label);
  const std::string object = mount.type + " on " + mount.destination;
  const UniqueFd target = internal::EnsureDirectoryInRoot(root, mount.destination);
  CheckTarget(root, target.get(), mount);
  const UniqueFd fd = internal::NewMount(filesystem, object);
  if (mount.type == "mqueue") LabelQueues(fd.get(), label);
  internal::Attach(fd.get(), target.get(), object);
  SetPrivate(fd.get(), mount);
}

constexpr uint64_t kCgroupAttributes = kReadOnly | kNoSuid | kNoDev | kNoExec;

// In a cgroup namespace of its own a process sees other mounts' roots as "/.." and deeper.
bool IsOfAnotherNamespace(const std::string& root) { return root.starts_with("/.."); }

// The container's own group of one hierarchy, mounted nowhere yet.
UniqueFd OwnGroup(const cgroups::Mount& hierarchy) {
  const std::string& mountpoint = hierarchy.mountpoint;
  if (IsOfAnotherNamespace(hierarchy.root)) {
    // A new mount shows what is below the root of the namespace.
    internal::Filesystem filesystem{
        hierarchy.unified ? "cgroup2" : "cgroup", "cgroup", {}, kCgroupAttributes};
    for (const std::string& name : hierarchy.subsystems) {
      const bool named = name.starts_with("name=");
      filesystem.parameters.emplace_back(named ? "name" : name, named ? name.substr(5) : "");
    }
    return internal::NewMount(filesystem, mountpoint);
  }
  std::string group = hierarchy.GetThisCgroupDir();
  if (hierarchy.root != "/" && group.starts_with(hierarchy.root)) {
    group.erase(0, hierarchy.root.size());
  }
  group.insert(0, mountpoint + "/");
  const UniqueFd own = internal::Open(AT_FDCWD, group, O_PATH | O_DIRECTORY);
  UniqueFd clone = internal::CloneMount(own.get(), Depth::kSingle, mountpoint);
  internal::ChangeMount(clone.get(), Depth::kSingle, {kCgroupAttributes}, mountpoint);
  return clone;
}

// The container's own groups, read-only: a writable release_agent or device list would give the host
// away. cgroup v1 shows as a tmpfs with one directory a hierarchy, v2 as the one hierarchy it is.
void MountCgroups(int root, const Mount& mount, const std::string& label) {
  const UniqueFd target = internal::EnsureDirectoryInRoot(root, mount.destination);
  CheckTarget(root, target.get(), mount);
  const std::vector<cgroups::Mount> hierarchies = cgroups::GetCgroupMounts();
  if (const auto unified = cgroups::GetUnifiedMount(); unified && hierarchies.empty()) {
    const UniqueFd own = OwnGroup(*unified);
    internal::Attach(own.get(), target.get(), mount.destination);
    return SetPrivate(own.get(), mount);
  }
  internal::Filesystem directories{
      "tmpfs", "cgroup", {{"mode", "755"}}, kNoSuid | kNoDev | kNoExec};
  internal::SetContext(directories, label);
  const UniqueFd top = internal::NewMount(directories, mount.destination);
  internal::Attach(top.get(), target.get(), mount.destination);
  for (const cgroups::Mount& hierarchy : hierarchies) {
    const std::string name = internal::SplitLastComponent(hierarchy.mountpoint).name;
    internal::Attach(OwnGroup(hierarchy).get(), internal::EnsureDirectory(top.get(), name).get(),
                     mount.destination + "/" + name);
  }
  internal::ChangeMount(top.get(), Depth::kSingle, {kReadOnly}, mount.destination);
  SetPrivate(top.get(), mount);
}

}  // namespace

void MountConfigured(int root, const Mounts& mounts, const std::string& label) {
  for (const Mount& mount : mounts) {
    if (mount.type == "bind") {
      Bind(root, mount);
    } else if (mount.type == "cgroup") {
      MountCgroups(root, mount, label);
    } else {
      MountFilesystem(root, mount, label);
    }
  }
}

void ProtectFile(int root, const std::string& name) {
  const UniqueFd file = internal::OpenNoSymlinks(root, name, O_PATH);
  const UniqueFd clone = internal::CloneMount(file.get(), Depth::kSingle, name);
  internal::ChangeMount(clone.get(), Depth::kSingle, {kReadOnly}, name);
  internal::Attach(clone.get(), file.get(), name);
}

}  // namespace libcontainer::mount
