#ifndef LIBCONTAINER_CGROUPS_FS_TREE_H_
#define LIBCONTAINER_CGROUPS_FS_TREE_H_

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <span>
#include <string>
#include <vector>

// A group together with the groups below it, which are the container's own making: any number, any
// depth and any name. `parent` is the directory that holds the group `name`.
namespace libcontainer::cgroups::fs {

// Calls `visit` for the group and everything below it, children before their parents. Groups that
// vanish meanwhile are left out. Uses a constant number of descriptors whatever the depth.
using Visitor = std::function<void(int parent, const std::string& name)>;
void VisitTree(int parent, const std::string& name, const Visitor& visit);

// True if a process is in the tree, one of another PID namespace included.
bool TreeHasProcesses(int parent, const std::string& name);

// Appends the ids of the processes in the tree.
void AppendTreeProcesses(int parent, const std::string& name, std::vector<pid_t>& pids);

// Removes the tree, or as much of it as holds no process. 0 once the group itself is gone,
// otherwise the errno of rmdir(2): EBUSY, there are processes.
int RemoveTree(int parent, const std::string& name);

// Writes each of `values` to the existing control file `file` in `dir`, in a write(2) of its own.
// `group` names `dir` in errors. Throws Error with the errno of open(2) or write(2).
void WriteControl(int dir, const std::string& group, const std::string& file,
                  std::span<const std::string> values);
void WriteControl(int dir, const std::string& group, const std::string& file,
                  const std::string& value);

// Waits of growing length, up to a deadline: the kernel has no event for the end of the last
// process of a v1 group nor for a change of freezer.state.
class Backoff {
 public:
  explicit Backoff(std::chrono::milliseconds timeout);
  // Sleeps; false, without a sleep, once the time is over.
  bool Wait();

 private:
  std::chrono::steady_clock::time_point deadline_;
  std::chrono::microseconds delay_;
};

}  // namespace libcontainer::cgroups::fs

#endif  // LIBCONTAINER_CGROUPS_FS_TREE_H_
