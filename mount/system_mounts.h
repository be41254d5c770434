#ifndef LIBCONTAINER_MOUNT_SYSTEM_MOUNTS_H_
#define LIBCONTAINER_MOUNT_SYSTEM_MOUNTS_H_

#include <string>

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
// `label` is the SELinux context of what is in /dev, or empty. (proc and sysfs have labels of their own.)
SystemMounts MountSystem(int root, const std::string& label);

}  // namespace libcontainer::mount

#endif  // LIBCONTAINER_MOUNT_SYSTEM_MOUNTS_H_
