#include "cleanup.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <exception>

#include "libcontainer/error.h"
#include "settings.h"
#include "tree.h"

namespace libcontainer::cgroups::fs {
namespace {

constexpr std::chrono::milliseconds kTimeout(2000);
constexpr int kRoundsBeforeFreezing = 4;

// 0 once all groups are gone, otherwise the errno of the first that is not.
int RemoveGroups(std::vector<Group>& groups) {
  int first_error = 0;
  for (Group& group : groups) {
    const int error = group.Remove();
    if (first_error == 0) first_error = error;
  }
  return first_error;
}

void WriteFreezerState(int holder, const std::string& name, const char* state) {
  try {
    WriteControl(holder, name, name + "/freezer.state", state);
  } catch (const Error&) {
    // ENOENT, ENODEV: the group went away. Anything else shows as EBUSY when the group is removed.
  }
}

// May keep a group frozen for a scope, so that its processes do not fork while they are listed.
// Thaws it at the end, and the groups below: the container may have frozen some, and a frozen
// process does not die of SIGKILL.
class ThawedAtEnd {
 public:
  ThawedAtEnd(const Group& group, bool freeze) : group_(group) {
    if (freeze) WriteFreezerState(group_.holder(), group_.name(), kFrozen);
  }
  ThawedAtEnd(const ThawedAtEnd&) = delete;
  ThawedAtEnd& operator=(const ThawedAtEnd&) = delete;
  ~ThawedAtEnd() {
    try {
      VisitTree(group_.holder(), group_.name(), [](int holder, const std::string& name) {
        WriteFreezerState(holder, name, kThawed);
      });
    } catch (const Error&) {
      // EMFILE, ENOMEM: the group itself can be thawed without the walk.
      WriteFreezerState(group_.holder(), group_.name(), kThawed);
    }
  }

 private:
  const Group& group_;
};

std::vector<pid_t> ListProcesses(const std::vector<Group>& groups) {
  std::vector<pid_t> pids;
  for (const Group& group : groups) {
    if (group.created()) AppendTreeProcesses(group.holder(), group.name(), pids);
  }
  std::sort(pids.begin(), pids.end());
  pids.erase(std::unique(pids.begin(), pids.end()), pids.end());
  return pids;
}

void KillListed(const std::vector<Group>& groups) {
  for (const pid_t pid : ListProcesses(groups)) {
    // ESRCH: it ended meanwhile.
    if (pid != ::getpid()) static_cast<void>(::kill(pid, SIGKILL));
  }
}

// Freezing changes code of the kernel that all processors run, which takes milliseconds, so it is
// kept for a tree that forks faster than it is killed.
bool IsWorthFreezing(int round, const std::vector<Group>& groups) {
  if (round < kRoundsBeforeFreezing) return false;
  const std::vector<pid_t> pids = ListProcesses(groups);
  // A caller that is in the group itself would stop for ever.
  return !std::binary_search(pids.begin(), pids.end(), ::getpid());
}

// cgroup v2, Linux 5.14: the kernel kills all in the tree, and none escapes by forking. A caller that
// is in the group itself would be among them.
bool TryKillTree(const Group& group) {
  if (!group.created()) return false;
  const std::string file = group.name() + "/cgroup.kill";
  if (::faccessat(group.holder(), file.c_str(), F_OK, 0) != 0) return false;
  std::vector<pid_t> pids;
  AppendTreeProcesses(group.holder(), group.name(), pids);
  if (std::find(pids.begin(), pids.end(), ::getpid()) != pids.end()) return false;
  try {
    WriteControl(group.holder(), group.name(), file, "1");
  } catch (const Error&) {
    return false;  // ENOENT, ENODEV: it went away, which the caller will find out
  }
  return true;
}

void KillProcesses(std::vector<Group>& groups, int round) {
  if (groups.size() == 1 && TryKillTree(groups.front())) return;
  const Group* const freezer = FindGroup(groups, "freezer");
  if (freezer == nullptr || !freezer->created()) return KillListed(groups);
  const ThawedAtEnd frozen(*freezer, IsWorthFreezing(round, groups));
  KillListed(groups);
}

}  // namespace

void KillAndRemove(std::vector<Group>& groups) {
  Backoff backoff(kTimeout);
  for (int round = 0; const int error = RemoveGroups(groups); ++round) {
    KillProcesses(groups, round);
    if (!backoff.Wait()) throw Error(error, "remove cgroup", groups.front().Describe());
  }
  for (Group& group : groups) group.RemoveParents();
}

void Undo(std::vector<Group>& groups) noexcept {
  try {
    Backoff backoff(kTimeout);
    while (RemoveGroups(groups) != 0) {
      for (Group& group : groups) group.MoveBack();
      if (RemoveGroups(groups) == 0 || !backoff.Wait()) break;
    }
    for (Group& group : groups) group.RemoveParents();
  } catch (const std::exception&) {
    // The failure that led here is the one to report.
  }
}

}  // namespace libcontainer::cgroups::fs
