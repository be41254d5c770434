#include "libcontainer/netlink/netlink.h"

#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <optional>

#include "libcontainer/error.h"
#include "libcontainer/unique_fd.h"
#include "names.h"
#include "requests.h"
#include "socket.h"

namespace libcontainer::netlink {
namespace {

using internal::Cidr;

// An address that may be left out; `parsed` is what `text` was read as.
Cidr Optional(const std::string& text, const std::optional<Cidr>& parsed, const char* operation) {
  if (text.empty()) return {};
  if (!parsed) throw Error(EINVAL, operation, text);
  return *parsed;
}

RouteAddresses ParseRoute(const std::string& destination, const std::string& source,
                          const std::string& gateway) {
  if (destination.empty() && source.empty() && gateway.empty()) {
    throw Error(EINVAL, "add route without", "destination, source and gateway");
  }
  const RouteAddresses route = {
      Optional(destination, internal::ParseCidr(destination), "add route to"),
      Optional(source, internal::ParseCidr(source), "add route with source"),
      Optional(gateway, internal::ParseAddress(gateway), "add route by gateway")};
  int family = 0;
  for (const Cidr* address : {&route.destination, &route.source, &route.gateway}) {
    if (family != 0 && address->family != 0 && address->family != family) {
      throw Error(EINVAL, "add route with addresses of IPv4 and IPv6 to", destination);
    }
    if (address->family != 0) family = address->family;
  }
  return route;
}

}  // namespace

uint32_t InterfaceIndex(const std::string& name) {
  CheckName(name, "find");
  ifreq request{};
  std::memcpy(request.ifr_name, name.c_str(), name.size());
  const UniqueFd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket) throw Error(errno, "open", "socket");
  if (::ioctl(socket.get(), SIOCGIFINDEX, &request) != 0) {
    throw Error(errno, "find interface", name);
  }
  return static_cast<uint32_t>(request.ifr_ifindex);
}

void NetworkLinkUp(uint32_t index) {
  Exchange(LinkFlagsRequest(index, IFF_UP, IFF_UP), "bring up", Describe(index));
}

void NetworkLinkDown(uint32_t index) {
  Exchange(LinkFlagsRequest(index, 0, IFF_UP), "bring down", Describe(index));
}

void NetworkSetMTU(uint32_t index, uint32_t mtu) {
  Exchange(LinkMtuRequest(index, mtu), "set MTU " + std::to_string(mtu) + " of", Describe(index));
}

void NetworkSetMaster(uint32_t index, uint32_t master) {
  Exchange(LinkMasterRequest(index, master), "add to " + Describe(master), Describe(index));
}

void NetworkSetNsPid(uint32_t index, pid_t pid) {
  Exchange(LinkNsPidRequest(index, static_cast<uint32_t>(pid)),
           "move to the network namespace of process " + std::to_string(pid), Describe(index));
}

void NetworkSetNsFd(uint32_t index, int fd) {
  Exchange(LinkNsFdRequest(index, fd), "move to another network namespace", Describe(index));
}

void NetworkChangeName(uint32_t index, const std::string& name) {
  CheckName(name, "rename");
  Exchange(LinkNameRequest(index, name), "rename to " + name, Describe(index));
}

void NetworkLinkAddIp(uint32_t index, const std::string& address) {
  const std::optional<Cidr> parsed = internal::ParseCidr(address);
  if (!parsed)
    throw Error(EINVAL, R"(add address (not one with prefix, as "10.0.0.2/24"))", address);
  Exchange(AddAddressRequest(index, *parsed), "add address " + address + " to", Describe(index));
}

void NetworkLinkAdd(const std::string& name, const std::string& kind) {
  CheckName(name, "create");
  Exchange(NewLinkRequest(name, kind), "create " + kind + " interface", name);
}

void NetworkLinkDel(uint32_t index) {
  Exchange(DeleteLinkRequest(index), "delete", Describe(index));
}

void NetworkCreateVethPair(const VethPair& pair) {
  CheckName(pair.name, "create");
  CheckName(pair.peer_name, "create");
  Exchange(NewVethRequest(pair), "create veth pair", pair.name + " and " + pair.peer_name);
}

void NetworkCreateVethPair(const std::string& name1, const std::string& name2) {
  NetworkCreateVethPair({name1, name2});
}

void AddRoute(const std::string& destination, const std::string& source, const std::string& gateway,
              const std::string& device) {
  const RouteAddresses route = ParseRoute(destination, source, gateway);
  const uint32_t index = device.empty() ? 0 : InterfaceIndex(device);
  std::string object = destination.empty() ? "default" : destination;
  if (!source.empty()) object += " from " + source;
  if (!gateway.empty()) object += " via " + gateway;
  if (!device.empty()) object += " dev " + device;
  Exchange(AddRouteRequest(route, index), "add route", object);
}

void AddDefaultGw(const std::string& gateway, const std::string& device) {
  AddRoute("", "", gateway, device);
}

}  // namespace libcontainer::netlink
