#include "libcontainer/network/network.h"

#include <cerrno>

#include "libcontainer/error.h"
#include "libcontainer/netlink/netlink.h"

namespace libcontainer::network {

void InterfaceUp(const std::string& name) { netlink::NetworkLinkUp(netlink::InterfaceIndex(name)); }

void InterfaceDown(const std::string& name) {
  netlink::NetworkLinkDown(netlink::InterfaceIndex(name));
}

void SetMtu(const std::string& name, int64_t mtu) {
  if (mtu < 0 || mtu > UINT32_MAX) {
    throw Error(EINVAL, "set MTU " + std::to_string(mtu) + " of", name);
  }
  netlink::NetworkSetMTU(netlink::InterfaceIndex(name), static_cast<uint32_t>(mtu));
}

}  // namespace libcontainer::network
