#ifndef LIBCONTAINER_NETLINK_NETLINK_H_
#define LIBCONTAINER_NETLINK_NETLINK_H_

#include <cstdint>
#include <string>

// rtnetlink(7) requests in the calling thread's network namespace. All need CAP_NET_ADMIN there and
// throw Error with the errno of the kernel's answer.
namespace libcontainer::netlink {

// Index of an interface. Throws Error: ENODEV, no such interface; EINVAL, that is not a
// name an interface can have (1 to 15 bytes, no `/`, `:` or white space).
uint32_t InterfaceIndex(const std::string& name);

// Bring the interface with that index up or down.
void NetworkLinkUp(uint32_t index);
void NetworkLinkDown(uint32_t index);

// Sets the MTU in bytes and changes no flag of the interface.
void NetworkSetMTU(uint32_t index, uint32_t mtu);

}  // namespace libcontainer::netlink

#endif  // LIBCONTAINER_NETLINK_NETLINK_H_
