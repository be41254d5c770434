#ifndef LIBCONTAINER_CGROUPS_FS_ACTIVE_H_
#define LIBCONTAINER_CGROUPS_FS_ACTIVE_H_

#include <memory>
#include <vector>

#include "group.h"
#include "libcontainer/cgroups/cgroups.h"

namespace libcontainer::cgroups::fs {

// The container's groups, created or adopted; Cleanup removes them.
std::unique_ptr<ActiveCgroup> Activate(std::vector<Group> groups, Location location);

}  // namespace libcontainer::cgroups::fs

#endif  // LIBCONTAINER_CGROUPS_FS_ACTIVE_H_
