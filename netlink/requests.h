#ifndef LIBCONTAINER_NETLINK_REQUESTS_H_
#define LIBCONTAINER_NETLINK_REQUESTS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "internal/cidr.h"
#include "libcontainer/netlink/netlink.h"
#include "message.h"

// The requests of this package as messages; netlink.h says what they do. Pure: nothing is sent.
namespace libcontainer::netlink {

Message LinkFlagsRequest(uint32_t index, unsigned flags, unsigned change);
Message LinkMtuRequest(uint32_t index, uint32_t mtu);
Message LinkMasterRequest(uint32_t index, uint32_t master);
Message LinkNsPidRequest(uint32_t index, uint32_t pid);
Message LinkNsFdRequest(uint32_t index, int fd);
Message LinkNameRequest(uint32_t index, const std::string& name);
Message NewLinkRequest(const std::string& name, const std::string& kind);
// `hardware_address` may be empty.
Message NewBridgeRequest(const std::string& name, std::string_view hardware_address);
Message NewVethRequest(const VethPair& pair);
Message DeleteLinkRequest(uint32_t index);
Message AddAddressRequest(uint32_t index, const internal::Cidr& address);

// What of a route is given; an address of family 0 is not. `index` 0: the kernel finds the interface.
struct RouteAddresses {
  internal::Cidr destination;
  internal::Cidr source;
  internal::Cidr gateway;
};
Message AddRouteRequest(const RouteAddresses& route, uint32_t index);

Message GetLinkRequest(uint32_t index);
Message ListLinksRequest();
Message ListAddressesRequest();
Message ListRoutesRequest();

}  // namespace libcontainer::netlink

#endif  // LIBCONTAINER_NETLINK_REQUESTS_H_
