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

void Freeze(const Cgroup& cgroup, const std::string& state) {
  if (state != kFrozen && state != kThawed) {
    throw Error(EINVAL, "set freezer state", "\"" + state + "\"");
  }
  const std::vector<std::string> path = GroupPath(cgroup);
  for (const Hierarchy& hierarchy : OpenHierarchies()) {
    if (!hierarchy.Has("freezer")) continue;
    const UniqueFd dir = OpenGroup(hierarchy, path);
    return SetFreezerState(dir.get(), DescribeGroup(hierarchy, path), state, kTimeout);
  }
  throw Error(ENOENT, "find mounted cgroup controller", "freezer");
}

}  // namespace libcontainer::cgroups::fs
