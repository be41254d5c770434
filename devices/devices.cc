#include "libcontainer/devices/devices.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string_view>

#include "libcontainer/error.h"
#include "libcontainer/unique_fd.h"

namespace libcontainer::devices {
namespace {

constexpr mode_t kPermissionBits = 0777;

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};
using Directory = std::unique_ptr<DIR, CloseDirectory>;

bool IsDevice(mode_t mode) { return S_ISCHR(mode) || S_ISBLK(mode); }

// A name that vanished since it was listed, or that another kind of file took over.
bool IsGone(int error) { return error == ENOENT || error == ENOTDIR || error == ELOOP; }

Device MakeDevice(const std::string& path, const struct stat& status,
                  const std::string& cgroup_permissions) {
  Device device;
  device.type = S_ISCHR(status.st_mode) ? 'c' : 'b';
  device.path = path;
  device.major_number = major(status.st_rdev);
  device.minor_number = minor(status.st_rdev);
  device.cgroup_permissions = cgroup_permissions;
  device.file_mode = status.st_mode & kPermissionBits;
  return device;
}

// Sorted, so that the result does not depend on the order of the file system.
std::vector<std::string> ListNames(DIR* directory, const std::string& path) {
  std::vector<std::string> names;
  for (;;) {
    errno = 0;
    const dirent* const entry = ::readdir(directory);
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  // A directory removed while it is open reads as ENOENT.
  if (errno != 0 && errno != ENOENT) throw Error(errno, "read directory", path);
  std::sort(names.begin(), names.end());
  return names;
}

bool IsSkippedDirectory(std::string_view name) {
  return name == "pts" || name == "shm" || name == "fd";
}

void AppendNodes(int parent, const std::string& name, const std::string& path,
                 std::vector<Device>& nodes) {
  UniqueFd fd(::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!fd && IsGone(errno)) return;
  const Directory directory(fd ? ::fdopendir(fd.get()) : nullptr);
  if (!directory) throw Error(errno, "open directory", path);
  const int dir = fd.release();
  for (const std::string& child : ListNames(directory.get(), path)) {
    std::string child_path = path;
    child_path.append("/").append(child);
    struct stat status {};
    if (::fstatat(dir, child.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
      if (IsGone(errno)) continue;
      throw Error(errno, "stat", child_path);
    }
    if (S_ISDIR(status.st_mode) && !IsSkippedDirectory(child)) {
      AppendNodes(dir, child, child_path, nodes);
    } else if (IsDevice(status.st_mode)) {
      nodes.push_back(MakeDevice(child_path, status, "rwm"));
    }
  }
}

}  // namespace

std::string GetDeviceNumberString(int64_t number) {
  return number == kWildcard ? "*" : std::to_string(number);
}

std::string GetCgroupAllowString(const Device& device) {
  return std::string(1, static_cast<char>(device.type)) + " " +
         GetDeviceNumberString(device.major_number) + ":" +
         GetDeviceNumberString(device.minor_number) + " " + device.cgroup_permissions;
}

Device GetDevice(const std::string& path, const std::string& cgroup_permissions) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) throw Error(errno, "stat", path);
  if (!IsDevice(status.st_mode)) throw Error(ENODEV, "get device node", path);
  return MakeDevice(path, status, cgroup_permissions);
}

std::vector<Device> GetHostDeviceNodes() {
  std::vector<Device> nodes;
  // /dev itself may be a link of the host's making; nothing below it is followed.
  const UniqueFd dev(::open("/dev", O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!dev) throw Error(errno, "open directory", "/dev");
  AppendNodes(dev.get(), ".", "/dev", nodes);
  return nodes;
}

}  // namespace libcontainer::devices
