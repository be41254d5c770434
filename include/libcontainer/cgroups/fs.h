#ifndef LIBCONTAINER_CGROUPS_FS_H_
#define LIBCONTAINER_CGROUPS_FS_H_

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include "libcontainer/cgroups/cgroups.h"
#include "libcontainer/cgroups/oom.h"
#include "libcontainer/cgroups/stats.h"

// cgroup v1 through the mounted file systems. The container's group is `parent`/`name` below the
// caller's own group in every hierarchy that is mounted.
namespace libcontainer::cgroups::fs {

// Moves `pid` into the container's groups in all mounted hierarchies and writes the limits of
// `cgroup`; `cgroup.freezer` is left to Freeze. Leaves nothing behind on failure, and does not
// touch a group that existed before, but replaces an empty one of the same name and fills empty
// cpusets of parents. Every limit is written before `pid` joins; on failure it is in the caller's own
// group. `before`, if given, is called when it is clear what will be created and nothing is yet.
// Throws Error: ENOENT, a controller that a limit needs is not mounted; EEXIST, the group has
// processes already; EINVAL, a bad `name`, `parent` or `pid`; ENOTSUP, `unified` is set; otherwise the
// errno of the failing write.
// Needs root. Call from the parent, before the child is released.
std::unique_ptr<ActiveCgroup> Apply(const Cgroup& cgroup, pid_t pid,
                                    const std::function<void(const Location&)>& before = nullptr);

// The groups at `location`, made by an Apply in a process that is gone, whole or in part. Cleanup of
// what is returned removes them. Throws Error.
std::unique_ptr<ActiveCgroup> Adopt(const Location& location);

// Moves `pid` into the groups that process `target` is in, in every hierarchy, v1 and v2.
// Throws Error: ESRCH, one of the processes is gone; otherwise the errno of the write.
void JoinGroupsOf(pid_t target, pid_t pid);

// Freezes (kFrozen) or thaws (kThawed) all processes of the group and waits until the kernel
// reports that state, 10 s at most; a freeze that fails leaves the group thawed. Throws Error:
// ETIMEDOUT; ENOENT, no such group or no freezer; EINVAL, another state.
void Freeze(const Cgroup& cgroup, const std::string& state);
void Freeze(const Location& location, const std::string& state);

// True if the processes of the group are frozen or about to be; false without a freezer. Throws
// Error: ENOENT, no such group.
bool IsFrozen(const Location& location);

// Ids of the processes in the container's group and in those that it made below. Throws Error:
// ENOENT, there is no such group.
std::vector<pid_t> GetPids(const Cgroup& cgroup);
std::vector<pid_t> GetPids(const Location& location);

// What the container's group uses: the one at `location`, or the one of `cgroup` below the caller's
// own. CPU usage is sampled over `window`, which the call sleeps; 0 leaves the sampled fields empty.
// What this kernel or a missing controller does not tell is left empty. Throws Error: EINVAL,
// `location` is of cgroup v2, or a file is not as documented; ENOENT, the group is in no hierarchy;
// ENODEV, it went away meanwhile; otherwise the errno of reading it.
Stats GetStats(const Location& location, std::chrono::nanoseconds window);
Stats GetStats(const Cgroup& cgroup, std::chrono::nanoseconds window);

// Watches that group for want of memory. Needs root, or write permission to cgroup.event_control.
// Throws Error: ENOENT, there is no such group in a hierarchy with the memory controller; otherwise
// the errno of setting up the watch.
std::unique_ptr<OomNotifier> NotifyOnOOM(const Location& location);
std::unique_ptr<OomNotifier> NotifyOnOOM(const Cgroup& cgroup);

}  // namespace libcontainer::cgroups::fs

#endif  // LIBCONTAINER_CGROUPS_FS_H_
