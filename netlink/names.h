#ifndef LIBCONTAINER_NETLINK_NAMES_H_
#define LIBCONTAINER_NETLINK_NAMES_H_

#include <cstdint>
#include <string>

namespace libcontainer::netlink {

// Throws Error EINVAL if `name` can be the name of no interface; `operation` is what was to be done.
void CheckName(const std::string& name, const char* operation);

// For error texts.
inline std::string Describe(uint32_t index) { return "interface " + std::to_string(index); }

}  // namespace libcontainer::netlink

#endif  // LIBCONTAINER_NETLINK_NAMES_H_
