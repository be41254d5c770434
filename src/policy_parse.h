#ifndef LIBCONTAINER_SRC_POLICY_PARSE_H_
#define LIBCONTAINER_SRC_POLICY_PARSE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "internal/mountinfo.h"
#include "libcontainer/policy.h"

// What files of the kernel say of a process, put into its policy.
namespace libcontainer::internal {

// /proc/PID/status: capabilities, no_new_privs and the mode of seccomp. Throws Error EINVAL: it lacks one.
void AddStatus(std::string_view status, EffectivePolicy& policy);

// The names of the bits of a mask in hexadecimal, or nothing.
std::optional<std::vector<std::string>> CapabilityNames(std::string_view mask);

// The lines of /proc/PID/uid_map or gid_map. Throws Error EINVAL.
std::vector<IdMapping> ParseIdMappings(std::string_view text);

// The id in a link of /proc/PID/ns, "net:[4026531840]", or nothing.
std::optional<uint64_t> ParseNamespaceId(std::string_view link);

// Where one mount covers another, only the upper one counts.
void AddMounts(const std::vector<MountInfo>& mounts, EffectivePolicy& policy);

}  // namespace libcontainer::internal

#endif  // LIBCONTAINER_SRC_POLICY_PARSE_H_
