#ifndef LIBCONTAINER_CGROUPS_FS_OPEN_GROUPS_H_
#define LIBCONTAINER_CGROUPS_FS_OPEN_GROUPS_H_

#include <string>
#include <vector>

#include "../control_files.h"
#include "libcontainer/cgroups/cgroups.h"

namespace libcontainer::cgroups::fs {

// The container's groups, in every hierarchy where there is one.
// Throws Error: ENOENT, there is none; EINVAL, `location` is of cgroup v2 or `cgroup` names no group.
std::vector<ControlFiles> OpenGroups(const Location& location);
std::vector<ControlFiles> OpenGroups(const Cgroup& cgroup);

// The first of them that has `file`, or nullptr. The names of control files begin with that of
// their controller, so this tells where the controller is without a look at the mounts.
const ControlFiles* GroupWith(const std::vector<ControlFiles>& groups, const char* file);

}  // namespace libcontainer::cgroups::fs

#endif  // LIBCONTAINER_CGROUPS_FS_OPEN_GROUPS_H_
