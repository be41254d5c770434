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
#include "libcontainer/netlink/netlink.h"
#include "libcontainer/network/network.h"
#include "libcontainer/security/restrict.h"
#include "steps.h"

namespace libcontainer::namespaces {
namespace {

// It is rooted where the process is now: in its control groups.
void EnterCgroupNamespace(InitContext& context) {
  if (!context.config().HasNamespace("NEWCGROUP")) return;
  if (::unshare(static_cast<int>(GetNamespace("NEWCGROUP")->value)) != 0)
    throw Error(errno, "create namespace", "NEWCGROUP");
}

void SetupNetwork(InitContext& context) {
  const std::vector<network::Network>& networks = context.config().networks;
  for (size_t i = 0; i < networks.size(); ++i) {
    network::GetStrategy(networks[i].type).Initialize(networks[i], context.start.contexts.at(i));
  }
}

void SetupRoutes(InitContext& context) {
  for (const Route& route : context.config().routes) {
    netlink::AddRoute(route.destination, route.source, route.gateway, route.interface_name);
  }
}

void SetupMounts(InitContext& context) {
  context.mounts = mount::InitializeMountNamespace(
      context.start.rootfs, context.config().tty ? mount::Console::kNewPty : mount::Console::kNone,
      context.config().mount_config.value_or(mount::MountConfig{}));
}

void SetHostname(InitContext& context) {
  const std::string& name = context.config().hostname;
  if (!name.empty() && ::sethostname(name.data(), name.size()) != 0) {
    throw Error(errno, "sethostname", name);
  }
}

void SetKernelParameters(InitContext& context) {
  for (const auto& [key, value] : context.config().sysctl) {
    // In a user namespace its file belongs to nobody.
    if (key == "kernel.domainname" && ::setdomainname(value.data(), value.size()) == 0) continue;
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
  if (config.mount_config) all.mount_label = config.mount_config->mount_label;
  security::Restrict(context.mounts.root.get(), all, context.mounts.null_device.get());
}

constexpr Step kSteps[] = {
    {"load environment", LoadEnvironment},
    {"become root", BecomeRoot},
    {"enter cgroup namespace", EnterCgroupNamespace},
    {"create session", NewSession},
    {"create session keyring", NewSessionKeyring},
    {"set up networking", SetupNetwork},
    {"set up routes", SetupRoutes},
    {"set up mount namespace", SetupMounts},
    {"set up console", SetupConsole},
    {"set hostname", SetHostname},
    {"set labels", SetExecLabels},
    {"set kernel parameters", SetKernelParameters},
    {"restrict paths", RestrictPaths},
    {"set limits", SetResourceLimits},
    {"finalize namespace", Finalize},
    {"restore parent-death signal", RestoreDeathSignal},
    {"set no_new_privileges", SetNoNewPrivileges},
    {"change directory", ChangeDirectory},
    {"restrict by Landlock", RestrictByLandlock},
    {"report readiness", ReportReadiness},
    {"install seccomp filter", InstallFilter},
    {"exec", Execute},
};

int Follow(InitContext& context);

// A user namespace may not be able to walk there: its root is not that of the host.
void EnterRootfs(InitContext& context) {
  const std::string& path = context.start.rootfs.path;
  if (::chdir(path.c_str()) != 0) throw Error(errno, "change directory to", path);
}

void ProtectFiles(InitContext& context) {
  if (HasUserNamespace(context)) mount::LockProtectedFiles(context.start.rootfs);
}

constexpr Step kCloneSteps[] = {
    {"leave groups", LeaveGroups},
    {"enter rootfs", EnterRootfs},
    {"protect files", ProtectFiles},
    {"create process in its control group", CloneIntoCgroup},
    {"start", [](InitContext& context) { ::_exit(Follow(context)); }},
};

// Does what the caller's next message says. Returns only on failure, with the exit status.
int Follow(InitContext& context) {
  std::optional<SyncPipe::Frame> frame = context.pipe.Receive();
  if (!frame) return 1;  // the caller is gone
  context.start = Decode<StartMessage>(frame->body);
  context.target = std::move(frame->fd);
  switch (frame->kind) {
    case MessageKind::kJoin:
      return RunJoin(context);
    case MessageKind::kClone:
      return RunSteps(context, kCloneSteps);
    default:
      return RunSteps(context, kSteps);
  }
}

}  // namespace

int Init(int sync_fd) {
  if (::fcntl(sync_fd, F_SETFD, FD_CLOEXEC) != 0) return 1;
  InitContext context{{}, SyncPipe(UniqueFd(sync_fd)), {}, GetParentDeathSignal(), {}};
  return Follow(context);
}

}  // namespace libcontainer::namespaces
