#include <cerrno>

#include "libcontainer/error.h"
#include "libcontainer/netlink/netlink.h"
#include "replies.h"
#include "requests.h"
#include "socket.h"

namespace libcontainer::netlink {

Link NetworkGetLink(uint32_t index) {
  const std::string object = "interface " + std::to_string(index);
  const std::vector<Reply> replies = Exchange(GetLinkRequest(index), "read", object);
  if (replies.empty()) throw Error(EBADMSG, "read", object);
  return ParseLink(replies[0].body);
}

std::vector<Link> NetworkGetLinks() {
  std::vector<Link> links;
  for (const Reply& reply : Exchange(ListLinksRequest(), "list", "interfaces")) {
    links.push_back(ParseLink(reply.body));
  }
  return links;
}

std::vector<LinkAddress> NetworkGetAddresses() {
  std::vector<LinkAddress> addresses;
  for (const Reply& reply : Exchange(ListAddressesRequest(), "list", "addresses")) {
    addresses.push_back(ParseLinkAddress(reply.body));
  }
  return addresses;
}

std::vector<Route> NetworkGetRoutes() try {
  std::vector<Route> routes;
  for (const Reply& reply : Exchange(ListRoutesRequest(), "list", "routes")) {
    if (std::optional<Route> route = ParseRoute(reply.body)) routes.push_back(*std::move(route));
  }
  return routes;
} catch (const Error& error) {
  // The kernel makes the table with its first route.
  if (error.error() == ENOENT) return {};
  throw;
}

}  // namespace libcontainer::netlink
