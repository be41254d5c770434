#include "libcontainer/namespaces/namespaces.h"

#include <linux/sched.h>

#include <cerrno>

#include "libcontainer/error.h"

namespace libcontainer::namespaces {
namespace {

constexpr Namespace kNamespaces[] = {
    {"NEWNS", CLONE_NEWNS, "mnt"},
    {"NEWUTS", CLONE_NEWUTS, "uts"},
    {"NEWIPC", CLONE_NEWIPC, "ipc"},
    {"NEWUSER", CLONE_NEWUSER, "user"},
    {"NEWPID", CLONE_NEWPID, "pid"},
    {"NEWNET", CLONE_NEWNET, "net"},
    {"NEWCGROUP", CLONE_NEWCGROUP, "cgroup"},
    {"NEWTIME", CLONE_NEWTIME, "time"},
};

}  // namespace

std::span<const Namespace> Namespaces() { return kNamespaces; }

std::optional<Namespace> GetNamespace(std::string_view key) {
  for (const Namespace& ns : kNamespaces) {
    if (key == ns.key) return ns;
  }
  return std::nullopt;
}

bool Contains(std::span<const Namespace> namespaces, std::string_view key) {
  for (const Namespace& ns : namespaces) {
    if (key == ns.key) return true;
  }
  return false;
}

uint64_t GetNamespaceFlags(const std::map<std::string, bool>& namespaces) {
  uint64_t flags = 0;
  for (const auto& [key, enabled] : namespaces) {
    const std::optional<Namespace> ns = GetNamespace(key);
    if (!ns) throw Error(EINVAL, "find namespace", key);
    if (enabled) flags |= ns->value;
  }
  return flags;
}

}  // namespace libcontainer::namespaces
