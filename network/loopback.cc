// Runs in: inside the container.
#include "libcontainer/netlink/netlink.h"
#include "strategies.h"

namespace libcontainer::network {

void Loopback::Initialize(const Network& network, const Context& /*context*/) const {
  // LOOPBACK_IFINDEX of the kernel: the same in every network namespace, whatever its name.
  constexpr uint32_t kLoopbackIndex = 1;
  // 0 would be a value too: with it the kernel takes IPv4 and IPv6 off the interface.
  if (network.mtu != 0) SetMtu("lo", network.mtu);
  netlink::NetworkLinkUp(kLoopbackIndex);
}

}  // namespace libcontainer::network
