#ifndef LIBCONTAINER_MOUNT_TYPES_H_
#define LIBCONTAINER_MOUNT_TYPES_H_

#include <string>
#include <string_view>
#include <vector>

#include "libcontainer/devices/devices.h"

namespace libcontainer::mount {

// A mount that the configuration asks for.
struct Mount {
  std::string type;         // "bind", "tmpfs", "proc", "sysfs", "devpts", "mqueue" or "cgroup"
  std::string source;       // bind: path on the host
  std::string destination;  // absolute path in the container
  bool writable = false;    // bind: otherwise read-only, with everything mounted below it
  bool private_ = false;    // key "private": mount events do not cross this mount
  std::vector<std::string> options;  // not for bind: "ro", "nosuid", …, or the file system's own
  bool operator==(const Mount&) const = default;
};

// In the order in which they are made.
using Mounts = std::vector<Mount>;

// The mounts of that type, in order.
Mounts OfType(const Mounts& mounts, std::string_view type);

// What the root file system of a container looks like.
struct MountConfig {
  bool no_pivot_root = false;  // MS_MOVE and chroot(2) instead of pivot_root(2)
  bool readonly_fs = false;    // root file system read-only, with what is mounted below it
  Mounts mounts;               // made in this order
  std::vector<devices::Device> device_nodes;  // created beside what /dev always has
  std::string mount_label;                    // SELinux context of the mounts made here
  bool operator==(const MountConfig&) const = default;
};

}  // namespace libcontainer::mount

#endif  // LIBCONTAINER_MOUNT_TYPES_H_
