#ifndef LIBCONTAINER_CGROUPS_FS2_H_
#define LIBCONTAINER_CGROUPS_FS2_H_

#include <chrono>
#include <memory>

#include "libcontainer/cgroups/cgroups.h"
#include "libcontainer/cgroups/oom.h"
#include "libcontainer/cgroups/stats.h"

// cgroup v2.
namespace libcontainer::cgroups::fs2 {

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
