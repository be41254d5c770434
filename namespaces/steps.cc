// Runs in: inside the container.
#include "steps.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
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

void Report(SyncPipe& pipe, const Error& error, const char* step) {
  FailedMessage message{error.error(), error.operation(), error.object(), step};
  pipe.SendMessage(MessageKind::kFailed, message);
}

}  // namespace

int RunSteps(InitContext& context, std::span<const Step> steps) {
  for (const Step& step : steps) {
    try {
      step.run(context);
    } catch (const Error& error) {
      Report(context.pipe, error, step.name);
      return 1;
    }
  }
  return 1;
}

void LoadEnvironment(InitContext& context) { LoadContainerEnvironment(context.config()); }

void NewSession(InitContext& /*context*/) {
  if (::setsid() < 0) throw Error(errno, "setsid", "");
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
  if (context.config().oom_score_adj) {
    // By number: /proc/self is a link, and links are not followed here.
    internal::WriteExistingFile(context.mounts.proc.get(),
                                std::to_string(::getpid()) + "/oom_score_adj",
                                std::to_string(*context.config().oom_score_adj));
  }
}

void Finalize(InitContext& context) {
  context.mounts = {};
  FinalizeNamespace(context.config(), context.pipe.fd());
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

void Execute(InitContext& context) {
  std::vector<char*> argv;
  for (std::string& arg : context.start.args) argv.push_back(arg.data());
  argv.push_back(nullptr);
  context.pipe.Send(MessageKind::kReady);
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
