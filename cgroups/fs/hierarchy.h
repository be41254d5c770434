#ifndef LIBCONTAINER_CGROUPS_FS_HIERARCHY_H_
#define LIBCONTAINER_CGROUPS_FS_HIERARCHY_H_

#include <string>
#include <string_view>
#include <vector>

#include "libcontainer/cgroups/cgroups.h"
#include "libcontainer/unique_fd.h"

// Where the groups of a container are: the mounted v1 hierarchies and, in each of them, the group
// of the calling process.
namespace libcontainer::cgroups::fs {

// A mounted hierarchy. Co-mounted controllers are one hierarchy.
struct Hierarchy {
  std::vector<std::string> subsystems;
  std::string path;  // of the calling process's own group, for errors
  UniqueFd base;     // that group's directory
  bool Has(std::string_view subsystem) const;
};

// Every hierarchy that is mounted, in an order that is the same on every host. A mount that another
// one hides counts as not mounted.
// Throws Error: ENOENT, there is none, or a mount does not show the caller's own group.
std::vector<Hierarchy> OpenHierarchies();

// The hierarchies of which `bases` are directories. One that is gone, with all below it, is left out.
// Throws Error.
std::vector<Hierarchy> OpenHierarchiesAt(const std::vector<std::string>& bases);

// The components of `cgroup.parent` and `cgroup.name`.
// Throws Error: EINVAL, a component is empty, "." or "..", or holds '/', NUL or a line end.
std::vector<std::string> GroupPath(const Cgroup& cgroup);

// The same of Location::path.
std::vector<std::string> GroupPath(const Location& location);

// The name of the group `path` in errors.
std::string DescribeGroup(const Hierarchy& hierarchy, const std::vector<std::string>& path);

// The group `path` below the base of `hierarchy`. Throws Error: ENOENT, there is no such group.
UniqueFd OpenGroup(const Hierarchy& hierarchy, const std::vector<std::string>& path);

// The directory `path` below `dir`; -1 and errno on failure.
UniqueFd OpenBelow(int dir, const std::string& path);

}  // namespace libcontainer::cgroups::fs

#endif  // LIBCONTAINER_CGROUPS_FS_HIERARCHY_H_
