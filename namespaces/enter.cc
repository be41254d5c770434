// Runs in: between the caller and the container: a process that joins starts outside, enters the
// namespaces of the container's first process, and forks the process that goes on inside.
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <iterator>

#include "internal/files.h"
#include "internal/mount_api.h"
#include "internal/resolve.h"
#include "libcontainer/console/console.h"
#include "libcontainer/error.h"
#include "steps.h"

namespace libcontainer::namespaces {
namespace {

// All namespaces in one call, by a descriptor of the process: the kernel takes them in the right
// order, all or none, and no path of the container is looked up.
void EnterNamespaces(InitContext& context) {
  if (::setns(context.target.get(), static_cast<int>(context.start.namespace_flags)) != 0) {
    throw Error(errno, "enter", "the container's namespaces");
  }
  context.target.reset();
  if (::chdir("/") != 0) throw Error(errno, "change directory to", "/");
}

// The pseudo-terminal comes from the container's devpts, as that of the first process did.
void OpenTerminal(InitContext& context) {
  if (!context.config().tty) return;
  const UniqueFd root = internal::Open(AT_FDCWD, "/", O_PATH | O_DIRECTORY);
  const UniqueFd devpts = internal::OpenNoSymlinks(root.get(), "/dev/pts", O_RDONLY | O_DIRECTORY);
  if (!internal::IsOnFilesystem(devpts.get(), DEVPTS_SUPER_MAGIC)) {
    throw Error(ENODEV, "find a devpts file system at", "/dev/pts");
  }
  console::Pty pty = console::OpenPty(devpts.get());
  context.mounts.pty_master = std::move(pty.master);
  context.mounts.pty_slave = std::move(pty.slave);
}

// For what is written to /proc: the container's own may be covered by anything.
void MountPrivateProc(InitContext& context) {
  const Config& config = context.config();
  const bool labelled = !config.apparmor_profile.empty() || !config.process_label.empty();
  if (!config.oom_score_adj && !labelled) return;
  context.mounts.proc = internal::NewMount({"proc", "proc", {}, 0}, "private procfs");
}

void SetDeathSignal(InitContext& /*context*/) {
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) throw Error(errno, "set", "parent-death signal");
}

constexpr Step kInsideSteps[] = {
    {"set parent-death signal", SetDeathSignal},
    {"create session", NewSession},
    {"open terminal", OpenTerminal},
    {"set up console", SetupConsole},
    {"mount private procfs", MountPrivateProc},
    {"set labels", SetExecLabels},
    {"set limits", SetResourceLimits},
    {"finalize namespace", Finalize},
    {"restore parent-death signal", RestoreDeathSignal},
    {"set no_new_privileges", SetNoNewPrivileges},
    {"change directory", ChangeDirectory},
    {"restrict by Landlock", RestrictByLandlock},
    {"exec", Execute},
};

alignas(std::max_align_t) char inside_stack[64 << 10];

int RunInside(void* context) {
  ::_exit(RunSteps(*static_cast<InitContext*>(context), kInsideSteps));
}

// A pid namespace is entered by children only. The child gets this process's parent, so that the
// caller can wait for it. It goes on in this memory, which is cheaper than in a copy, while this
// process waits for its execve(2) or end.
void CloneInside(InitContext& context) {
  int pidfd = -1;
  const int pid = ::clone(RunInside, std::end(inside_stack),
                          CLONE_VM | CLONE_VFORK | CLONE_PARENT | CLONE_PIDFD, &context, &pidfd);
  if (pid < 0) throw Error(errno, "fork", "into the container");
  context.pipe.Send(MessageKind::kChild, std::to_string(pid), pidfd);
  ::_exit(0);
}

constexpr Step kJoinSteps[] = {
    {"load environment", LoadEnvironment},
    {"enter namespaces", EnterNamespaces},
    {"fork into the container", CloneInside},
};

}  // namespace

int RunJoin(InitContext& context) { return RunSteps(context, kJoinSteps); }

}  // namespace libcontainer::namespaces
