#ifndef LIBCONTAINER_CGROUPS_FS2_GROUP_FILES_H_
#define LIBCONTAINER_CGROUPS_FS2_GROUP_FILES_H_

#include "../control_files.h"
#include "libcontainer/cgroups/cgroups.h"

namespace libcontainer::cgroups::fs2 {

// The group at `location`. Throws Error: ENOENT, there is no such group; EINVAL, `location` is not
// one of cgroup v2.
ControlFiles OpenGroupFiles(const Location& location);

}  // namespace libcontainer::cgroups::fs2

#endif  // LIBCONTAINER_CGROUPS_FS2_GROUP_FILES_H_
