#ifndef LIBCONTAINER_MOUNT_BINDS_H_
#define LIBCONTAINER_MOUNT_BINDS_H_

#include <string>

#include "libcontainer/mount/types.h"

namespace libcontainer::mount {

// Makes the mounts of the configuration below `root`, in order: each destination is resolved after
// the mounts before it are in place. `label` is the SELinux context of new file systems, or empty.
void MountConfigured(int root, const Mounts& mounts, const std::string& label);

// Binds the regular file `name`, directly in `root`, on itself read-only.
void ProtectFile(int root, const std::string& name);

}  // namespace libcontainer::mount

#endif  // LIBCONTAINER_MOUNT_BINDS_H_
