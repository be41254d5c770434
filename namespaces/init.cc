// Runs in: inside the container.
#include "libcontainer/namespaces/init.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "internal/files.h"
#include "internal/resolve.h"
#include "internal/rlimits.h"
#include "libcontainer/console/console.h"
#include "libcontainer/error.h"
#include "libcontainer/mount/mount.h"
#include "libcontainer/namespaces/namespaces.h"
#include "libcontainer/network/network.h"
#include "libcontainer/security/restrict.h"
#include "sync_pipe.h"

extern char** environ;

namespace libcontainer::namespaces {
namespace {

// What the steps share.
struct InitContext {
  StartMessage start;
  SyncPipe pipe;
  int parent_death_signal = 0;
  mount::MountNamespace mounts;

  const Config& config() const { return start.config; }
};

void LoadEnvironment(InitContext& context) { LoadContainerEnvironment(context.config()); }

// These two are rooted or counted from where the process is now: in its control groups.
void EnterLateNamespaces(InitContext& context) {
  for (const char* key : {"NEWCGROUP", "NEWTIME"}) {
    if (!context.config().HasNamespace(key)) continue;
    if (::unshare(static_cast<int>(GetNamespace(key)->value)) != 0) {
      throw Error(errno, "create namespace", key);
    }
  }
}

void NewSession(InitContext& /*context*/) {
  if (::setsid() < 0) throw Error(errno, "setsid", "");
}

void SetupNetwork(InitContext& context) {
  for (const network::Network& network : context.config().networks) {
    network::GetStrategy(network.type).Initialize(network, context.start.context);
  }
}

void SetupMounts(InitContext& context) {
  context.mounts = mount::InitializeMountNamespace(
      context.start.rootfs, context.config().tty ? mount::Console::kNewPty : mount::Console::kNone,
      context.config().mount_config.value_or(mount::MountConfig{}));
}

void SetupConsole(InitContext& context) {
  if (!context.config().tty) return;
  context.pipe.Send(MessageKind::kConsole, "", context.mounts.pty_master.get());
  context.mounts.pty_master.reset();
  console::OpenAndDup(context.mounts.pty_slave.get());
}

void SetHostname(InitContext& context) {
  const std::string& name = context.config().hostname;
  if (!name.empty() && ::sethostname(name.data(), name.size()) != 0) {
    throw Error(errno, "sethostname", name);
  }
}

void SetKernelParameters(InitContext& context) {
  for (const auto& [key, value] : context.config().sysctl) {
    std::string path = "sys/" + key;
    std::replace(path.begin(), path.end(), '.', '/');
    const UniqueFd file =
        internal::OpenNoSymlinks(context.mounts.proc.get(), path, O_WRONLY | O_NOFOLLOW);
    if (::write(file.get(), value.data(), value.size()) != static_cast<ssize_t>(value.size())) {
      throw Error(errno, "write \"" + value + "\" to sysctl", key);
    }
  }
}

void RestrictPaths(InitContext& context) {
  const Config& config = context.config();
  security::Restrictions all =
      config.restrict_sys ? security::RestrictSysPaths() : security::Restrictions{};
  const auto add = [](std::vector<std::string>& list, const std::vector<std::string>& more) {
    list.insert(list.end(), more.begin(), more.end());
  };
  add(all.readonly_paths, security::AlwaysReadonlyPaths());
  add(all.readonly_paths, config.readonly_paths);
  add(all.mask_paths, config.mask_paths);
  security::Restrict(context.mounts.root.get(), all, context.mounts.null_device.get());
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
  if (context.config().umask) ::umask(static_cast<mode_t>(*context.config().umask));
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

struct Step {
  const char* name;
  void (*run)(InitContext&);
};

constexpr Step kSteps[] = {
    {"load environment", LoadEnvironment},
    {"enter namespaces", EnterLateNamespaces},
    {"create session", NewSession},
    {"set up networking", SetupNetwork},
    {"set up mount namespace", SetupMounts},
    {"set up console", SetupConsole},
    {"set hostname", SetHostname},
    {"set kernel parameters", SetKernelParameters},
    {"restrict paths", RestrictPaths},
    {"set limits", SetResourceLimits},
    {"finalize namespace", Finalize},
    {"restore parent-death signal", RestoreDeathSignal},
    {"set no_new_privileges", SetNoNewPrivileges},
    {"change directory", ChangeDirectory},
    {"exec", Execute},
};

void Report(SyncPipe& pipe, const Error& error, const char* step) {
  FailedMessage message{error.error(), error.operation(), error.object(), step};
  pipe.SendMessage(MessageKind::kFailed, message);
}

int RunSteps(InitContext& context) {
  for (const Step& step : kSteps) {
    try {
      step.run(context);
    } catch (const Error& error) {
      Report(context.pipe, error, step.name);
      return 1;
    }
  }
  return 1;
}

}  // namespace

int Init(int sync_fd) {
  if (::fcntl(sync_fd, F_SETFD, FD_CLOEXEC) != 0) return 1;
  SyncPipe pipe{UniqueFd(sync_fd)};
  const std::optional<SyncPipe::Frame> frame = pipe.Receive();
  if (!frame || frame->kind != MessageKind::kStart) return 1;  // the caller is gone
  InitContext context{
      Decode<StartMessage>(frame->body), std::move(pipe), GetParentDeathSignal(), {}};
  return RunSteps(context);
}

}  // namespace libcontainer::namespaces
