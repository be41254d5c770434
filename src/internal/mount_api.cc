#include "internal/mount_api.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "libcontainer/error.h"

// Called by number: the init image's C library has no wrappers for these.
namespace libcontainer::internal {
namespace {

static_assert(kNoSuid == MOUNT_ATTR_NOSUID && kNoDev == MOUNT_ATTR_NODEV &&
              kNoExec == MOUNT_ATTR_NOEXEC && kReadOnly == MOUNT_ATTR_RDONLY &&
              kStrictAtime == MOUNT_ATTR_STRICTATIME);

// What the file system itself said about the failure: "e tmpfs: Bad value for 'size'".
std::string ContextMessage(int context) {
  char text[256];
  const ssize_t count = ::read(context, text, sizeof text);
  if (count <= 2) return "";
  std::string message(text + 2, static_cast<size_t>(count) - 2);
  if (message.back() == '\n') message.pop_back();
  return " (" + message + ")";
}

void Configure(int context, unsigned command, const char* key, const char* value,
               const std::string& object) {
  if (::syscall(SYS_fsconfig, context, command, key, value, 0) == 0) return;
  const int error = errno;
  throw Error(error, "mount", object + ContextMessage(context));
}

}  // namespace

UniqueFd NewMount(const Filesystem& filesystem, const std::string& object) {
  const UniqueFd context(
      static_cast<int>(::syscall(SYS_fsopen, filesystem.type.c_str(), FSOPEN_CLOEXEC)));
  if (!context) throw Error(errno, "mount", object);
  if (!filesystem.source.empty()) {
    Configure(context.get(), FSCONFIG_SET_STRING, "source", filesystem.source.c_str(), object);
  }
  for (const auto& [key, value] : filesystem.parameters) {
    if (value.empty()) {
      Configure(context.get(), FSCONFIG_SET_FLAG, key.c_str(), nullptr, object);
    } else {
      Configure(context.get(), FSCONFIG_SET_STRING, key.c_str(), value.c_str(), object);
    }
  }
  Configure(context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, object);
  UniqueFd mount(static_cast<int>(
      ::syscall(SYS_fsmount, context.get(), FSMOUNT_CLOEXEC, filesystem.attributes)));
  if (!mount) throw Error(errno, "mount", object);
  return mount;
}

UniqueFd CloneMount(int fd, Depth depth, const std::string& object) {
  const unsigned recursive = depth == Depth::kRecursive ? AT_RECURSIVE : 0;
  UniqueFd mount(static_cast<int>(::syscall(
      SYS_open_tree, fd, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | recursive)));
  if (!mount) throw Error(errno, "bind", object);
  return mount;
}

void ChangeMount(int fd, Depth depth, const AttributeChange& change, const std::string& object) {
  mount_attr attributes{};
  attributes.attr_set = change.set;
  attributes.attr_clr = change.clear;
  attributes.propagation = change.propagation;
  const unsigned recursive = depth == Depth::kRecursive ? AT_RECURSIVE : 0;
  if (::syscall(SYS_mount_setattr, fd, "", AT_EMPTY_PATH | recursive, &attributes,
                sizeof attributes) != 0) {
    throw Error(errno, "set mount attributes of", object);
  }
}

void Attach(int mount, int target, const std::string& object) {
  if (::syscall(SYS_move_mount, mount, "", target, "",
                MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) != 0) {
    throw Error(errno, "attach mount on", object);
  }
}

bool IsOnFilesystem(int fd, uint64_t magic) {
  struct statfs status {};
  if (::fstatfs(fd, &status) != 0) throw Error(errno, "statfs", "descriptor");
  return static_cast<uint64_t>(status.f_type) == magic;
}

}  // namespace libcontainer::internal
