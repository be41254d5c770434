// Runs in: inside the container.
#include "strategies.h"

namespace libcontainer::network {

void Loopback::Initialize(const Network& network, const Context& /*context*/) const {
  // 0 would be a value too: with it the kernel takes IPv4 and IPv6 off the interface.
  if (network.mtu != 0) SetMtu("lo", network.mtu);
  InterfaceUp("lo");
}

}  // namespace libcontainer::network
