#include <cerrno>
#include <charconv>
#include <utility>

#include "active.h"
#include "cleanup.h"
#include "group.h"
#include "hierarchy.h"
#include "internal/files.h"
#include "libcontainer/cgroups/fs.h"
#include "libcontainer/error.h"
#include "open_groups.h"
#include "settings.h"
#include "tree.h"

namespace libcontainer::cgroups::fs {
namespace {

// The number after `key` at the start of a line of a group's file; 0 if the kernel has no such file
// or key, or if the group is gone: systemd removes a scope as soon as it is empty.
uint64_t ReadNumber(const Group& group, const std::string& file, std::string_view key) {
  try {
    const std::string text = internal::ReadFileAt(group.holder(), group.name() + "/" + file);
    for (const std::string_view line : internal::Split(text, '\n')) {
      if (!line.starts_with(key)) continue;
      uint64_t number = 0;
      std::from_chars(line.data() + key.size(), line.data() + line.size(), number);
      return number;
    }
  } catch (const Error& error) {
    // ENODEV: it went away between the opening of its directory and that of the file.
    if (error.error() != ENOENT && error.error() != ENODEV && error.error() != EOPNOTSUPP) throw;
  }
  return 0;
}

class FsCgroup : public ActiveCgroup {
 public:
  FsCgroup(std::vector<Group> groups, Location location)
      : groups_(std::move(groups)), location_(std::move(location)) {}
  Location GetLocation() const override { return location_; }
  PeakUsage GetPeakUsage() override {
    const Group* const memory = FindGroup(groups_, "memory");
    if (memory == nullptr || !memory->created()) return {};
    return {ReadNumber(*memory, "memory.max_usage_in_bytes", ""),
            ReadNumber(*memory, "memory.oom_control", "oom_kill ")};
  }
  void Cleanup() override { KillAndRemove(groups_); }

 private:
  std::vector<Group> groups_;
  Location location_;
};

std::vector<Group> NewGroups(const std::vector<std::string>& path) {
  std::vector<Group> groups;
  for (Hierarchy& hierarchy : OpenHierarchies()) groups.emplace_back(std::move(hierarchy), path);
  return groups;
}

Location LocationOf(const std::vector<Group>& groups, const std::vector<std::string>& path) {
  Location location;
  for (const std::string& component : path) {
    location.path += (location.path.empty() ? "" : "/") + component;
  }
  for (const Group& group : groups) {
    location.bases.push_back(group.base_path());
    for (std::string& parent : group.MissingParents()) {
      location.created.push_back(std::move(parent));
    }
  }
  return location;
}

}  // namespace

std::unique_ptr<ActiveCgroup> Activate(std::vector<Group> groups, Location location) {
  return std::make_unique<FsCgroup>(std::move(groups), std::move(location));
}

std::unique_ptr<ActiveCgroup> Apply(const Cgroup& cgroup, pid_t pid,
                                    const std::function<void(const Location&)>& before) {
  const std::vector<std::string> path = GroupPath(cgroup);
  const std::vector<Setting> settings = LimitSettings(cgroup);
  if (!cgroup.unified.empty()) throw Error(ENOTSUP, "set cgroups.unified on", "cgroup v1");
  // 0 in cgroup.procs would mean the writer.
  if (pid <= 0) throw Error(EINVAL, "join a cgroup with process", std::to_string(pid));
  std::vector<Group> groups = NewGroups(path);
  CheckControllers(settings, groups);
  Location location = LocationOf(groups, path);
  if (before) before(location);

  const UndoUnlessMoved undo(groups);
  for (Group& group : groups) group.Create();
  for (Group& group : groups) group.ReplaceStale();
  if (const Group* const cpuset = FindGroup(groups, "cpuset")) InheritCpuset(*cpuset);
  WriteSettings(settings, groups);
  for (Group& group : groups) group.Join(pid);
  return Activate(std::move(groups), std::move(location));
}

std::unique_ptr<ActiveCgroup> Adopt(const Location& location) {
  std::vector<Group> groups;
  for (Hierarchy& hierarchy : OpenHierarchiesAt(location.bases)) {
    groups.emplace_back(std::move(hierarchy), GroupPath(location)).Adopt(location.created);
  }
  return Activate(std::move(groups), location);
}

namespace {

// The original looked at "devices"; without it any other group has the same processes.
std::vector<pid_t> GetPidsIn(const std::vector<ControlFiles>& groups) {
  const ControlFiles* const group = GroupWith(groups, "devices.list");
  std::vector<pid_t> pids;
  AppendTreeProcesses((group == nullptr ? groups.front() : *group).dir(), ".", pids);
  return pids;
}

}  // namespace

std::vector<pid_t> GetPids(const Cgroup& cgroup) { return GetPidsIn(OpenGroups(cgroup)); }

std::vector<pid_t> GetPids(const Location& location) { return GetPidsIn(OpenGroups(location)); }

}  // namespace libcontainer::cgroups::fs
