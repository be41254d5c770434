// Runs in: inside the container.
#include "libcontainer/security/restrict.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "internal/mount_api.h"
#include "internal/resolve.h"
#include "libcontainer/error.h"
#include "libcontainer/unique_fd.h"

namespace libcontainer::security {
namespace {

using internal::Depth;

// Nothing there to protect: ENOENT also where a component is missing, ENOTDIR where one is a file.
bool IsAbsent(int error) { return error == ENOENT || error == ENOTDIR; }

// Empty if there is nothing at `path`.
UniqueFd OpenIfThere(int root, const std::string& path) {
  try {
    return internal::OpenNoSymlinks(root, path, O_PATH);
  } catch (const Error& error) {
    if (!IsAbsent(error.error())) throw;
    return {};
  }
}

// The copy is changed before it is attached, on what `target` refers to: no path is resolved twice.
void MakeReadonly(int root, const std::string& path) {
  const UniqueFd target = OpenIfThere(root, path);
  if (!target) return;
  const UniqueFd clone = internal::CloneMount(target.get(), Depth::kRecursive, path);
  internal::ChangeMount(clone.get(), Depth::kRecursive, {internal::kReadOnly}, path);
  internal::Attach(clone.get(), target.get(), path);
}

// Mounts of the null device for as many files as there are. Before Linux 6.15 a mount that is attached
// nowhere cannot be copied, so the first file gets the mount itself, and the others copies of that.
class NullDevice {
 public:
  explicit NullDevice(int mount) : mount_(mount) {}
  void Cover(int target, const std::string& path) {
    if (!attached_) {
      internal::Attach(mount_, target, path);
      attached_ = true;
      return;
    }
    const UniqueFd copy = internal::CloneMount(mount_, Depth::kSingle, path);
    internal::Attach(copy.get(), target, path);
  }

 private:
  int mount_;
  bool attached_ = false;
};

void Mask(int root, const std::string& path, const std::string& label, NullDevice& null_device) {
  const UniqueFd target = OpenIfThere(root, path);
  if (!target) return;
  struct stat status {};
  if (::fstat(target.get(), &status) != 0) throw Error(errno, "stat", path);
  if (!S_ISDIR(status.st_mode)) return null_device.Cover(target.get(), path);
  internal::Filesystem filesystem{
      "tmpfs",
      "tmpfs",
      {{"mode", "755"}, {"nr_inodes", "1"}},
      internal::kReadOnly | internal::kNoSuid | internal::kNoDev | internal::kNoExec};
  internal::SetContext(filesystem, label);
  const UniqueFd empty = internal::NewMount(filesystem, path);
  internal::Attach(empty.get(), target.get(), path);
}

}  // namespace

const std::vector<std::string>& AlwaysReadonlyPaths() {
  static const std::vector<std::string> paths = {"/proc/sys", "/proc/sysrq-trigger"};
  return paths;
}

const Restrictions& RestrictSysPaths() {
  static const Restrictions restrictions = {
      {"/proc/bus", "/proc/fs", "/proc/irq"},
      {"/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys",
       "/proc/latency_stats", "/proc/sched_debug", "/proc/scsi", "/proc/timer_list",
       "/proc/timer_stats", "/sys/devices/virtual/powercap", "/sys/firmware"},
      ""};
  return restrictions;
}

void Restrict(int root, const Restrictions& restrictions, int null_device) {
  for (const std::string& path : restrictions.readonly_paths) MakeReadonly(root, path);
  NullDevice device(null_device);
  for (const std::string& path : restrictions.mask_paths) {
    Mask(root, path, restrictions.mount_label, device);
  }
}

}  // namespace libcontainer::security
