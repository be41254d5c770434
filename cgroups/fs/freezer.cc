#include "freezer.h"

#include <cerrno>

#include "internal/files.h"
#include "libcontainer/cgroups/fs.h"
#include "libcontainer/error.h"
#include "open_groups.h"
#include "tree.h"

namespace libcontainer::cgroups::fs {
namespace {

constexpr const char* kStateFile = "freezer.state";
constexpr std::chrono::milliseconds kTimeout(10000);

void WriteAndWait(int dir, const std::string& group, const std::string& state,
                  std::chrono::milliseconds timeout) {
  Backoff backoff(timeout);
  for (;;) {
    // Written anew each time: a process that was made while the group was freezing may run on.
    WriteControl(dir, group, kStateFile, state);
    if (internal::ReadFileAt(dir, kStateFile) == state + "\n") return;
    if (!backoff.Wait()) {
      throw Error(ETIMEDOUT, "wait for " + state + " in", group + "/" + kStateFile);
    }
  }
}

}  // namespace

void SetFreezerState(int dir, const std::string& group, const std::string& state,
                     std::chrono::milliseconds timeout) {
  try {
    WriteAndWait(dir, group, state, timeout);
  } catch (const Error&) {
    if (state == kFrozen) WriteControl(dir, group, kStateFile, kThawed);
    throw;
  }
}

namespace {

void CheckState(const std::string& state) {
  if (state == kFrozen || state == kThawed) return;
  throw Error(EINVAL, "set freezer state", "\"" + state + "\"");
}

const ControlFiles& FreezerOf(const std::vector<ControlFiles>& groups) {
  const ControlFiles* const group = GroupWith(groups, kStateFile);
  if (group == nullptr) throw Error(ENOENT, "find cgroup with controller", "freezer");
  return *group;
}

void FreezeIn(const std::vector<ControlFiles>& groups, const std::string& state) {
  const ControlFiles& freezer = FreezerOf(groups);
  SetFreezerState(freezer.dir(), freezer.path(), state, kTimeout);
}

}  // namespace

void Freeze(const Cgroup& cgroup, const std::string& state) {
  CheckState(state);
  FreezeIn(OpenGroups(cgroup), state);
}

void Freeze(const Location& location, const std::string& state) {
  CheckState(state);
  FreezeIn(OpenGroups(location), state);
}

bool IsFrozen(const Location& location) {
  const std::vector<ControlFiles> groups = OpenGroups(location);
  const ControlFiles* const group = GroupWith(groups, kStateFile);
  return group != nullptr &&
         internal::ReadFileAt(group->dir(), kStateFile) != std::string(kThawed) + "\n";
}

}  // namespace libcontainer::cgroups::fs
