#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <exception>
#include <optional>
#include <utility>

#include "../fs/active.h"
#include "../fs/cleanup.h"
#include "../fs/settings.h"
#include "../fs2/settings.h"
#include "../fs2/unified.h"
#include "../parse.h"
#include "libcontainer/cgroups/fs.h"
#include "libcontainer/cgroups/fs2.h"
#include "libcontainer/cgroups/systemd.h"
#include "libcontainer/error.h"
#include "manager.h"
#include "place.h"
#include "unit.h"

namespace libcontainer::cgroups::systemd {
namespace {

class Scope : public ActiveCgroup {
 public:
  Scope(std::unique_ptr<ActiveCgroup> groups, Location location)
      : groups_(std::move(groups)), location_(std::move(location)) {}
  Location GetLocation() const override { return location_; }
  PeakUsage GetPeakUsage() override { return groups_->GetPeakUsage(); }
  void Cleanup() override {
    // Its processes first: systemd would give them 90 s to end of SIGTERM.
    groups_->Cleanup();
    Manager().Stop(location_.unit);
  }

 private:
  std::unique_ptr<ActiveCgroup> groups_;
  Location location_;
};

// Takes back, unless it is done, what was made for `pid`.
class UndoUnlessDone {
 public:
  UndoUnlessDone(Manager& manager, std::vector<fs::Group>& groups, pid_t pid, std::string unit)
      : manager_(manager), groups_(groups), pid_(pid), unit_(std::move(unit)) {}
  UndoUnlessDone(const UndoUnlessDone&) = delete;
  UndoUnlessDone& operator=(const UndoUnlessDone&) = delete;
  ~UndoUnlessDone() {
    if (!done_) Undo();
  }
  void Done() { done_ = true; }

 private:
  void Undo() noexcept {
    // The failure that led here is the one to report, whatever else fails on the way back.
    try {
      fs::JoinGroupsOf(::getpid(), pid_);
    } catch (const std::exception&) {
    }
    fs::Undo(groups_);
    try {
      manager_.Stop(unit_);
    } catch (const std::exception&) {
    }
  }

  Manager& manager_;
  std::vector<fs::Group>& groups_;
  pid_t pid_;
  std::string unit_;
  bool done_ = false;
};

// Every hierarchy that systemd did not make the group in gets it too, and every limit is written:
// systemd rounds some, and has no property for others.
void Complete(std::vector<fs::Group>& groups, const Cgroup& cgroup, Layout layout) {
  for (fs::Group& group : groups) group.CreateOrOpen();
  if (layout == Layout::kUnified) {
    return fs2::Configure(cgroup, groups);
  }
  if (const fs::Group* const cpuset = fs::FindGroup(groups, "cpuset")) InheritCpuset(*cpuset);
  fs::WriteSettings(fs::LimitSettings(cgroup), groups);
}

// Throws Error if a limit is wrong in itself or needs a controller that is not mounted.
void CheckLimits(const Cgroup& cgroup, std::vector<fs::Group>& groups, Layout layout) {
  fs::CheckControllers(
      layout == Layout::kV1 ? fs::LimitSettings(cgroup) : fs2::LimitSettings(cgroup), groups);
}

std::unique_ptr<ActiveCgroup> ActivateGroups(std::vector<fs::Group> groups,
                                             const Location& location) {
  if (location.unified) return fs2::Adopt(location);
  return fs::Activate(std::move(groups), location);
}

}  // namespace

bool UseSystemd() {
  struct stat status {};
  // As sd_booted(3): systemd makes the directory early and nothing else does.
  if (::lstat("/run/systemd/system", &status) != 0 || !S_ISDIR(status.st_mode)) return false;
  try {
    const Dbus bus;
    return true;
  } catch (const Error&) {
    return false;
  }
}

std::unique_ptr<ActiveCgroup> Apply(const Cgroup& cgroup, pid_t pid,
                                    const std::function<void(const Location&)>& before) {
  // 0 would mean the caller.
  if (pid <= 0) throw Error(EINVAL, "join a cgroup with process", std::to_string(pid));
  const Layout layout = CurrentLayout();
  std::vector<fs::Group> groups = GroupsOf(cgroup, layout);
  CheckLimits(cgroup, groups, layout);
  const std::vector<Property> properties = Properties(cgroup, pid, layout);
  Location location = LocationOf(cgroup, groups, layout);
  Manager manager;
  manager.CheckFree(location.unit);
  if (before) before(location);

  manager.Start(location.unit, properties);
  UndoUnlessDone undo(manager, groups, pid, location.unit);
  CheckPlace(cgroup, pid, layout);
  Complete(groups, cgroup, layout);
  for (fs::Group& group : groups) group.Join(pid);
  auto active = ActivateGroups(std::move(groups), location);
  auto scope = std::make_unique<Scope>(std::move(active), std::move(location));
  undo.Done();
  return scope;
}

std::unique_ptr<ActiveCgroup> Adopt(const Location& location) {
  return std::make_unique<Scope>(location.unified ? fs2::Adopt(location) : fs::Adopt(location),
                                 location);
}

std::vector<pid_t> GetPids(const Cgroup& cgroup) {
  const Layout layout = CurrentLayout();
  const std::vector<fs::Group> groups = GroupsOf(cgroup, layout);
  if (layout == Layout::kUnified) return fs2::GetPids(LocationOf(cgroup, groups, layout));
  return ReadProcsFile(groups.front().Describe());
}

}  // namespace libcontainer::cgroups::systemd
