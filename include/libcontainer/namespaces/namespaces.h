#ifndef LIBCONTAINER_NAMESPACES_NAMESPACES_H_
#define LIBCONTAINER_NAMESPACES_NAMESPACES_H_

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace libcontainer::namespaces {

// A kind of namespaces(7).
struct Namespace {
  const char* key;   // as in container.json: "NEWNET"
  uint64_t value;    // CLONE_NEWNET
  const char* file;  // below /proc/PID/ns: "net"
};

// All kinds that this library knows.
std::span<const Namespace> Namespaces();

// The kind of that key, or nothing.
std::optional<Namespace> GetNamespace(std::string_view key);

// True if `namespaces` has a kind of that key.
bool Contains(std::span<const Namespace> namespaces, std::string_view key);

// The CLONE_NEW… flags of all kinds that are true in `namespaces`.
// Throws Error EINVAL: an unknown key (sharing a namespace that was to be new is no option).
uint64_t GetNamespaceFlags(const std::map<std::string, bool>& namespaces);

}  // namespace libcontainer::namespaces

#endif  // LIBCONTAINER_NAMESPACES_NAMESPACES_H_
