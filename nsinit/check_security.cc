// What seccomp(2) and the security modules of the kernel need. All of it asks the kernel.
#include <fcntl.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <set>
#include <string>

#include "check.h"
#include "internal/files.h"
#include "internal/mountinfo.h"
#include "libcontainer/error.h"

namespace libcontainer::nsinit {
namespace {

// An action of libseccomp, without SCMP_ACT_, and the kernel's name for it.
struct Action {
  std::string_view name;
  const char* kernel_name;
};
constexpr Action kActions[] = {{"KILL_PROCESS", "kill_process"},
                               {"KILL_THREAD", "kill_thread"},
                               {"KILL", "kill_thread"},
                               {"TRAP", "trap"},
                               {"ERRNO", "errno"},
                               {"NOTIFY", "user_notif"},
                               {"TRACE", "trace"},
                               {"LOG", "log"},
                               {"ALLOW", "allow"}};

std::set<std::string> ActionsOf(const Seccomp& seccomp) {
  std::set<std::string> actions = {seccomp.default_action};
  for (const SeccompRule& rule : seccomp.syscalls) actions.insert(rule.action);
  return actions;
}

bool IsAvailable(std::string_view action, const std::string& available) {
  constexpr std::string_view kPrefix = "SCMP_ACT_";
  if (action.starts_with(kPrefix)) action.remove_prefix(kPrefix.size());
  for (const Action& known : kActions) {
    if (known.name == action)
      return (" " + available).find(std::string(" ") + known.kernel_name) != std::string::npos;
  }
  return true;  // reported as wrong
}

Gap SeccompGap(const Seccomp& seccomp) {
  // Without a program: EFAULT where there are filters, EINVAL where there are none.
  const int error = Try(
      [] { return ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, nullptr, 0, 0) == 0 ? 0 : errno; });
  if (error != EFAULT && error != EACCES) {
    return {"this kernel has no seccomp filters", "boot a kernel with CONFIG_SECCOMP_FILTER"};
  }
  const char* const list = "/proc/sys/kernel/seccomp/actions_avail";
  if (!std::filesystem::exists(list)) return {};
  const std::string available = internal::ReadFile(list);
  for (const std::string& action : ActionsOf(seccomp)) {
    if (!IsAvailable(action, available)) {
      return {"this kernel has no " + action, "boot a later kernel"};
    }
  }
  return {};
}

int WriteTo(const std::string& path, const std::string& text) {
  try {
    internal::WriteExistingFile(AT_FDCWD, path, text);
    return 0;
  } catch (const Error& error) {
    return error.error();
  }
}

Gap AppArmorGap(const std::string& profile) {
  const char* const enabled = "/sys/module/apparmor/parameters/enabled";
  if (!std::filesystem::exists(enabled) || !internal::ReadFile(enabled).starts_with("Y")) {
    return {"AppArmor is not enabled", "boot with apparmor=1 security=apparmor"};
  }
  const int error = Try([&profile] {
    const std::string file = std::filesystem::exists("/proc/self/attr/apparmor/exec")
                                 ? "/proc/self/attr/apparmor/exec"
                                 : "/proc/self/attr/exec";
    return WriteTo(file, "exec " + profile);
  });
  if (error == 0) return {};
  if (error == ENOENT) {
    return {"profile " + profile + " is not loaded", "apparmor_parser -r /etc/apparmor.d/FILE"};
  }
  return {"this process may not enter profile " + profile, "run nsinit as root on the host"};
}

// Where selinuxfs is mounted, or nothing.
std::string SelinuxMount() {
  for (const internal::MountInfo& mount :
       internal::ParseMountInfo(internal::ReadFile("/proc/self/mountinfo"))) {
    if (mount.type == "selinuxfs") return mount.mountpoint;
  }
  return {};
}

Gap SelinuxGap(const std::string& label) {
  const std::string directory = SelinuxMount();
  if (directory.empty()) {
    return {"SELinux is not enabled", "boot with security=selinux selinux=1, and load a policy"};
  }
  // The kernel checks a context that is written there, and does nothing with it.
  const int error = WriteTo(directory + "/context", label);
  if (error == 0) return {};
  if (error == EINVAL) {
    return {"the policy has no context " + label, "load a policy that has it: semodule -i FILE"};
  }
  return {"this process may not ask SELinux", "run nsinit as root on the host"};
}

}  // namespace

void CheckSecurity(const Config& config, Findings& findings) {
  if (config.mount_config && !config.mount_config->mount_label.empty()) {
    findings.push_back({"mount_config.mount_label", SelinuxGap(config.mount_config->mount_label)});
  }
  if (!config.process_label.empty()) {
    findings.push_back({"process_label", SelinuxGap(config.process_label)});
  }
  if (!config.apparmor_profile.empty()) {
    findings.push_back({"apparmor_profile", AppArmorGap(config.apparmor_profile)});
  }
  if (config.seccomp) findings.push_back({"seccomp", SeccompGap(*config.seccomp)});
}

}  // namespace libcontainer::nsinit
