// What seccomp(2) and the security modules of the kernel need. All of it asks the kernel.
#include <fcntl.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <string>

#include "check.h"
#include "internal/files.h"
#include "internal/mountinfo.h"
#include "libcontainer/error.h"

namespace libcontainer::nsinit {
namespace {

bool Notifies(const security::seccomp::Profile& profile) {
  return std::any_of(profile.syscalls.begin(), profile.syscalls.end(),
                     [](const security::seccomp::Rule& rule) {
                       return rule.action == "notify" || rule.action == "SCMP_ACT_NOTIFY";
                     });
}

Gap SeccompGap(const security::seccomp::Profile& profile) {
  // Without a program: EFAULT where there are filters, EINVAL where there are none.
  const int error = Try(
      [] { return ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, nullptr, 0, 0) == 0 ? 0 : errno; });
  if (error != EFAULT && error != EACCES) {
    return {"this kernel has no seccomp filters", "boot a kernel with CONFIG_SECCOMP_FILTER"};
  }
  if (!Notifies(profile)) return {};
  return {"nsinit answers no call that the action notify stops", "start it by a program that does"};
}

Gap LandlockGap(const security::Landlock& landlock) try {
  security::CheckLandlock(landlock);
  return {};
} catch (const Error& error) {
  return {error.what(), "boot a later kernel, with landlock in its lsm= list"};
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
  if (config.landlock) findings.push_back({"landlock", LandlockGap(*config.landlock)});
}

}  // namespace libcontainer::nsinit
