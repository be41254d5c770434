// What a start needs whatever it starts, and what the process in the container is given.
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "check.h"
#include "id_mappings.h"
#include "internal/files.h"
#include "internal/rlimits.h"
#include "libcontainer/error.h"
#include "libcontainer/namespaces/namespaces.h"
#include "libcontainer/security/capabilities.h"

namespace libcontainer::nsinit {
namespace {

constexpr const char* kRunAsRoot = "run nsinit as root, outside of containers";

std::string Reason(int error) { return std::generic_category().message(error); }

// The effective capabilities, as bits. Source: proc(5).
uint64_t EffectiveCapabilities() {
  const std::string status = internal::ReadFile("/proc/self/status");
  const size_t at = status.find("\nCapEff:");
  return at == std::string::npos ? 0 : std::stoull(status.substr(at + 8), nullptr, 16);
}

bool Has(int capability) { return (EffectiveCapabilities() >> capability & 1) != 0; }

bool IsInitialUserNamespace() {
  unsigned inside = 1;
  unsigned outside = 1;
  unsigned count = 0;
  const std::string map = internal::ReadFile("/proc/self/uid_map");
  return std::sscanf(map.c_str(), "%u %u %u", &inside, &outside, &count) == 3 && inside == 0 &&
         outside == 0 && count == UINT32_MAX;
}

Gap KernelGap() {
  constexpr int kMajor = 5;
  constexpr int kMinor = 10;
  utsname system = {};
  ::uname(&system);
  int major = 0;
  int minor = 0;
  std::sscanf(system.release, "%d.%d", &major, &minor);
  if (major > kMajor || (major == kMajor && minor >= kMinor)) return {};
  return {std::string("this is Linux ") + system.release, "boot Linux 5.10 or later"};
}

Gap PrivilegeGap(const Config& config) {
  std::vector<std::string> needed = {"SYS_ADMIN", "SETPCAP", "SETUID", "SETGID"};
  const bool has_nodes = config.mount_config && !config.mount_config->device_nodes.empty();
  if (has_nodes && !config.HasNamespace("NEWUSER")) needed.emplace_back("MKNOD");
  if (!config.networks.empty() || !config.routes.empty()) needed.emplace_back("NET_ADMIN");
  std::string missing;
  for (const std::string& name : needed) {
    if (!Has(security::capabilities::GetCapability(name)->value)) missing += " CAP_" + name;
  }
  if (!missing.empty()) return {"this process does not have" + missing, kRunAsRoot};
  if (!IsInitialUserNamespace()) return {"this is not the initial user namespace", kRunAsRoot};
  return {};
}

Gap NamespaceGap(const namespaces::Namespace& kind) {
  const int error =
      Try([&kind] { return ::unshare(static_cast<int>(kind.value)) == 0 ? 0 : errno; });
  if (error == 0) return {};
  const std::string name = kind.file;
  if (error == ENOSPC) {
    const std::string limit = "user.max_" + name + "_namespaces";
    return {"no more may be made", "sysctl -w " + limit + "=1000"};
  }
  if (error == EINVAL) return {"this kernel has none", "boot a kernel that has"};
  return {Reason(error), kRunAsRoot};
}

// The rootfs is the working directory.
Gap RootfsGap(const Config& config) {
  const auto is_missing = [](const char* name) { return !std::filesystem::exists(name); };
  const bool makes_some = std::ranges::any_of(std::array{"proc", "sys", "dev"}, is_missing);
  if (RootMay(makes_some ? W_OK | X_OK : X_OK, ".", config)) return {};
  const std::string uid = std::to_string(internal::HostIdOfRoot(config.uid_mappings));
  return {"user " + uid + " may not " +
              (RootMay(X_OK, ".", config) ? "make directories in" : "enter") + " the rootfs",
          "chown -R " + uid + ":" + std::to_string(internal::HostIdOfRoot(config.gid_mappings)) +
              " " + std::filesystem::current_path().string()};
}

Gap CapabilityGap(const std::string& name) {
  const auto capability = security::capabilities::GetCapability(name);
  if (!capability) return {};  // reported as wrong
  if (::prctl(PR_CAPBSET_READ, capability->value, 0, 0, 0) < 0) {
    return {"this kernel does not know it", "boot a later kernel"};
  }
  if (!Has(capability->value)) return {"this process does not have it", kRunAsRoot};
  return {};
}

Gap RlimitGap(const Rlimit& limit) {
  const auto resource = internal::RlimitByName(limit.type);
  if (!resource) return {};  // reported as wrong
  const int error = Try([&] {
    const rlimit values = {limit.soft, limit.hard};
    return ::setrlimit(static_cast<__rlimit_resource>(*resource), &values) == 0 ? 0 : errno;
  });
  if (error == 0) return {};
  if (limit.type == "RLIMIT_NOFILE" && Has(CAP_SYS_RESOURCE)) {
    return {Reason(error), "sysctl -w fs.nr_open=" + std::to_string(limit.hard)};
  }
  return {Reason(error), kRunAsRoot};
}

Gap OomScoreGap(int64_t adjustment) {
  const int error = Try([adjustment] {
    try {
      internal::WriteExistingFile(AT_FDCWD, "/proc/self/oom_score_adj", std::to_string(adjustment));
      return 0;
    } catch (const Error& failure) {
      return failure.error();
    }
  });
  return error == 0 ? Gap{} : Gap{Reason(error), kRunAsRoot};
}

// The file of a setting. An interface of the container is not there yet: the one that the kernel keeps
// for new ones stands for it.
std::string FileOfSysctl(const std::string& name) {
  std::string path = "/proc/sys";
  std::string_view before;
  for (const std::string_view part : internal::Split(name, '.')) {
    const bool is_interface = before == "conf" || before == "neigh";
    path += "/" + std::string(is_interface ? "default" : part);
    before = part;
  }
  return path;
}

Gap SysctlGap(const std::string& name) {
  if (std::filesystem::exists(FileOfSysctl(name))) return {};
  return {"this kernel has no such setting", "load the module that has it"};
}

}  // namespace

bool RootMay(int access, const std::string& path, const Config& config) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    throw Error(errno, "create", "socket pair");
  }
  UniqueFd outside(ends[0]);
  UniqueFd inside(ends[1]);
  const pid_t root = ::fork();
  char byte = 0;
  if (root == 0) {
    outside.reset();  // else its own end would keep it waiting
    const bool is_root = ::setgroups(0, nullptr) == 0 && ::unshare(CLONE_NEWUSER) == 0 &&
                         ::write(inside.get(), &byte, 1) == 1 &&
                         ::read(inside.get(), &byte, 1) == 1 && ::setresgid(0, 0, 0) == 0 &&
                         ::setresuid(0, 0, 0) == 0;
    ::_exit(is_root && ::access(path.c_str(), access) == 0 ? 0 : 1);
  }
  inside.reset();
  try {
    const std::string proc = "/proc/" + std::to_string(root);
    if (::read(outside.get(), &byte, 1) != 1) throw Error(errno, "create", "user namespace");
    internal::WriteExistingFile(AT_FDCWD, proc + "/uid_map",
                                internal::ToLines(config.uid_mappings));
    internal::WriteExistingFile(AT_FDCWD, proc + "/gid_map",
                                internal::ToLines(config.gid_mappings));
    if (::write(outside.get(), &byte, 1) != 1) throw Error(errno, "write to", "socket pair");
  } catch (const Error&) {
    // What is wrong with namespaces and mappings is told elsewhere.
  }
  outside.reset();
  int status = 0;
  while (::waitpid(root, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void CheckHost(const Config& config, Findings& findings) {
  findings.push_back({"kernel", KernelGap()});
  findings.push_back({"privileges", PrivilegeGap(config)});
  for (const namespaces::Namespace& kind : namespaces::Namespaces()) {
    if (!config.HasNamespace(kind.key)) continue;
    findings.push_back({"namespaces." + std::string(kind.key), NamespaceGap(kind)});
  }
  if (config.HasNamespace("NEWUSER") && !config.uid_mappings.empty()) {
    findings.push_back({"uid_mappings", RootfsGap(config)});
  }
}

void CheckProcess(const Config& config, Findings& findings) {
  for (const std::string& name : config.capabilities) {
    findings.push_back({"capabilities." + name, CapabilityGap(name)});
  }
  for (const Rlimit& limit : config.rlimits) {
    findings.push_back({"rlimits." + limit.type, RlimitGap(limit)});
  }
  if (config.oom_score_adj) {
    findings.push_back({"oom_score_adj", OomScoreGap(*config.oom_score_adj)});
  }
  for (const auto& [name, value] : config.sysctl) {
    findings.push_back({"sysctl." + name, SysctlGap(name)});
  }
}

}  // namespace libcontainer::nsinit
