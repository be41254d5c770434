#ifndef LIBCONTAINER_NETLINK_REPLIES_H_
#define LIBCONTAINER_NETLINK_REPLIES_H_

#include <optional>
#include <string_view>

#include "libcontainer/netlink/netlink.h"

// The kernel's messages on links, addresses and routes, from behind their header (Reply::body). Pure.
// All throw Error EBADMSG: not well-formed.
namespace libcontainer::netlink {

Link ParseLink(std::string_view body);
LinkAddress ParseLinkAddress(std::string_view body);
// Nothing if it is no IPv4 route of the main table, or a cached one.
std::optional<Route> ParseRoute(std::string_view body);

}  // namespace libcontainer::netlink

#endif  // LIBCONTAINER_NETLINK_REPLIES_H_
