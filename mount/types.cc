#include "libcontainer/mount/types.h"

namespace libcontainer::mount {

Mounts OfType(const Mounts& mounts, std::string_view type) {
  Mounts found;
  for (const Mount& mount : mounts) {
    if (mount.type == type) found.push_back(mount);
  }
  return found;
}

}  // namespace libcontainer::mount
