#include "open_groups.h"

#include <unistd.h>

#include <cerrno>
#include <utility>

#include "hierarchy.h"
#include "libcontainer/error.h"

namespace libcontainer::cgroups::fs {
namespace {

std::string Join(const std::vector<std::string>& components) {
  std::string path;
  for (const std::string& component : components) path += (path.empty() ? "" : "/") + component;
  return path;
}

}  // namespace

std::vector<ControlFiles> OpenGroups(const Location& location) {
  if (location.unified) throw Error(EINVAL, "look for cgroup v1 groups in", "a cgroup v2 location");
  std::vector<ControlFiles> groups;
  for (const std::string& base : location.bases) {
    ControlFiles group = ControlFiles::Open(base, location.path);
    if (group.dir() >= 0) groups.push_back(std::move(group));
  }
  if (groups.empty()) throw Error(ENOENT, "open cgroup", location.path);
  return groups;
}

std::vector<ControlFiles> OpenGroups(const Cgroup& cgroup) {
  Location location;
  location.path = Join(GroupPath(cgroup));
  for (const Hierarchy& hierarchy : OpenHierarchies()) location.bases.push_back(hierarchy.path);
  return OpenGroups(location);
}

const ControlFiles* GroupWith(const std::vector<ControlFiles>& groups, const char* file) {
  for (const ControlFiles& group : groups) {
    if (::faccessat(group.dir(), file, F_OK, 0) == 0) return &group;
  }
  return nullptr;
}

}  // namespace libcontainer::cgroups::fs
