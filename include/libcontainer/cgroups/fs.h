#ifndef LIBCONTAINER_CGROUPS_FS_H_
#define LIBCONTAINER_CGROUPS_FS_H_

#include <memory>
#include <vector>

#include "libcontainer/cgroups/cgroups.h"

// cgroup v1 through the mounted file systems. The container's group is `parent`/`name` below the
// caller's own group in every hierarchy that is mounted.
namespace libcontainer::cgroups::fs {

// Moves `pid` into the container's groups in all mounted hierarchies and writes the limits of
// `cgroup`; `cgroup.freezer` is left to Freeze. Leaves nothing behind on failure, and does not
// touch a group that existed before. Every limit is written before `pid` joins. Throws Error:
// ENOENT, a controller that a limit needs is not mounted; EEXIST, the group has processes already;
// EINVAL, a bad `name` or `parent`; otherwise the errno of the failing write. Needs root. Call from
// the parent, before the child is released.
std::unique_ptr<ActiveCgroup> Apply(const Cgroup& cgroup, pid_t pid);

// Freezes (kFrozen) or thaws (kThawed) all processes of the group and waits until the kernel
// reports that state, 10 s at most; a freeze that fails leaves the group thawed. Throws Error:
// ETIMEDOUT; ENOENT, no such group or no freezer; EINVAL, another state.
void Freeze(const Cgroup& cgroup, const std::string& state);

// Ids of the processes in the container's group. Throws Error: ENOENT, there is no such group.
std::vector<pid_t> GetPids(const Cgroup& cgroup);

}  // namespace libcontainer::cgroups::fs

#endif  // LIBCONTAINER_CGROUPS_FS_H_
