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

// Makes the host's own node of that path the container's. Returns false if there is no such one.
bool BindHostNode(int parent, const std::string& name, mode_t type, dev_t device,
                  const std::string& path) {
  const UniqueFd node(::open(path.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  struct stat status {};
  if (::fstat(node.get(), &status) != 0 || (status.st_mode & S_IFMT) != type ||
      status.st_rdev != device) {
    return false;
  }
  const UniqueFd target = internal::Open(parent, name, O_CREAT | O_EXCL | O_RDONLY | O_NOFOLLOW);
  const UniqueFd mount = internal::CloneMount(node.get(), internal::Depth::kSingle, path);
  internal::Attach(mount.get(), target.get(), path);
  return true;
}

void CreateDeviceNode(int root, int dev, const devices::Device& node) {
  const mode_t mode = TypeBits(node) | (node.file_mode & 07777);
  const dev_t device =
      ::makedev(static_cast<unsigned>(node.major_number), static_cast<unsigned>(node.minor_number));
  const std::string name = internal::SplitLastComponent(node.path).name;
  const UniqueFd parent = ParentOf(root, dev, node.path);
  if (::mknodat(parent.get(), name.c_str(), mode, device) == 0) return;
  const int error = errno;
  if (error == EPERM && BindHostNode(parent.get(), name, mode & S_IFMT, device, node.path)) return;
  if (error != EEXIST) throw Error(error, "create device node", node.path);
  struct stat status {};
  if (::fstatat(parent.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0 ||
      (status.st_mode & S_IFMT) != (mode & S_IFMT) || status.st_rdev != device) {
    throw Error(EEXIST, "create device node", node.path);
  }
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
