#ifndef LIBCONTAINER_CGROUPS_FS2_H_
#define LIBCONTAINER_CGROUPS_FS2_H_

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "libcontainer/cgroups/cgroups.h"
#include "libcontainer/cgroups/oom.h"
#include "libcontainer/cgroups/stats.h"

// cgroup v2 through the mounted file system. The container's group is `parent`/`name` below the group
// that holds the caller's own (or below the root, if the caller is in that): a group with processes
// cannot give controllers to the groups in it. Documentation/admin-guide/cgroup-v2.rst.
namespace libcontainer::cgroups::fs2 {

// Makes the container's group with the limits of `cgroup`, converted to the units of cgroup v2, and a
// program for its device rules; `cgroup.freezer` is left to Freeze. The Directory() of what is returned
// is for clone3(2). Otherwise as fs::Apply; and throws Error: EBUSY, ENOENT: a group above cannot give a
// controller that is needed.
std::unique_ptr<ActiveCgroup> Create(const Cgroup& cgroup,
                                     const std::function<void(const Location&)>& before = nullptr);

// Create, and `pid` moved into the group.
std::unique_ptr<ActiveCgroup> Apply(const Cgroup& cgroup, pid_t pid,
                                    const std::function<void(const Location&)>& before = nullptr);

// As fs::Adopt.
std::unique_ptr<ActiveCgroup> Adopt(const Location& location);

// Replaces the device rules of the group by those of `cgroup`; there is no moment without either.
// Throws Error: ENOENT, no such group; EPERM, without CAP_SYS_ADMIN.
void SetDevices(const Location& location, const Cgroup& cgroup);

// As fs::Freeze, fs::IsFrozen and fs::GetPids.
void Freeze(const Location& location, const std::string& state);
bool IsFrozen(const Location& location);
std::vector<pid_t> GetPids(const Location& location);

// What the group at `location` uses. CPU usage is sampled over `window`, which the call sleeps;
// 0 leaves the sampled fields empty. What this kernel or a missing controller does not tell is left
// empty. Throws Error: EINVAL, `location` is of cgroup v1, or a file is not as documented; ENOENT,
// there is no such group; ENODEV, it went away meanwhile; otherwise the errno of reading it.
Stats GetStats(const Location& location, std::chrono::nanoseconds window);

// Watches the group at `location`, and the groups below it, for want of memory.
// Throws Error: ENOENT, there is no such group or it has no memory controller; otherwise the errno
// of setting up the watch.
std::unique_ptr<OomNotifier> NotifyOnOOM(const Location& location);

}  // namespace libcontainer::cgroups::fs2

#endif  // LIBCONTAINER_CGROUPS_FS2_H_
