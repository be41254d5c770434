#include <cerrno>
#include <chrono>
#include <utility>

#include "../fs/cleanup.h"
#include "../fs/tree.h"
#include "device_rules.h"
#include "group_files.h"
#include "libcontainer/cgroups/fs2.h"
#include "libcontainer/error.h"
#include "settings.h"
#include "unified.h"

namespace libcontainer::cgroups::fs2 {
namespace {

class UnifiedCgroup : public ActiveCgroup {
 public:
  UnifiedCgroup(std::vector<fs::Group> groups, Location location)
      : groups_(std::move(groups)), location_(std::move(location)) {}
  Location GetLocation() const override { return location_; }
  int Directory() const override { return groups_.front().dir(); }
  PeakUsage GetPeakUsage() override {
    try {
      const Stats stats = GetStats(location_, std::chrono::nanoseconds(0));
      return {stats.memory_stats.max_usage.value_or(0), stats.memory_events.oom_kill.value_or(0)};
    } catch (const Error& error) {
      // systemd removes a scope as soon as it is empty.
      if (error.error() != ENOENT && error.error() != ENODEV) throw;
      return {};
    }
  }
  void Cleanup() override { fs::KillAndRemove(groups_); }

 private:
  std::vector<fs::Group> groups_;  // one, or none if it is gone
  Location location_;
};

DeviceRules RulesOf(const Cgroup& cgroup) {
  DeviceRules rules;
  if (cgroup.allow_all_devices) return rules;
  rules.SetAll(DeviceRules::Verdict::kDeny);
  for (const devices::Device& device : cgroup.allowed_devices) {
    rules.Set(DeviceRules::Verdict::kAllow, device);
  }
  return rules;
}

Location LocationOf(const fs::Group& group, const std::vector<std::string>& path) {
  Location location;
  for (const std::string& component : path) {
    location.path += (location.path.empty() ? "" : "/") + component;
  }
  location.bases = {group.base_path()};
  location.created = group.MissingParents();
  location.unified = true;
  return location;
}

}  // namespace

void Configure(const Cgroup& cgroup, std::vector<fs::Group>& groups) {
  const fs::Group& group = groups.front();
  fs::WriteSettings(LimitSettings(cgroup), groups);
  if (!cgroup.allow_all_devices) {
    AttachDeviceProgram(group.dir(), group.Describe(), RulesOf(cgroup));
  }
}

std::unique_ptr<ActiveCgroup> Create(const Cgroup& cgroup,
                                     const std::function<void(const Location&)>& before) {
  const std::vector<std::string> path = fs::GroupPath(cgroup);
  std::vector<fs::Group> groups;
  groups.emplace_back(OpenUnified(), path);
  const std::vector<fs::Setting> settings = LimitSettings(cgroup);
  fs::CheckControllers(settings, groups);
  Location location = LocationOf(groups.front(), path);
  if (before) before(location);

  const fs::UndoUnlessMoved undo(groups);
  groups.front().Create();
  EnableControllers(groups.front(), settings);
  groups.front().ReplaceStale();
  Configure(cgroup, groups);
  return std::make_unique<UnifiedCgroup>(std::move(groups), std::move(location));
}

std::unique_ptr<ActiveCgroup> Apply(const Cgroup& cgroup, pid_t pid,
                                    const std::function<void(const Location&)>& before) {
  // 0 in cgroup.procs would mean the writer.
  if (pid <= 0) throw Error(EINVAL, "join a cgroup with process", std::to_string(pid));
  std::unique_ptr<ActiveCgroup> active = Create(cgroup, before);
  const Location location = active->GetLocation();
  try {
    fs::WriteControl(active->Directory(), location.path, "cgroup.procs", std::to_string(pid));
  } catch (const Error&) {
    active->Cleanup();
    throw;
  }
  return active;
}

std::unique_ptr<ActiveCgroup> Adopt(const Location& location) {
  std::vector<fs::Group> groups;
  try {
    groups.emplace_back(OpenUnifiedAt(location.bases.at(0)), fs::GroupPath(location))
        .Adopt(location.created);
  } catch (const Error& error) {
    if (error.error() != ENOENT) throw;  // the base is gone, and all below it
  }
  return std::make_unique<UnifiedCgroup>(std::move(groups), location);
}

void SetDevices(const Location& location, const Cgroup& cgroup) {
  const ControlFiles group = OpenGroupFiles(location);
  AttachDeviceProgram(group.dir(), group.path(), RulesOf(cgroup));
}

std::vector<pid_t> GetPids(const Location& location) {
  std::vector<pid_t> pids;
  fs::AppendTreeProcesses(OpenGroupFiles(location).dir(), ".", pids);
  return pids;
}

}  // namespace libcontainer::cgroups::fs2
