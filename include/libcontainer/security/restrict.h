#ifndef LIBCONTAINER_SECURITY_RESTRICT_H_
#define LIBCONTAINER_SECURITY_RESTRICT_H_

#include <string>
#include <vector>

// What a container may not see or change of the host's /proc and /sys.
namespace libcontainer::security {

// Paths of a root file system to protect, each absolute in it.
struct Restrictions {
  std::vector<std::string> readonly_paths;  // cannot be changed
  std::vector<std::string> mask_paths;      // hidden
  std::string mount_label;                  // SELinux context of what covers directories, or empty
};

// Read-only in every container: switches that act on the whole host.
const std::vector<std::string>& AlwaysReadonlyPaths();

// What the key restrict_sys adds.
const Restrictions& RestrictSysPaths();

// Makes each of `readonly_paths` read-only, with what is mounted below it, and covers each of
// `mask_paths`: a file by the null device, a directory by an empty read-only tmpfs. Other mount
// options (nosuid, nodev, noexec) stay as they are. A path that does not exist is left out; one
// that cannot be protected is an error. Paths are resolved below `root` and never through a
// symbolic link. `null_device` is a descriptor of a detached mount of the host's /dev/null
// (mount::OpenNullDevice). Throws Error. Needs CAP_SYS_ADMIN in a mount namespace of its own.
void Restrict(int root, const Restrictions& restrictions, int null_device);

}  // namespace libcontainer::security

#endif  // LIBCONTAINER_SECURITY_RESTRICT_H_
