#ifndef LIBCONTAINER_CGROUPS_FS2_SETTINGS_H_
#define LIBCONTAINER_CGROUPS_FS2_SETTINGS_H_

#include <vector>

#include "../fs/settings.h"

namespace libcontainer::cgroups::fs2 {

// The limits of `cgroup` in the files and units of cgroup v2, in the order in which they have to be
// written; device rules are no file. Throws Error: EINVAL, a key of `unified` that is no limit.
std::vector<fs::Setting> LimitSettings(const Cgroup& cgroup);

}  // namespace libcontainer::cgroups::fs2

#endif  // LIBCONTAINER_CGROUPS_FS2_SETTINGS_H_
