#ifndef LIBCONTAINER_SRC_INTERNAL_MOUNT_API_H_
#define LIBCONTAINER_SRC_INTERNAL_MOUNT_API_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "libcontainer/unique_fd.h"

// The mount system calls that work on descriptors (Linux 5.2 and 5.12; see
// Documentation/filesystems/mount_api.rst). A mount is made detached and then moved to where an
// O_PATH descriptor points, so no path is looked up twice. `object` is how errors name the mount.
namespace libcontainer::internal {

// Attributes of a mount: flags MOUNT_ATTR_*.
inline constexpr uint64_t kNoSuid = 0x2;
inline constexpr uint64_t kNoDev = 0x4;
inline constexpr uint64_t kNoExec = 0x8;
inline constexpr uint64_t kReadOnly = 0x1;
inline constexpr uint64_t kStrictAtime = 0x20;

// Of a device node of the host in a container. It can be read and written, but its mode and owner, which
// are the host's too, not changed.
inline constexpr uint64_t kHostNode = kReadOnly | kNoSuid | kNoExec;

// A new mount of a file system that is not attached anywhere. `parameters` are its mount options;
// one with an empty value is set as a flag.
struct Filesystem {
  std::string type;
  std::string source;
  std::vector<std::pair<std::string, std::string>> parameters;
  uint64_t attributes = 0;
};
UniqueFd NewMount(const Filesystem& filesystem, const std::string& object);

// Gives all files of the mount that SELinux context, unless it is empty.
inline void SetContext(Filesystem& filesystem, const std::string& context) {
  if (!context.empty()) filesystem.parameters.emplace_back("context", context);
}

// A detached copy of the mount that `fd` is in, with `fd` as its root; kRecursive takes the mounts
// below it along.
enum class Depth { kSingle, kRecursive };
UniqueFd CloneMount(int fd, Depth depth, const std::string& object);

// Sets and clears attributes of the mount at `fd` (kRecursive: and of all below it), leaving the
// others as they are.
struct AttributeChange {
  uint64_t set = 0;
  uint64_t clear = 0;
  uint64_t propagation = 0;  // MS_PRIVATE, MS_SLAVE, … or 0 for no change
};
void ChangeMount(int fd, Depth depth, const AttributeChange& change, const std::string& object);

// Attaches the detached mount `mount` on top of what `target` refers to.
void Attach(int mount, int target, const std::string& object);

// True if `fd` is on a file system with that magic number (statfs(2)).
bool IsOnFilesystem(int fd, uint64_t magic);

}  // namespace libcontainer::internal

#endif  // LIBCONTAINER_SRC_INTERNAL_MOUNT_API_H_
