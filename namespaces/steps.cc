// Runs in: inside the container.
#include "steps.h"

#include <grp.h>
#include <linux/keyctl.h>
#include <linux/sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

#include "internal/files.h"
#include "internal/rlimits.h"
#include "libcontainer/apparmor/apparmor.h"
#include "libcontainer/console/console.h"
#include "libcontainer/error.h"
#include "libcontainer/label/label.h"
#include "libcontainer/namespaces/init.h"
#include "libcontainer/security/landlock.h"
#include "libcontainer/security/seccomp.h"

namespace libcontainer::namespaces {
namespace {

// Where execvp(3) would look for `command`, in order.
std::vector<std::string> Candidates(const std::string& command) {
  if (command.find('/') != std::string::npos) return {command};
  const char* path = ::getenv("PATH");
  std::vector<std::string> candidates;
  for (const std::string_view directory :
       internal::Split(path == nullptr ? "/bin:/usr/bin" : path, ':')) {
    candidates.push_back(directory.empty() ? "./" + command
                                           : std::string(directory) + "/" + command);
  }
  return candidates;
}

// False if the caller could not be told.
bool Report(SyncPipe& pipe, const Error& error, const char* step) {
  FailedMessage message{error.error(), error.operation(), error.object(), step};
  try {
    pipe.SendMessage(MessageKind::kFailed, message);
  } catch (const Error&) {  // EPIPE: it is gone; or as the seccomp filter says
    return false;
  }
  return true;
}

// As a shell, for a caller that the filter keeps from being told more.
int ExitStatusOf(const Error& error) {
  constexpr int kCannotExecute = 126;
  constexpr int kNotFound = 127;
  return error.error() == ENOENT ? kNotFound : kCannotExecute;
}

}  // namespace

void End(int status) {
  ::syscall(SYS_exit_group, status);
  __builtin_trap();
}

std::vector<std::string> CapabilitiesUntilExec(const InitContext& context) {
  if (context.start.filter.program.empty() || context.config().no_new_privileges) return {};
  return {"SYS_ADMIN"};
}

int RunSteps(InitContext& context, std::span<const Step> steps) {
  for (const Step& step : steps) {
    try {
      step.run(context);
    } catch (const Error& error) {
      const bool heard = Report(context.pipe, error, step.name);
      if (context.filtered) End(heard ? 1 : ExitStatusOf(error));
      return 1;
    }
  }
  return 1;
}

void LoadEnvironment(InitContext& context) { LoadContainerEnvironment(context.config()); }

bool HasUserNamespace(const InitContext& context) {
  return (context.start.namespace_flags & CLONE_NEWUSER) != 0;
}

void LeaveGroups(InitContext& /*context*/) {
  if (::setgroups(0, nullptr) != 0) throw Error(errno, "leave", "supplementary groups");
}

void BecomeRoot(InitContext& context) {
  if (!HasUserNamespace(context)) return;
  if (::setresgid(0, 0, 0) != 0 || ::setresuid(0, 0, 0) != 0) {
    throw Error(errno, "become root of", "the user namespace");
  }
  RestoreParentDeathSignal(context.parent_death_signal, context.pipe.fd());
}

void NewSession(InitContext& /*context*/) {
  if (::setsid() < 0) throw Error(errno, "setsid", "");
}

void NewSessionKeyring(InitContext& /*context*/) {
  // ENOSYS: a kernel without keyrings; EPERM: a filter of system calls, which the container inherits.
  if (::syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, nullptr) < 0 && errno != ENOSYS &&
      errno != EPERM) {
    throw Error(errno, "create session keyring", "");
  }
}

void SetupConsole(InitContext& context) {
  if (!context.config().tty) return;
  context.pipe.Send(MessageKind::kConsole, "", context.mounts.pty_master.get());
  context.mounts.pty_master.reset();
  console::OpenAndDup(context.mounts.pty_slave.get());
}

void SetExecLabels(InitContext& context) {
  apparmor::ApplyProfile(context.mounts.proc.get(), context.config().apparmor_profile);
  label::SetProcessLabel(context.mounts.proc.get(), context.config().process_label);
}

void SetResourceLimits(InitContext& context) {
  for (const Rlimit& limit : context.config().rlimits) {
    const std::optional<int> resource = internal::RlimitByName(limit.type);
    const rlimit value{limit.soft, limit.hard};
    if (!resource) throw Error(EINVAL, "find resource limit", limit.type);
    if (::setrlimit(static_cast<__rlimit_resource_t>(*resource), &value) != 0) {
      throw Error(errno, "set resource limit", limit.type);
    }
  }
}

void Finalize(InitContext& context) {
  context.mounts = {};
  FinalizeNamespace(context.config(), context.pipe.fd(), CapabilitiesUntilExec(context));
}

void RestoreDeathSignal(InitContext& context) {
  RestoreParentDeathSignal(context.parent_death_signal, context.pipe.fd());
}

void SetNoNewPrivileges(InitContext& context) {
  if (context.config().no_new_privileges && ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    throw Error(errno, "set", "no_new_privs");
  }
}

void ChangeDirectory(InitContext& context) {
  ::umask(static_cast<mode_t>(context.config().umask.value_or(022)));
  const std::string& directory = context.config().working_dir;
  if (directory.empty()) return;
  if (::chdir(directory.c_str()) != 0) throw Error(errno, "change directory to", directory);
  // A directory outside the root, reached through a descriptor of /proc, has no path from it
  // (CVE-2024-21626): the kernel then writes "(unreachable)" in front.
  std::array<char, 4096> path{};
  if (::getcwd(path.data(), path.size()) == nullptr || path[0] != '/') {
    throw Error(EPERM, "work outside the container's root in", directory);
  }
}

void RestrictByLandlock(InitContext& context) {
  if (context.config().landlock) security::ApplyLandlock(*context.config().landlock);
}

void ReportReadiness(InitContext& context) { context.pipe.Send(MessageKind::kReady); }

void InstallFilter(InitContext& context) {
  if (context.filtered || context.start.filter.program.empty()) return;
  const UniqueFd listener = security::seccomp::Install(context.start.filter);
  context.filtered = true;
  if (listener) context.pipe.Send(MessageKind::kListener, "", listener.get());
}

void Execute(InitContext& context) {
  std::vector<char*> argv;
  for (std::string& arg : context.start.args) argv.push_back(arg.data());
  argv.push_back(nullptr);
  int error = ENOENT;
  for (const std::string& candidate : Candidates(context.start.args.at(0))) {
    ::execve(candidate.c_str(), argv.data(), environ);
    if (errno == ENOENT || errno == ENOTDIR) continue;
    // As execvp(3): go on looking, but tell of the file that was found.
    error = errno;
    if (error != EACCES) break;
  }
  throw Error(error, "execute", context.start.args.at(0));
}

}  // namespace libcontainer::namespaces
