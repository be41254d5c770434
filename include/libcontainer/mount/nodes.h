#ifndef LIBCONTAINER_MOUNT_NODES_H_
#define LIBCONTAINER_MOUNT_NODES_H_

#include <vector>

#include "libcontainer/devices/devices.h"

// Device nodes of a container's root file system.
namespace libcontainer::mount::nodes {

// Creates the nodes with exactly their file modes, owned by root. Paths below /dev are created in
// `dev`, others are resolved in `root`. An existing node is accepted only if it is the same device.
// Where the kernel lets nobody create one, as in a user namespace, or an empty file has the name, the
// host's own node of that path is mounted there, with the mode and owner it has on the host.
// Throws Error: EPERM, the host has no such one; EEXIST, something else has that name; EINVAL, a type
// other than 'c' and 'b'. Needs CAP_MKNOD in the initial user namespace, or CAP_SYS_ADMIN.
void CreateDeviceNodes(int root, int dev, const std::vector<devices::Device>& nodes);

}  // namespace libcontainer::mount::nodes

#endif  // LIBCONTAINER_MOUNT_NODES_H_
