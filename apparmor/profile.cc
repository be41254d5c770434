#include <string>
#include <string_view>

#include "libcontainer/apparmor/apparmor.h"

namespace libcontainer::apparmor {
namespace {

// Mediated are the classes of which the profile speaks. A rule that denies outweighs all that allow, so
// what stays allowed of a directory is spelled out by the characters with which the rest begins.
constexpr std::string_view kRules = R"(
  network,
  capability,
  file,

  # All mounts are made before the profile applies.
  deny mount,
  deny remount,
  deny umount,
  deny pivot_root,

  signal (receive) peer=unconfined,
  signal (send, receive) peer=@{own},
  ptrace (trace, read, tracedby, readby) peer=@{own},

  # Memory and switches of the host.
  deny /proc/{kcore,kmem,mem,sysrq-trigger} rwklx,
  deny /proc/{acpi,asound,bus,fs,irq,scsi}/** wklx,
  deny /proc/{latency_stats,timer_stats} wklx,

  # Of sysctls, only those of a namespace: net, and of kernel domainname, hostname, msg*, sem*, shm*.
  deny /proc/sys/[^kn]*/** wklx,
  deny /proc/sys/kernel/[^dhms]* wklx,
  deny /proc/sys/kernel/d[^o]* wklx,
  deny /proc/sys/kernel/h[^o]* wklx,
  deny /proc/sys/kernel/ho[^s]* wklx,
  deny /proc/sys/kernel/m[^s]* wklx,
  deny /proc/sys/kernel/s[^eh]* wklx,
  deny /proc/sys/kernel/*/** wklx,

  # Of sysfs, nothing but control groups.
  deny /sys/[^f]*/** wklx,
  deny /sys/f[^s]*/** wklx,
  deny /sys/fs/[^c]*/** wklx,
  deny /sys/fs/c[^g]*/** wklx,
  deny /sys/firmware/** rwklx,
  deny /sys/kernel/{debug,security,tracing}/** rwklx,
)";

// In a profile a name stands between quotes.
std::string Quote(const std::string& name) {
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

}  // namespace

std::string GenerateProfile(const std::string& name, const std::string& starter) {
  std::string text = "profile " + Quote(name) + " flags=(attach_disconnected, mediate_deleted) {";
  std::string rules(kRules);
  constexpr std::string_view kOwn = "@{own}";
  for (size_t at = 0; (at = rules.find(kOwn, at)) != std::string::npos;) {
    rules.replace(at, kOwn.size(), Quote(name));
  }
  text += rules;
  if (!starter.empty()) text += "  signal (receive) peer=" + Quote(starter) + ",\n";
  return text + "}\n";
}

}  // namespace libcontainer::apparmor
