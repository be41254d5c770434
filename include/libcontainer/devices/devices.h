#ifndef LIBCONTAINER_DEVICES_DEVICES_H_
#define LIBCONTAINER_DEVICES_DEVICES_H_

#include <cstdint>
#include <string>
#include <vector>

// Device nodes and the default lists of them.
namespace libcontainer::devices {

// Stands for any major or minor number. Meaningful in cgroup rules only.
inline constexpr int64_t kWildcard = -1;

// A device node, and the rule of the devices cgroup that goes with it.
struct Device {
  int32_t type = 0;                // 'c' or 'b'
  std::string path;                // absolute, inside the container; empty in pure cgroup rules
  int64_t major_number = 0;        // 0…4095, or kWildcard
  int64_t minor_number = 0;        // 0…1048575, or kWildcard
  std::string cgroup_permissions;  // letters of "rwm"
  uint32_t file_mode = 0;          // permission bits, 0666 = 438
  bool operator==(const Device&) const = default;
};

// The number in decimal, or "*" for kWildcard.
std::string GetDeviceNumberString(int64_t number);

// The line for devices.allow and devices.deny of cgroup v1: "c 1:3 rwm".
// Source: Documentation/admin-guide/cgroup-v1/devices.rst.
std::string GetCgroupAllowString(const Device& device);

// Describes the node at `path` (a link is not followed), with the given cgroup permissions.
// Throws Error: ENODEV, `path` is not a device node; otherwise the errno of lstat(2).
Device GetDevice(const std::string& path, const std::string& cgroup_permissions);

// All device nodes below /dev except pts, shm and fd. A node that vanishes during the walk is left
// out. Throws Error when a directory cannot be read.
std::vector<Device> GetHostDeviceNodes();

// Nodes every container gets: null, zero, full, tty, urandom, random.
const std::vector<Device>& DefaultSimpleDevices();

// What a container may use by default: the simple devices, its own pseudo-terminals and creating
// any node (creating one gives no access to the device). Unlike the list of 2014 it holds no host
// console, virtual terminal or tun device.
const std::vector<Device>& DefaultAllowedDevices();

// Nodes created by default: the simple devices, and /dev/fuse, which Java expects to exist.
const std::vector<Device>& DefaultAutoCreatedDevices();

}  // namespace libcontainer::devices

#endif  // LIBCONTAINER_DEVICES_DEVICES_H_
