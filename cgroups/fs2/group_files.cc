#include "group_files.h"

#include <cerrno>

#include "libcontainer/error.h"

namespace libcontainer::cgroups::fs2 {

ControlFiles OpenGroupFiles(const Location& location) {
  if (!location.unified || location.bases.size() != 1) {
    throw Error(EINVAL, "look for a cgroup v2 group in", "a location of another kind");
  }
  ControlFiles group = ControlFiles::Open(location.bases[0], location.path);
  if (group.dir() < 0) throw Error(ENOENT, "open cgroup", group.path());
  return group;
}

}  // namespace libcontainer::cgroups::fs2
