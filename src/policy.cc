// Runs in: the parent.
#include "libcontainer/policy.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>

#include "internal/files.h"
#include "internal/mountinfo.h"
#include "libcontainer/error.h"
#include "libcontainer/label/label.h"
#include "policy_parse.h"

namespace libcontainer {
namespace {

constexpr const char* kNamespaceFiles[] = {"cgroup", "ipc",  "mnt",  "net",
                                           "pid",    "time", "user", "uts"};

constexpr const char* kLimitFiles[] = {
    // cgroup v2
    "cpu.max", "cpu.weight", "cpuset.cpus", "cpuset.mems", "cgroup.freeze", "io.max", "memory.max",
    "memory.low", "memory.swap.max", "pids.max",
    // cgroup v1
    "blkio.weight", "cpu.cfs_period_us", "cpu.cfs_quota_us", "cpu.shares", "devices.list",
    "freezer.state", "memory.limit_in_bytes", "memory.memsw.limit_in_bytes",
    "memory.soft_limit_in_bytes"};

// Empty if there is no such file.
std::optional<uint64_t> NamespaceOf(const std::string& process, const char* file) {
  std::array<char, 64> link{};
  const std::string path = "/proc/" + process + "/ns/" + file;
  const ssize_t length = ::readlink(path.c_str(), link.data(), link.size());
  if (length < 0 && errno == ENOENT) return std::nullopt;
  if (length < 0) throw Error(errno, "read link", path);
  return internal::ParseNamespaceId({link.data(), static_cast<size_t>(length)});
}

void AddNamespaces(const std::string& process, EffectivePolicy& policy) {
  for (const char* file : kNamespaceFiles) {
    const std::optional<uint64_t> id = NamespaceOf(process, file);
    if (id) policy.namespaces[file] = {*id, id == NamespaceOf("self", file)};
  }
}

void AddIdMappings(const std::string& process, EffectivePolicy& policy) {
  const auto user = policy.namespaces.find("user");
  if (user == policy.namespaces.end() || user->second.shared) return;
  const std::string proc = "/proc/" + process;
  policy.uid_mappings = internal::ParseIdMappings(internal::ReadFile(proc + "/uid_map"));
  policy.gid_mappings = internal::ParseIdMappings(internal::ReadFile(proc + "/gid_map"));
}

// Empty if the group has no such file.
std::optional<std::string> ReadLimit(const std::string& path) {
  try {
    std::string value = internal::ReadFile(path);
    if (value.ends_with('\n')) value.pop_back();
    return value;
  } catch (const Error& error) {
    // EOPNOTSUPP, ENODEV: the file is there and the kernel has nothing behind it.
    if (error.error() != ENOENT && error.error() != EOPNOTSUPP && error.error() != ENODEV) throw;
    return std::nullopt;
  }
}

void AddLimits(const cgroups::Location& location, EffectivePolicy& policy) {
  if (location.path.empty()) return;
  for (const std::string& base : location.bases) {
    for (const char* file : kLimitFiles) {
      std::optional<std::string> value = ReadLimit(base + "/" + location.path + "/" + file);
      if (value) policy.cgroups[file] = *std::move(value);
    }
  }
}

}  // namespace

EffectivePolicy GetEffectivePolicy(const State& state) {
  const std::string process = std::to_string(state.init_pid);
  try {
    EffectivePolicy policy;
    policy.pid = state.init_pid;
    AddNamespaces(process, policy);
    AddIdMappings(process, policy);
    internal::AddStatus(internal::ReadFile("/proc/" + process + "/status"), policy);
    internal::AddMounts(
        internal::ParseMountInfo(internal::ReadFile("/proc/" + process + "/mountinfo")), policy);
    AddLimits(state.cgroup, policy);
    if (apparmor::IsEnabled()) policy.apparmor = apparmor::GetConfinement(state.init_pid);
    policy.selinux = label::GetPidCon(state.init_pid);
    // All of it is that process's if it still has its pid.
    if (IsAlive(state)) return policy;
  } catch (const Error&) {
    if (IsAlive(state)) throw;
  }
  throw Error(ESRCH, "find container of process", process);
}

}  // namespace libcontainer
