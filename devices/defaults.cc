#include "libcontainer/devices/devices.h"

// Device numbers: Documentation/admin-guide/devices.txt.
namespace libcontainer::devices {
namespace {

constexpr uint32_t kEveryoneMayReadAndWrite = 0666;

Device Node(const char* path, int64_t major_number, int64_t minor_number) {
  return {.type = 'c',
          .path = path,
          .major_number = major_number,
          .minor_number = minor_number,
          .cgroup_permissions = "rwm",
          .file_mode = kEveryoneMayReadAndWrite};
}

Device Rule(char type, int64_t major_number, int64_t minor_number, const char* permissions) {
  return {.type = type,
          .major_number = major_number,
          .minor_number = minor_number,
          .cgroup_permissions = permissions};
}

std::vector<Device> FollowedBySimpleDevices(std::vector<Device> devices) {
  const std::vector<Device>& simple = DefaultSimpleDevices();
  devices.insert(devices.end(), simple.begin(), simple.end());
  return devices;
}

}  // namespace

const std::vector<Device>& DefaultSimpleDevices() {
  static const std::vector<Device> devices = {
      Node("/dev/null", 1, 3), Node("/dev/zero", 1, 5),    Node("/dev/full", 1, 7),
      Node("/dev/tty", 5, 0),  Node("/dev/urandom", 1, 9), Node("/dev/random", 1, 8),
  };
  return devices;
}

const std::vector<Device>& DefaultAllowedDevices() {
  // Majors 137 to 143 are further pseudo-terminals on paper; the kernel's devpts uses only 136.
  static const std::vector<Device> devices = FollowedBySimpleDevices({
      Rule('c', kWildcard, kWildcard, "m"), Rule('b', kWildcard, kWildcard, "m"),
      Rule('c', 136, kWildcard, "rwm"),  // /dev/pts/N
      Rule('c', 5, 2, "rwm"),            // /dev/ptmx
  });
  return devices;
}

const std::vector<Device>& DefaultAutoCreatedDevices() {
  static const std::vector<Device> devices = FollowedBySimpleDevices({Node("/dev/fuse", 10, 229)});
  return devices;
}

}  // namespace libcontainer::devices
