#ifndef LIBCONTAINER_POLICY_H_
#define LIBCONTAINER_POLICY_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "libcontainer/apparmor/apparmor.h"
#include "libcontainer/config.h"
#include "libcontainer/state.h"

namespace libcontainer {

// The sets of capabilities(7) of a process: names without CAP_; one that this library does not know is
// its number.
struct CapabilitySets {
  std::vector<std::string> effective;    // CapEff
  std::vector<std::string> permitted;    // CapPrm
  std::vector<std::string> inheritable;  // CapInh
  std::vector<std::string> bounding;     // CapBnd
  std::vector<std::string> ambient;      // CapAmb
  bool operator==(const CapabilitySets&) const = default;
};

// A namespace that a process is in.
struct NamespaceId {
  uint64_t id = 0;      // inode number, as in /proc/PID/ns
  bool shared = false;  // the calling process is in it too
  bool operator==(const NamespaceId&) const = default;
};

// What confines a container's first process, as the kernel says, whatever container.json asked for.
struct EffectivePolicy {
  pid_t pid = 0;                                  // of the process
  std::map<std::string, NamespaceId> namespaces;  // "net" as in /proc/PID/ns; those this kernel has
  std::vector<IdMapping> uid_mappings;            // empty: the caller's user namespace
  std::vector<IdMapping> gid_mappings;            // see uid_mappings
  CapabilitySets capabilities;                    // of all its sets
  bool no_new_privileges = false;                 // NoNewPrivs
  std::string seccomp;                            // "disabled", "strict" or "filter"
  apparmor::Confinement apparmor;                 // empty profile: AppArmor is not enabled
  std::string selinux;                            // context; empty: SELinux is not enabled
  // File -> value, of those of its control groups that limit something and that this kernel has.
  std::map<std::string, std::string> cgroups;
  std::vector<std::string> readonly_paths;  // mount points that are read-only
  std::vector<std::string> masked_paths;    // covered by the null device or an empty directory
};

// Throws Error: ESRCH, the container has ended. Needs root.
EffectivePolicy GetEffectivePolicy(const State& state);

// As JSON text, indented by tabs, without a newline at its end. What is not enabled is left out.
std::string ToJson(const EffectivePolicy& policy);

}  // namespace libcontainer

#endif  // LIBCONTAINER_POLICY_H_
