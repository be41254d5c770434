#include <fcntl.h>

#include <cerrno>
#include <string>

#include "../parse.h"
#include "internal/files.h"
#include "internal/mountinfo.h"
#include "libcontainer/cgroups/fs.h"
#include "libcontainer/error.h"

namespace libcontainer::cgroups::fs {
namespace {

std::vector<CgroupEntry> GroupsOf(pid_t pid) {
  return ParseProcCgroup(internal::ReadFile("/proc/" + std::to_string(pid) + "/cgroup"));
}

const std::string* PathIn(const std::vector<CgroupEntry>& entries, const CgroupEntry& hierarchy) {
  for (const CgroupEntry& entry : entries) {
    if (entry.subsystems == hierarchy.subsystems) return &entry.path;
  }
  return nullptr;
}

// The directory of the group, or "" if its hierarchy is not mounted.
std::string DirectoryOf(const CgroupEntry& group, const std::vector<CgroupMount>& mounts) {
  std::string found;
  for (const CgroupMount& entry : mounts) {
    const std::string root = entry.mount.root == "/" ? "" : entry.mount.root;
    if (entry.mount.subsystems == group.subsystems && group.path.starts_with(root)) {
      found = entry.mount.mountpoint + group.path.substr(root.size());
    }
  }
  return found;
}

std::string UnifiedDirectoryOf(const CgroupEntry& group, const std::string& mountinfo) {
  std::string found;
  for (const internal::MountInfo& mount : internal::ParseMountInfo(mountinfo)) {
    if (mount.type == "cgroup2" && mount.root == "/") found = mount.mountpoint + group.path;
  }
  return found;
}

}  // namespace

void JoinGroupsOf(pid_t target, pid_t pid) {
  const std::vector<CgroupEntry> own = GroupsOf(pid);
  const std::string mountinfo = internal::ReadFile("/proc/self/mountinfo");
  const std::vector<CgroupMount> mounts = ParseCgroupMounts(mountinfo, own);
  for (const CgroupEntry& group : GroupsOf(target)) {
    const std::string* const current = PathIn(own, group);
    if (current != nullptr && *current == group.path) continue;
    const bool unified = group.subsystems.empty();
    const std::string directory =
        unified ? UnifiedDirectoryOf(group, mountinfo) : DirectoryOf(group, mounts);
    if (directory.empty()) {
      throw Error(ENOENT, "find where it is mounted:", unified ? "cgroup v2" : group.subsystems[0]);
    }
    internal::WriteExistingFile(AT_FDCWD, directory + "/cgroup.procs", std::to_string(pid));
  }
}

}  // namespace libcontainer::cgroups::fs
