#include <algorithm>
#include <set>

#include "config_validate.h"
#include "internal/files.h"
#include "internal/rlimits.h"
#include "internal/suggest.h"
#include "json.h"
#include "libcontainer/apparmor/apparmor.h"
#include "libcontainer/security/capabilities.h"
#include "libcontainer/selinux/selinux.h"

namespace libcontainer::internal {
namespace {

void ValidateEnvironment(const Config& config, Problems& problems) {
  for (size_t i = 0; i < config.environment.size(); ++i) {
    const std::string& entry = config.environment[i];
    const size_t equals = entry.find('=');
    problems.Require(equals != std::string::npos && equals > 0 && !HasNul(entry),
                     Item("environment", i), R"(must be "NAME=value" without NUL)");
  }
}

void ValidateUser(const Config& config, Problems& problems) {
  problems.Require(IsOneLine(config.user) && std::ranges::count(config.user, ':') <= 1, "user",
                   R"(must be a name or id, with or without ":" and a group or id)");
  for (size_t i = 0; i < config.additional_groups.size(); ++i) {
    const std::string& group = config.additional_groups[i];
    problems.Require(!group.empty() && IsOneLine(group), Item("additional_groups", i),
                     "must be a name or id of a group");
  }
}

void ValidateCapabilities(const Config& config, Problems& problems) {
  namespace capabilities = security::capabilities;
  for (size_t i = 0; i < config.capabilities.size(); ++i) {
    const std::string& name = config.capabilities[i];
    if (capabilities::GetCapability(name)) continue;
    const std::string_view plain =
        name.starts_with("CAP_") ? std::string_view(name).substr(4) : std::string_view(name);
    problems.Add(Item("capabilities", i),
                 Quoted(name) + " is not a capability" +
                     Suggestion(plain, capabilities::GetAllCapabilities()));
  }
}

void ValidateRlimits(const Config& config, Problems& problems) {
  std::vector<std::string> names;
  for (const RlimitName& rlimit : kRlimits) names.emplace_back(rlimit.name);
  std::set<std::string> seen;
  for (size_t i = 0; i < config.rlimits.size(); ++i) {
    const Rlimit& rlimit = config.rlimits[i];
    const std::string path = Item("rlimits", i);
    problems.Require(
        RlimitByName(rlimit.type).has_value(), path + ".type",
        R"(must be a limit of setrlimit(2), as "RLIMIT_NOFILE")" + Suggestion(rlimit.type, names));
    problems.Require(seen.insert(rlimit.type).second, path + ".type", "must be there only once");
    problems.Require(rlimit.soft <= rlimit.hard, path + ".soft", "must not be above `hard`");
  }
}

void ValidatePaths(const std::vector<std::string>& paths, const std::string& key,
                   Problems& problems) {
  for (size_t i = 0; i < paths.size(); ++i) {
    problems.Require(IsAbsolute(paths[i]), Item(key, i), kNotAbsolute);
  }
}

bool IsNameChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

// "net.ipv4.ip_forward". Dots become slashes below /proc/sys, so the parts must be plain names.
bool IsSysctlName(std::string_view name) {
  return std::ranges::all_of(Split(name, '.'), [](std::string_view part) {
    return !part.empty() && std::ranges::all_of(part, IsNameChar);
  });
}

// The namespace that a sysctl belongs to, or nothing if it acts on the whole host.
std::string NamespaceOfSysctl(std::string_view name) {
  static const std::set<std::string_view> ipc = {
      "kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem",
      "kernel.shmall", "kernel.shmmax", "kernel.shmmni", "kernel.shm_rmid_forced"};
  if (ipc.contains(name) || name.starts_with("fs.mqueue.")) return "NEWIPC";
  if (name.starts_with("net.")) return "NEWNET";
  if (name == "kernel.domainname") return "NEWUTS";
  return {};
}

void ValidatePorts(const std::vector<int64_t>& ports, const std::string& key, Problems& problems) {
  for (size_t i = 0; i < ports.size(); ++i) {
    problems.Require(ports[i] >= 0 && ports[i] <= 65535, Item(key, i), "must be from 0 to 65535");
  }
}

void ValidateLandlock(const Config& config, Problems& problems) {
  const security::Landlock& landlock = *config.landlock;
  problems.Require(!landlock.paths.empty() || landlock.tcp, "landlock",
                   "must have `paths` or `tcp`: it restricts nothing else");
  problems.Require(config.no_new_privileges, "landlock", "needs no_new_privileges");
  for (size_t i = 0; i < landlock.paths.size(); ++i) {
    const std::string key = Item("landlock.paths", i);
    problems.Require(IsAbsolute(landlock.paths[i].path), key + ".path", kNotAbsolute);
    const auto& rights = landlock.paths[i].rights;
    problems.Require(!rights.empty() && std::ranges::all_of(rights, security::IsLandlockRight),
                     key + ".rights", R"(must be some of "read", "write" and "execute")");
  }
  if (!landlock.tcp) return;
  ValidatePorts(landlock.tcp->bind, "landlock.tcp.bind", problems);
  ValidatePorts(landlock.tcp->connect, "landlock.tcp.connect", problems);
}

}  // namespace

void ValidateContext(const std::string& context, const std::string& key, Problems& problems) {
  problems.Require(context.empty() || selinux::ParseContext(context), key,
                   R"(must be an SELinux context, as "system_u:system_r:container_t:s0:c1,c2")");
}

void ValidateProcess(const Config& config, Problems& problems) {
  ValidateUser(config, problems);
  problems.Require(config.working_dir.empty() || IsAbsolute(config.working_dir), "working_dir",
                   kNotAbsolute);
  ValidateEnvironment(config, problems);
  ValidateCapabilities(config, problems);
  problems.Require(
      config.apparmor_profile.empty() || apparmor::IsProfileName(config.apparmor_profile),
      "apparmor_profile", "must be the name of a profile: one line, without space at its ends");
  ValidateContext(config.process_label, "process_label", problems);
  ValidateRlimits(config, problems);
  const int64_t adjustment = config.oom_score_adj.value_or(0);
  problems.Require(adjustment >= -1000 && adjustment <= 1000, "oom_score_adj",
                   "must be from -1000 to 1000");
  const int64_t umask = config.umask.value_or(0);
  problems.Require(umask >= 0 && umask <= 0777, "umask",
                   "must be permission bits in decimal, from 0 to 511 (0777)");
  ValidatePaths(config.mask_paths, "mask_paths", problems);
  ValidatePaths(config.readonly_paths, "readonly_paths", problems);
  if (config.landlock) ValidateLandlock(config, problems);
}

void ValidateSysctls(const Config& config, Problems& problems) {
  for (const auto& [name, value] : config.sysctl) {
    const std::string key = JoinKeys("sysctl", name);
    const std::string needed = NamespaceOfSysctl(name);
    if (!IsSysctlName(name)) {
      problems.Add(key, R"(must be a dotted name, as "net.ipv4.ip_forward")");
    } else if (needed.empty()) {
      problems.Add(key, "is not a setting of a namespace: it would change the host");
    } else {
      problems.Require(config.HasNamespace(needed), key, "needs namespaces." + needed);
    }
    problems.Require(IsOneLine(value), key, kNotOneLine);
  }
}

}  // namespace libcontainer::internal
