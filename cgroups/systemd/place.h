#ifndef LIBCONTAINER_CGROUPS_SYSTEMD_PLACE_H_
#define LIBCONTAINER_CGROUPS_SYSTEMD_PLACE_H_

#include <sys/types.h>

#include <string>
#include <vector>

#include "../fs/group.h"
#include "libcontainer/cgroups/cgroups.h"
#include "unit.h"

// Where systemd puts the group of a unit: below the group that PID 1 was in when it started.
namespace libcontainer::cgroups::systemd {

// kUnified if no v1 hierarchy is mounted.
Layout CurrentLayout();

// The container's groups, not created yet: in every mounted v1 hierarchy, or in that of v2. Throws
// Error: ENOENT, there is none.
std::vector<fs::Group> GroupsOf(const Cgroup& cgroup, Layout layout);

Location LocationOf(const Cgroup& cgroup, const std::vector<fs::Group>& groups, Layout layout);

// Throws Error: ENOENT, `pid` is not in the group below systemd's that `cgroup` says.
void CheckPlace(const Cgroup& cgroup, pid_t pid, Layout layout);

// The components of the group's path below each base.
std::vector<std::string> UnitPath(const Cgroup& cgroup);

}  // namespace libcontainer::cgroups::systemd

#endif  // LIBCONTAINER_CGROUPS_SYSTEMD_PLACE_H_
