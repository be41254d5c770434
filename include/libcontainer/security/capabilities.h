#ifndef LIBCONTAINER_SECURITY_CAPABILITIES_H_
#define LIBCONTAINER_SECURITY_CAPABILITIES_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// capabilities(7) of the calling thread. Names are those of the kernel without CAP_; the prefix is
// accepted.
namespace libcontainer::security::capabilities {

// A capability by name and number.
struct CapabilityMapping {
  const char* key;  // "NET_ADMIN"
  int value;        // CAP_NET_ADMIN
};

// The capability of that name, or nothing: exact, upper case.
std::optional<CapabilityMapping> GetCapability(std::string_view key);

// Names of all capabilities this library knows.
std::vector<std::string> GetAllCapabilities();

// Removes from the bounding set every capability that the kernel has, named here or not, except
// `keep`. Call before the user changes.
// Throws Error: EINVAL, an unknown name; EPERM, CAP_SETPCAP is missing.
void DropBoundingSet(const std::vector<std::string>& keep);

// Makes `keep` the effective and permitted set and empties the inheritable and ambient sets, then
// reads them back. Throws Error: EINVAL, an unknown name; EPERM, a capability of `keep` is not in
// the permitted set, or a set did not become what was asked.
void DropCapabilities(const std::vector<std::string>& keep);

}  // namespace libcontainer::security::capabilities

#endif  // LIBCONTAINER_SECURITY_CAPABILITIES_H_
