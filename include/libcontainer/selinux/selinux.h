#ifndef LIBCONTAINER_SELINUX_SELINUX_H_
#define LIBCONTAINER_SELINUX_SELINUX_H_

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

// Security contexts of SELinux (selinux(8)). Functions that set something throw Error ENOTSUP where
// SELinux is not enabled, unless what is to be set is empty. Contexts are returned without the zero
// byte that the kernel puts after them.
namespace libcontainer::selinux {

inline constexpr int kEnforcing = 1;   // refuses what the policy does not allow
inline constexpr int kPermissive = 0;  // only logs it
inline constexpr int kDisabled = -1;   // no policy at all

// True if this kernel has a policy and selinuxfs is at /sys/fs/selinux, writable.
bool SelinuxEnabled();
// From now on this process takes SELinux for not enabled.
void SetDisabled();

// Whether the kernel enforces its policy; kDisabled if that cannot be told.
int SelinuxGetEnforce();
// What /etc/selinux/config asks for at boot.
int SelinuxGetEnforceMode();

// The context of a file itself, not of what a link names.
void Setfilecon(const std::string& path, const std::string& context);
std::string Getfilecon(const std::string& path);
// Of the object that an open descriptor, not O_PATH, is for; whether SELinux is enabled is not asked.
void Setfilecon(int fd, const std::string& context);

// Of files that the calling thread creates from now on; empty for what the policy says.
void Setfscreatecon(const std::string& context);
std::string Getfscreatecon();

// Of the process from the next execve(2) of the calling thread on; empty for what the policy says.
// With `proc`, a procfs of the thread's pid namespace, nothing else is asked: for a process inside a
// container, where SelinuxEnabled cannot tell.
void Setexeccon(const std::string& context);
void Setexeccon(int proc, const std::string& context);
std::string Getexeccon();

// Of the calling thread, and of that process.
std::string Getcon();
std::string Getpidcon(pid_t pid);

// "user:role:type:level"; a policy without levels leaves the last part out.
struct SELinuxContext {
  std::string user;         // "system_u"
  std::string role;         // "system_r"
  std::string type;         // "svirt_lxc_net_t"
  std::string level;        // "s0:c1,c2", or empty
  std::string Get() const;  // the whole context
  bool operator==(const SELinuxContext&) const = default;
};

// Empty, or Error EINVAL, if `context` has not that form.
std::optional<SELinuxContext> ParseContext(std::string_view context);
SELinuxContext NewContext(const std::string& context);

// Throws Error: EINVAL, the kernel's policy has no such context.
void SecurityCheckContext(const std::string& context);

// The `id`th pair of categories among c0 … c`last_category`, as "s0:c0,c1" for 1: every id from 1 to
// the number of pairs has one of its own. Empty for another id.
std::string IntToMcs(int id, uint32_t last_category);

// Levels that are in use on this host: a file below /run/libcontainer, which has an entry for each
// level and process that uses it. An entry ends with its process, so that a crash leaks none.
// ReserveLabel adds the calling process's entry for the level of that context, whoever else uses it too;
// FreeLxcContexts removes it. Nothing to do for a context without a level, or an empty one.
// Throw Error: EINVAL, not a context. Need root.
void ReserveLabel(const std::string& context);
void FreeLxcContexts(const std::string& context);

// The contexts of a new container's processes and files, from contexts/lxc_contexts of the host's
// policy, with a level that nobody on this host uses, which is reserved. Both empty where SELinux is not
// enabled. Throws Error: ENOENT, the policy has no such file; EINVAL, it lacks one of them; ENOSPC, all
// levels are in use.
std::pair<std::string, std::string> GetLxcContexts();

// `target` with the level of `source`, which is reserved in place of that of `target`. Empty where
// SELinux is not enabled, or for an empty source. Throws Error: EINVAL, one is no context of the policy.
std::string CopyLevel(const std::string& source, const std::string& target);

}  // namespace libcontainer::selinux

#endif  // LIBCONTAINER_SELINUX_SELINUX_H_
