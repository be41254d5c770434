#ifndef LIBCONTAINER_APPARMOR_APPARMOR_H_
#define LIBCONTAINER_APPARMOR_APPARMOR_H_

#include <sys/types.h>

#include <string>
#include <string_view>

// Confinement by AppArmor profiles (apparmor(7)). A profile has a name and must be in the kernel before
// it is applied; apparmor_parser(8) puts it there. All functions throw Error.
namespace libcontainer::apparmor {

// The name of the profile that InstallDefaultProfile loads.
inline constexpr const char* kDefaultProfile = "docker-default";

// True if this kernel has AppArmor and confines by it.
bool IsEnabled();

// True for text that can name a profile: one line, not empty, without space at its ends.
bool IsProfileName(std::string_view name);

// From the next execve(2) of the calling thread on, its process is confined by the profile; nothing to do
// for an empty name. `proc` is a procfs of the thread's pid namespace; without it /proc is used.
// Throws Error: ENOENT, there is no such profile in the kernel; ENOTSUP, AppArmor is not enabled; ENODEV,
// what is there is no procfs.
void ApplyProfile(const std::string& name);
void ApplyProfile(int proc, const std::string& name);

// What a process is confined by.
struct Confinement {
  std::string profile;  // "unconfined" for none
  std::string mode;     // "enforce", "complain", …; empty if unconfined
  bool operator==(const Confinement&) const = default;
};

// Of that process. Throws Error: ENOENT or ESRCH, no such process; ENOTSUP, AppArmor is not enabled.
Confinement GetConfinement(pid_t pid);

// From the text of /proc/PID/attr/apparmor/current without its newline: "docker-default (enforce)".
Confinement ParseConfinement(std::string_view text);

// The text of a profile for containers, for apparmor_parser(8): needs no file of /etc/apparmor.d. It
// denies mounting, and writing to what in /proc and /sys acts on the whole host; only processes of the
// same profile may be signalled or traced. `starter` is the profile of the process that starts
// containers and may signal them, or empty if that is unconfined.
std::string GenerateProfile(const std::string& name, const std::string& starter = {});

// Loads GenerateProfile(kDefaultProfile) by /sbin/apparmor_parser, in place of a profile of that name.
// It lasts until the next boot; no file is written. Needs CAP_MAC_ADMIN.
// Throws Error: ENOTSUP, AppArmor is not enabled; ENOENT, there is no apparmor_parser; EINVAL, it failed,
// with its message as the object.
void InstallDefaultProfile();

}  // namespace libcontainer::apparmor

#endif  // LIBCONTAINER_APPARMOR_APPARMOR_H_
