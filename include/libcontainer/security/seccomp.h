#ifndef LIBCONTAINER_SECURITY_SECCOMP_H_
#define LIBCONTAINER_SECURITY_SECCOMP_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libcontainer/unique_fd.h"

// Filters of system calls, seccomp(2). A profile is compiled on the host, by libseccomp, and the
// program alone goes into the container.
namespace libcontainer::security::seccomp {

// A condition on one argument of a system call. Where the kernel takes the argument as a 32-bit number
// (ioctl's request, socket's domain, clone's flags …) only the low 32 bits are compared, since those
// are all that the kernel looks at.
struct Arg {
  int64_t index = 0;       // which argument, 0 to 5
  uint64_t value = 0;      // what to compare with; the mask of masked_eq
  uint64_t value_two = 0;  // masked_eq: what `argument & value` must be
  std::string op;          // "eq" or "SCMP_CMP_EQ"; see GetOperator
  bool operator==(const Arg&) const = default;
};

// What happens on some system calls, if all conditions hold.
struct Rule {
  std::string name;                // one system call
  std::vector<std::string> names;  // beside `name`
  std::string action;              // "allow" or "SCMP_ACT_ALLOW"; see GetAction
  std::optional<int64_t> error;    // key "errno"; errno and trace only; EPERM if absent
  std::vector<Arg> args;           // the conditions
  bool operator==(const Rule&) const = default;
};

// A call that no rule matches gets the default action (errno: EPERM). A call by an architecture that is
// neither the host's own nor listed is never let through: it fails with ENOSYS as on a kernel without
// that architecture, or ends as the default action says if that is a kill or trap. If the default is
// errno, calls that are newer than any that the profile names fail with ENOSYS, so that programs fall
// back to older ones.
struct Profile {
  std::string default_action;              // see GetAction
  std::vector<std::string> architectures;  // "x86" or "SCMP_ARCH_X86"; see GetArchitecture
  std::vector<Rule> syscalls;              // rules
  bool operator==(const Profile&) const = default;
};

// What the kernel does with a call, by the value that a filter returns (SECCOMP_RET_…).
enum class Action : uint32_t {
  kKillProcess = 0x80000000U,
  kKillThread = 0,
  kTrap = 0x00030000U,    // SIGSYS
  kErrno = 0x00050000U,   // fails with that errno
  kNotify = 0x7fc00000U,  // a process on the host decides
  kTrace = 0x7ff00000U,   // a tracer decides; without one the call fails with ENOSYS
  kLog = 0x7ffc0000U,     // is let through and logged
  kAllow = 0x7fff0000U,
};

// How an argument is compared.
enum class Operator { kEq, kNe, kLt, kLe, kGt, kGe, kMaskedEq };

// The action, operator or architecture (in libseccomp's numbers) of that name, or nothing: the short
// name or libseccomp's, as "kill_process" and "SCMP_ACT_KILL_PROCESS", "le" and "SCMP_CMP_LE", "x86_64"
// and "SCMP_ARCH_X86_64". "kill" is kill_thread, as in libseccomp.
std::optional<Action> GetAction(std::string_view name);
std::optional<Operator> GetOperator(std::string_view name);
std::optional<uint32_t> GetArchitecture(std::string_view name);

// Every name that these functions know, and the system calls of the host's architecture.
std::vector<std::string> GetAllActions();
std::vector<std::string> GetAllOperators();
std::vector<std::string> GetAllArchitectures();
std::vector<std::string> GetAllSyscalls();

// True if this kernel runs a call with that action without asking anybody.
inline bool LetsThrough(Action action) {
  return action == Action::kAllow || action == Action::kLog;
}

// True if the kernel takes that argument of the system call as a 32-bit number.
bool IsIntArgument(std::string_view syscall, int64_t index);

// Names in `profile` that libseccomp knows on no architecture, each once: misspelt, or newer than it.
// Compile leaves their rules out, so such a call gets the default action.
std::vector<std::string> UnknownSyscalls(const Profile& profile);

// A compiled profile.
struct Filter {
  std::string program;    // struct sock_filter[], as bytes; empty: no filter
  bool notifies = false;  // some rule's action is notify
};

// Compiles a profile that libcontainer::Validate accepts. The last 16 results are kept, because
// compiling takes longer than the rest of a start; so the same profile gives the same object. May be
// called from several threads at once.
// Throws Error: EINVAL, an unknown action, operator or architecture; E2BIG, more than the kernel takes;
// otherwise what libseccomp says.
std::shared_ptr<const Filter> Compile(const Profile& profile);

// Puts the calling thread under `filter` for good, and what it executes and forks too. Returns the
// descriptor on which notified calls are received and answered (seccomp_unotify(2)), which is
// close-on-exec; unset if the filter has none.
// Throws Error: EACCES, the thread has neither no_new_privs nor CAP_SYS_ADMIN; EBUSY, a filter above
// this one has such a descriptor already; otherwise the errno of seccomp(2).
UniqueFd Install(const Filter& filter);

}  // namespace libcontainer::security::seccomp

#endif  // LIBCONTAINER_SECURITY_SECCOMP_H_
