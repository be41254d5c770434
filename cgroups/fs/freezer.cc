#include "freezer.h"

#include <cerrno>

#include "hierarchy.h"
#include "internal/files.h"
#include "libcontainer/cgroups/fs.h"
#include "libcontainer/error.h"
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

const Hierarchy& FreezerOf(const std::vector<Hierarchy>& hierarchies) {
  for (const Hierarchy& hierarchy : hierarchies) {
    if (hierarchy.Has("freezer")) return hierarchy;
  }
  throw Error(ENOENT, "find mounted cgroup controller", "freezer");
}

void FreezeIn(const std::vector<Hierarchy>& hierarchies, const std::vector<std::string>& path,
              const std::string& state) {
  if (state != kFrozen && state != kThawed) {
    throw Error(EINVAL, "set freezer state", "\"" + state + "\"");
  }
  const Hierarchy& freezer = FreezerOf(hierarchies);
  const UniqueFd dir = OpenGroup(freezer, path);
  SetFreezerState(dir.get(), DescribeGroup(freezer, path), state, kTimeout);
}

}  // namespace

void Freeze(const Cgroup& cgroup, const std::string& state) {
  FreezeIn(OpenHierarchies(), GroupPath(cgroup), state);
}

void Freeze(const Location& location, const std::string& state) {
  FreezeIn(OpenHierarchiesAt(location.bases), GroupPath(location), state);
}

bool IsFrozen(const Location& location) {
  for (const Hierarchy& hierarchy : OpenHierarchiesAt(location.bases)) {
    if (!hierarchy.Has("freezer")) continue;
    const UniqueFd dir = OpenGroup(hierarchy, GroupPath(location));
    return internal::ReadFileAt(dir.get(), kStateFile) != std::string(kThawed) + "\n";
  }
  return false;
}

}  // namespace libcontainer::cgroups::fs
