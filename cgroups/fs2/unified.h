#ifndef LIBCONTAINER_CGROUPS_FS2_UNIFIED_H_
#define LIBCONTAINER_CGROUPS_FS2_UNIFIED_H_

#include <string>
#include <vector>

#include "../fs/group.h"
#include "../fs/hierarchy.h"
#include "../fs/settings.h"

// cgroup v2 is one hierarchy with all controllers. Its groups are made and removed as those of v1.
namespace libcontainer::cgroups::fs2 {

// The hierarchy, at the group below which containers go (see fs2.h). `subsystems` are the controllers
// that this group can have. Throws Error: ENOENT, cgroup v2 is not mounted, or not where the own group
// can be seen.
fs::Hierarchy OpenUnified();

// The same at a directory of the hierarchy.
fs::Hierarchy OpenUnifiedAt(const std::string& base);

// Gives the group, by the groups above it, the controllers that `settings` need, and those that
// statistics are read from if that is possible. Throws Error: EBUSY, a group above has processes of its
// own; otherwise the errno of the write.
void EnableControllers(const fs::Group& group, const std::vector<fs::Setting>& settings);

// Gives the only one of `groups`, which exists and has the controllers, the limits and device rules of
// `cgroup`.
void Configure(const Cgroup& cgroup, std::vector<fs::Group>& groups);

}  // namespace libcontainer::cgroups::fs2

#endif  // LIBCONTAINER_CGROUPS_FS2_UNIFIED_H_
