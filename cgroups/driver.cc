#include "libcontainer/cgroups/driver.h"

#include <cerrno>

#include "libcontainer/cgroups/fs.h"
#include "libcontainer/cgroups/fs2.h"
#include "libcontainer/cgroups/systemd.h"
#include "libcontainer/error.h"

namespace libcontainer::cgroups {

Driver ChooseDriver() {
  if (systemd::UseSystemd()) return Driver::kSystemd;
  return GetCgroupMounts().empty() ? Driver::kFs2 : Driver::kFs;
}

std::unique_ptr<ActiveCgroup> Apply(const Cgroup& cgroup, pid_t pid,
                                    const std::function<void(const Location&)>& before) {
  switch (ChooseDriver()) {
    case Driver::kSystemd:
      return systemd::Apply(cgroup, pid, before);
    case Driver::kFs2:
      return fs2::Apply(cgroup, pid, before);
    default:
      return fs::Apply(cgroup, pid, before);
  }
}

std::unique_ptr<ActiveCgroup> Adopt(const Location& location) {
  if (!location.unit.empty()) return systemd::Adopt(location);
  return location.unified ? fs2::Adopt(location) : fs::Adopt(location);
}

void Freeze(const Location& location, const std::string& state) {
  location.unified ? fs2::Freeze(location, state) : fs::Freeze(location, state);
}

void ThawForExit(const Location& location) {
  try {
    if (!location.path.empty() && IsFrozen(location)) Freeze(location, kThawed);
  } catch (const Error& error) {
    if (error.error() != ENOENT && error.error() != ENODEV) throw;  // the group is gone
  }
}

bool IsFrozen(const Location& location) {
  return location.unified ? fs2::IsFrozen(location) : fs::IsFrozen(location);
}

Stats GetStats(const Location& location, std::chrono::nanoseconds window) {
  return location.unified ? fs2::GetStats(location, window) : fs::GetStats(location, window);
}

std::unique_ptr<OomNotifier> NotifyOnOOM(const Location& location) {
  return location.unified ? fs2::NotifyOnOOM(location) : fs::NotifyOnOOM(location);
}

std::vector<pid_t> GetPids(const Location& location) {
  return location.unified ? fs2::GetPids(location) : fs::GetPids(location);
}

}  // namespace libcontainer::cgroups
