#ifndef LIBCONTAINER_CGROUPS_SYSTEMD_H_
#define LIBCONTAINER_CGROUPS_SYSTEMD_H_

#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "libcontainer/cgroups/cgroups.h"

// Control groups that systemd makes and knows about: a container is the transient scope
// `<parent>-<name>.scope` (characters other than letters, digits, ':', '_' and '.' escaped as by
// systemd-escape(1)) in `slice`, or in system.slice. The manager of the system is talked to over the
// system bus (org.freedesktop.systemd1(5)); systemd 244 or later.
namespace libcontainer::cgroups::systemd {

// True if systemd is PID 1 and the system bus lets this process in.
bool UseSystemd();

// Has systemd start a delegated scope with the limits of `cgroup` and `pid` in it, waits for it (20 s
// at most), makes the same group in v1 hierarchies that systemd leaves alone, and writes all limits;
// `cgroup.freezer` is left to Freeze. Leaves nothing behind on failure: `pid` is in the caller's own
// group then. `before`, if given, is called when it is clear what will be created and nothing is yet.
// Throws Error: EEXIST, there is such a unit; EINVAL, a bad `name`, `parent`, `slice` or `pid`;
// EOPNOTSUPP, a limit that systemd cannot express; ECANCELED, systemd could not start the scope;
// ETIMEDOUT; ENOENT, a controller that a limit needs is not mounted; otherwise an errno that goes
// with the name of the D-Bus error in the message, or that of a failing write.
// Needs root. Call from the parent, before the child is released.
std::unique_ptr<ActiveCgroup> Apply(const Cgroup& cgroup, pid_t pid,
                                    const std::function<void(const Location&)>& before = nullptr);

// The scope at `location`, made by an Apply in a process that is gone, whole or in part. Cleanup of
// what is returned removes it. Throws Error.
std::unique_ptr<ActiveCgroup> Adopt(const Location& location);

// Freezes (kFrozen) or thaws (kThawed) all processes of the container and waits until the kernel
// reports that state, 10 s at most; a freeze that fails leaves the group thawed. Throws Error:
// ETIMEDOUT; ENOENT, no such group or no freezer; EINVAL, another state.
void Freeze(const Cgroup& cgroup, const std::string& state);

// Ids of the processes in the container's group. Throws Error: ENOENT, there is no such group.
std::vector<pid_t> GetPids(const Cgroup& cgroup);

}  // namespace libcontainer::cgroups::systemd

#endif  // LIBCONTAINER_CGROUPS_SYSTEMD_H_
