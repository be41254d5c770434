#ifndef LIBCONTAINER_MOUNT_SYSTEM_MOUNTS_H_
#define LIBCONTAINER_MOUNT_SYSTEM_MOUNTS_H_

#include "libcontainer/unique_fd.h"

namespace libcontainer::mount {

// The mounts that every container gets, as descriptors on the mounts themselves: what is mounted
// over them later does not matter to who uses these.
struct SystemMounts {
  UniqueFd proc;
  UniqueFd dev;
  UniqueFd devpts;
};

// Mounts proc, sysfs, /dev, /dev/shm and /dev/pts below `root`. A mount point that is missing is
// created; one that is not a real directory is an error.
SystemMounts MountSystem(int root);

}  // namespace libcontainer::mount

#endif  // LIBCONTAINER_MOUNT_SYSTEM_MOUNTS_H_
