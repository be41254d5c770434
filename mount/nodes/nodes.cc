#include "libcontainer/mount/nodes.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "internal/files.h"
#include "internal/mount_api.h"
#include "internal/resolve.h"
#include "libcontainer/error.h"

namespace libcontainer::mount::nodes {
namespace {

mode_t TypeBits(const devices::Device& node) {
  if (node.type == 'c') return S_IFCHR;
  if (node.type == 'b') return S_IFBLK;
  throw Error(EINVAL, "create device node of unknown type", node.path);
}

// The directory that the node goes into. /dev is the container's own file system: a bind mount that
// covers it later on, or a link in the image, must not redirect the node to the host.
UniqueFd ParentOf(int root, int dev, const std::string& path) {
  const internal::PathParts parts = internal::SplitLastComponent(path);
  if (path.starts_with("/dev/")) {
    return internal::EnsureDirectoryInRoot(dev, parts.directory.substr(4));
  }
  return internal::EnsureDirectoryInRoot(root, parts.directory);
}

bool IsNode(const struct stat& status, mode_t mode, dev_t device) {
  return (status.st_mode & S_IFMT) == (mode & S_IFMT) && status.st_rdev == device;
}

// Mounts the host's own node of that path over the name, at which an empty file is made if need be; there
// may be one from an earlier start.
void BindHostNode(int parent, const std::string& name, mode_t mode, dev_t device,
                  const std::string& path) {
  struct stat status {};
  const UniqueFd node(::open(path.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  if (::fstat(node.get(), &status) != 0 || !IsNode(status, mode, device)) {
    throw Error(EPERM, "create, the host having no such one at that path, device node", path);
  }
  if (::mknodat(parent, name.c_str(), S_IFREG, 0) != 0 && errno != EEXIST) {
    throw Error(errno, "create file", path);
  }
  const UniqueFd target = internal::Open(parent, name, O_PATH | O_NOFOLLOW);
  if (::fstat(target.get(), &status) != 0 || !S_ISREG(status.st_mode) || status.st_size != 0) {
    throw Error(EEXIST, "create device node", path);
  }
  const UniqueFd mount = internal::CloneMount(node.get(), internal::Depth::kSingle, path);
  internal::ChangeMount(mount.get(), internal::Depth::kSingle, {internal::kHostNode}, path);
  internal::Attach(mount.get(), target.get(), path);
}

void CreateDeviceNode(int root, int dev, const devices::Device& node) {
  const mode_t mode = TypeBits(node) | (node.file_mode & 07777);
  const dev_t device =
      ::makedev(static_cast<unsigned>(node.major_number), static_cast<unsigned>(node.minor_number));
  const std::string name = internal::SplitLastComponent(node.path).name;
  const UniqueFd parent = ParentOf(root, dev, node.path);
  if (::mknodat(parent.get(), name.c_str(), mode, device) == 0) return;
  const int error = errno;
  struct stat status {};
  const bool exists = ::fstatat(parent.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
  if (exists && IsNode(status, mode, device)) return;
  const bool is_empty_file = exists && S_ISREG(status.st_mode) && status.st_size == 0;
  if (error != EPERM && !is_empty_file) throw Error(error, "create device node", node.path);
  BindHostNode(parent.get(), name, mode, device, node.path);
}

}  // namespace

void CreateDeviceNodes(int root, int dev, const std::vector<devices::Device>& nodes) {
  const mode_t old = ::umask(0);
  try {
    for (const devices::Device& node : nodes) CreateDeviceNode(root, dev, node);
  } catch (...) {
    ::umask(old);
    throw;
  }
  ::umask(old);
}

}  // namespace libcontainer::mount::nodes
