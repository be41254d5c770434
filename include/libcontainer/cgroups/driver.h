#ifndef LIBCONTAINER_CGROUPS_DRIVER_H_
#define LIBCONTAINER_CGROUPS_DRIVER_H_

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "libcontainer/cgroups/cgroups.h"
#include "libcontainer/cgroups/oom.h"
#include "libcontainer/cgroups/stats.h"

// A container's control groups, whatever this host has: fs (cgroup v1), fs2 (cgroup v2) or systemd.
// All need root.
namespace libcontainer::cgroups {

// kSystemd where that is PID 1 and reachable; otherwise kFs where a v1 hierarchy is mounted, else kFs2.
enum class Driver { kFs, kFs2, kSystemd };
Driver ChooseDriver();

// Puts `pid` into new groups with the limits of `cgroup`: see fs::Apply.
std::unique_ptr<ActiveCgroup> Apply(const Cgroup& cgroup, pid_t pid,
                                    const std::function<void(const Location&)>& before = nullptr);

// The following work on groups that were made by whatever driver, in this process or another.

// To remove what a process that is gone has made: see fs::Adopt.
std::unique_ptr<ActiveCgroup> Adopt(const Location& location);

// Stops (kFrozen) or continues (kThawed) all processes of the group: see fs::Freeze.
void Freeze(const Location& location, const std::string& state);

// Lets processes die that were sent SIGKILL: on cgroup v1 a frozen one does not. No error if there is
// no group.
void ThawForExit(const Location& location);

// True if the processes of the group are stopped or about to be.
bool IsFrozen(const Location& location);

// What the group uses. `window` is the time over which CPU usage is sampled; 0 does not sample, and
// returns at once. See Stats for what is empty when. Throws Error: ENOENT, no such group.
Stats GetStats(const Location& location, std::chrono::nanoseconds window);

// Watches the group for want of memory. Throws Error: ENOENT, no such group, or no memory controller.
std::unique_ptr<OomNotifier> NotifyOnOOM(const Location& location);

// Ids of the processes in the group and in those that the container made below.
std::vector<pid_t> GetPids(const Location& location);

}  // namespace libcontainer::cgroups

#endif  // LIBCONTAINER_CGROUPS_DRIVER_H_
