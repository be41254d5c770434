// Runs in: between the caller and the container: a process that joins starts outside, enters the
// namespaces of the container's first process, and forks the process that goes on inside. That one is
// in the container's pid namespace, where a process with CAP_SYS_PTRACE can take it over: so all that
// needs a privilege comes before, and it shares no memory with the one outside (CVE-2016-9962).
#include <fcntl.h>
#include <linux/magic.h>
#include <sched.h>
#include <unistd.h>

#include <cerrno>

#include "internal/files.h"
#include "internal/mount_api.h"
#include "internal/resolve.h"
#include "libcontainer/console/console.h"
#include "libcontainer/error.h"
#include "libcontainer/security/capabilities.h"
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
  const console::Pty pty = console::OpenPty(devpts.get());
  context.pipe.Send(MessageKind::kConsole, "", pty.master.get());
  console::Dup(pty.slave.get());
}

// For what is written to /proc: the container's own may be covered by anything.
void OpenProc(InitContext& context) {
  context.mounts.proc = internal::Open(AT_FDCWD, "/proc", O_PATH | O_DIRECTORY);
}

// A filter that needs a privilege comes while this process is outside; what is left to do is then under
// it, too.
void InstallFilterOutside(InitContext& context) {
  if (CapabilitiesUntilExec(context).empty()) return;
  InstallFilter(context);
  security::capabilities::DropCapabilities(context.config().capabilities);
}

// A pid namespace is entered by children only.
void CloneInside(InitContext& context) { GoOnInChild(context, 0); }

// The terminal cannot become that of a session before there is a session, in the process inside.
void SetControllingTerminal(InitContext& context) {
  if (context.config().tty) console::OpenAndDup(STDIN_FILENO);
}

constexpr Step kJoinSteps[] = {
    {"load environment", LoadEnvironment},
    {"open /proc", OpenProc},
    {"leave groups", LeaveGroups},
    {"enter namespaces", EnterNamespaces},
    {"become root", BecomeRoot},
    {"create session keyring", NewSessionKeyring},
    {"open terminal", OpenTerminal},
    {"set labels", SetExecLabels},
    {"set limits", SetResourceLimits},
    {"finalize namespace", Finalize},
    {"set no_new_privileges", SetNoNewPrivileges},
    {"restrict by Landlock", RestrictByLandlock},
    {"install seccomp filter", InstallFilterOutside},
    {"fork into the container", CloneInside},
    {"restore parent-death signal", RestoreDeathSignal},
    {"create session", NewSession},
    {"set controlling terminal", SetControllingTerminal},
    {"change directory", ChangeDirectory},
    {"report readiness", ReportReadiness},
    {"install seccomp filter", InstallFilter},
    {"exec", Execute},
};

}  // namespace

int RunJoin(InitContext& context) { return RunSteps(context, kJoinSteps); }

}  // namespace libcontainer::namespaces
