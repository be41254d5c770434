#ifndef LIBCONTAINER_NAMESPACES_STEPS_H_
#define LIBCONTAINER_NAMESPACES_STEPS_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "libcontainer/mount/mount.h"
#include "libcontainer/unique_fd.h"
#include "sync_pipe.h"

// What a container's first process (init.cc) and one that joins (enter.cc) do alike.
namespace libcontainer::namespaces {

// What the steps share.
struct InitContext {
  StartMessage start;
  SyncPipe pipe;
  UniqueFd target;  // kJoin: pidfd of the container's first process; kClone: directory of the group
  int parent_death_signal = 0;
  mount::MountNamespace mounts;
  bool filtered = false;  // the seccomp filter is installed

  const Config& config() const { return start.config; }
};

struct Step {
  const char* name;
  void (*run)(InitContext&);
};

// Does the steps, the last of which executes the command. Returns only on failure, with the exit
// status; the caller was told which step failed.
int RunSteps(InitContext& context, std::span<const Step> steps);

// Joins a running container; see enter.cc.
int RunJoin(InitContext& context);

// Ends this process although the seccomp filter may refuse to: a C library would try again for ever.
[[noreturn]] void End(int status);

// Copies this process with clone3(2) and these flags (CLONE_NEW…, and CLONE_INTO_CGROUP for the group
// `target`), tells the caller of the copy, which becomes the caller's child, and ends. Returns in the copy.
void GoOnInChild(InitContext& context, uint64_t flags);

// Makes the process that goes on from here, in the new namespaces and in the control group `target`, if
// there is one, and ends this one.
void CloneIntoCgroup(InitContext& context);

// Until that process ends, sees to it that it does not outlive the caller. Takes the place of its
// parent-death signal, which the kernel clears when a security module changes the label in an exec.
void GuardProcess(int pidfd, int sync_fd);

// seccomp(2) asks for no_new_privs or CAP_SYS_ADMIN: the latter, where a filter is to be installed without
// the former. It is not in the bounding set any more then, nor inheritable or ambient, so execve(2) takes
// it away whoever the user is: nothing has to be dropped under the filter, which might not let it.
std::vector<std::string> CapabilitiesUntilExec(const InitContext& context);

// Each throws Error.
void LoadEnvironment(InitContext& context);
// Whether the container has users of its own.
bool HasUserNamespace(const InitContext& context);
// Those of the caller, in time: in a user namespace that may be denied (user_namespaces(7)).
void LeaveGroups(InitContext& context);
// A process that has just got into a user namespace is nobody there.
void BecomeRoot(InitContext& context);
void NewSession(InitContext& context);
// An empty one: what is in the caller's, tickets and passphrases, is not for the container.
void NewSessionKeyring(InitContext& context);
// The pseudo-terminal in context.mounts becomes terminal and stdio; its master goes to the caller.
void SetupConsole(InitContext& context);
// For the coming exec. Needs context.mounts.proc if any label is asked for.
void SetExecLabels(InitContext& context);
void SetResourceLimits(InitContext& context);
void Finalize(InitContext& context);
void RestoreDeathSignal(InitContext& context);
void SetNoNewPrivileges(InitContext& context);
void ChangeDirectory(InitContext& context);
void RestrictByLandlock(InitContext& context);
void ReportReadiness(InitContext& context);
// From here on system calls are refused as the profile says.
void InstallFilter(InitContext& context);
void Execute(InitContext& context);

}  // namespace libcontainer::namespaces

#endif  // LIBCONTAINER_NAMESPACES_STEPS_H_
