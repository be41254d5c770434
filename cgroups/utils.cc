#include <linux/magic.h>
#include <sys/statfs.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "internal/files.h"
#include "internal/mountinfo.h"
#include "libcontainer/cgroups/cgroups.h"
#include "libcontainer/error.h"
#include "parse.h"

namespace libcontainer::cgroups {
namespace {

std::string FindCgroupDir(const std::string& file, const std::string& subsystem) {
  const std::vector<CgroupEntry> entries = ParseProcCgroup(internal::ReadFile(file));
  const CgroupEntry* const entry = FindEntry(entries, subsystem);
  if (entry == nullptr) throw Error(ENOENT, "find cgroup hierarchy " + subsystem + " in", file);
  return entry->path;
}

// cgroup v2 has the entry without controllers.
std::string UnifiedPath(const std::vector<CgroupEntry>& entries) {
  for (const CgroupEntry& entry : entries) {
    if (entry.subsystems.empty()) return entry.path;
  }
  throw Error(ENOENT, "find cgroup v2 in", "/proc/self/cgroup");
}

// False if another mount hides it.
bool IsVisible(const std::string& mountpoint) {
  struct statfs status {};
  return ::statfs(mountpoint.c_str(), &status) == 0 && status.f_type == CGROUP2_SUPER_MAGIC;
}

}  // namespace

std::string Mount::GetThisCgroupDir() const {
  if (unified) return UnifiedPath(ParseProcCgroup(internal::ReadFile("/proc/self/cgroup")));
  if (subsystems.empty()) throw Error(ENOENT, "find the hierarchy of cgroup mount", mountpoint);
  return cgroups::GetThisCgroupDir(subsystems.front());
}

std::string FindCgroupMountpoint(const std::string& subsystem) {
  for (const Mount& mount : GetCgroupMounts()) {
    if (std::find(mount.subsystems.begin(), mount.subsystems.end(), subsystem) !=
        mount.subsystems.end()) {
      return mount.mountpoint;
    }
  }
  throw Error(ENOENT, "find mounted cgroup controller", subsystem);
}

std::vector<Mount> GetCgroupMounts() {
  const std::vector<CgroupEntry> entries = ParseProcCgroup(internal::ReadFile("/proc/self/cgroup"));
  std::vector<Mount> mounts;
  std::vector<dev_t> seen;
  for (CgroupMount& entry :
       ParseCgroupMounts(internal::ReadFile("/proc/self/mountinfo"), entries)) {
    if (std::find(seen.begin(), seen.end(), entry.device) != seen.end()) continue;
    seen.push_back(entry.device);
    mounts.push_back(std::move(entry.mount));
  }
  return mounts;
}

std::optional<Mount> GetUnifiedMount() {
  for (internal::MountInfo& mount :
       internal::ParseMountInfo(internal::ReadFile("/proc/self/mountinfo"))) {
    if (mount.type != "cgroup2" || !IsVisible(mount.mountpoint)) continue;
    return Mount{std::move(mount.mountpoint), std::move(mount.root), {}, true};
  }
  return std::nullopt;
}

std::vector<std::string> GetAllSubsystems() {
  return ParseSubsystems(internal::ReadFile("/proc/cgroups"));
}

std::string GetThisCgroupDir(const std::string& subsystem) {
  return FindCgroupDir("/proc/self/cgroup", subsystem);
}

std::string GetInitCgroupDir(const std::string& subsystem) {
  return FindCgroupDir("/proc/1/cgroup", subsystem);
}

std::vector<pid_t> ReadProcsFile(const std::string& dir) {
  const std::string file = dir + "/cgroup.procs";
  return ParseProcs(internal::ReadFile(file), file);
}

}  // namespace libcontainer::cgroups
