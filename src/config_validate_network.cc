#include <sys/socket.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <set>

#include "config_validate.h"
#include "internal/cidr.h"

namespace libcontainer::internal {
namespace {

using network::Network;

constexpr size_t kMaxInterfaceName = 15;  // IFNAMSIZ - 1

// What dev_valid_name() of the kernel accepts.
bool IsInterfaceName(std::string_view name) {
  return !name.empty() && name.size() <= kMaxInterfaceName && name != "." && name != ".." &&
         !HasNul(name) && name.find_first_of("/: \t\n\v\f\r") == std::string_view::npos;
}

// The kernel takes as gateway only what it can reach directly.
void ValidateGateway(const std::string& text, const std::optional<Cidr>& address,
                     const std::string& path, Problems& problems) {
  constexpr Cidr kLinkLocal{AF_INET6, {0xfe, 0x80}, 10};
  const std::optional<Cidr> gateway = ParseAddress(text);
  if (!gateway || (address && gateway->family != address->family)) {
    problems.Add(path + ".gateway", "must be an address of the family of `address`");
  } else if (address) {
    problems.Require(Contains(*address, *gateway) || Contains(kLinkLocal, *gateway),
                     path + ".gateway", "must be in the network of `address`");
  }
}

void ValidateVeth(const Network& network, const std::string& path, Problems& problems) {
  // The rest of the name is for what makes it unique on the host.
  constexpr size_t kMaxPrefix = kMaxInterfaceName - 4;
  constexpr int64_t kMaxMtu = 65535;
  problems.Require(IsInterfaceName(network.bridge), path + ".bridge",
                   "must be the name of an interface (1 to 15 bytes)");
  problems.Require(IsInterfaceName(network.veth_prefix) && network.veth_prefix.size() <= kMaxPrefix,
                   path + ".veth_prefix",
                   "must be the start of an interface's name (1 to 11 bytes)");
  const std::optional<Cidr> address = ParseCidr(network.address);
  problems.Require(address.has_value(), path + ".address",
                   R"(must be an address with prefix length, as "10.0.0.2/24")");
  if (!network.gateway.empty()) ValidateGateway(network.gateway, address, path, problems);
  problems.Require(network.name.empty() || (IsInterfaceName(network.name) && network.name != "lo"),
                   path + ".name", "must be the name of an interface (1 to 15 bytes), not lo");
  problems.Require(network.mtu <= kMaxMtu, path + ".mtu", "must not be above 65535");
}

void ValidateNetwork(const Network& network, const std::string& path, Problems& problems) {
  if (network.type == "veth") {
    ValidateVeth(network, path, problems);
  } else if (network.type == "netns") {
    problems.Require(IsAbsolute(network.ns_path), path + ".ns_path", kNotAbsolute);
  } else if (network.type != "loopback") {
    problems.Add(path + ".type", R"(must be "loopback", "veth" or "netns")");
  }
  problems.Require(network.mtu >= 0 && network.mtu <= std::numeric_limits<int32_t>::max(),
                   path + ".mtu", "must be a number of bytes, or 0 for the kernel's default");
}

// What each network may be on its own, but not beside the others.
void ValidateTogether(const std::vector<Network>& networks, Problems& problems) {
  const bool joins = std::ranges::find(networks, "netns", &Network::type) != networks.end();
  std::set<std::string> names;
  std::set<int> families_with_gateway;
  for (size_t i = 0; i < networks.size(); ++i) {
    const Network& network = networks[i];
    const std::string path = Item("networks", i);
    if (network.type != "veth") continue;
    problems.Require(!joins, path + ".type",
                     "must not be veth beside a netns: it would be in the namespace that is left");
    problems.Require(network.name.empty() || names.insert(network.name).second, path + ".name",
                     "must be there only once");
    const std::optional<Cidr> gateway = ParseAddress(network.gateway);
    problems.Require(!gateway || families_with_gateway.insert(gateway->family).second,
                     path + ".gateway",
                     "must be absent: an earlier network has the default gateway already");
  }
}

// Checks one address of a route if there is one, and that all have one family.
void ValidateRouteAddress(const std::string& text, const std::optional<Cidr>& parsed,
                          const std::string& key, int* family, Problems& problems) {
  if (text.empty()) return;
  if (!parsed) {
    problems.Add(key, key.ends_with(".gateway")
                          ? "must be an address"
                          : R"(must be an address with prefix length, as "10.1.0.0/16")");
  } else if (*family != 0 && *family != parsed->family) {
    problems.Add(key, "must be of the same family (IPv4 or IPv6) as the route's other addresses");
  } else {
    *family = parsed->family;
  }
}

void ValidateRoute(const Route& route, const std::string& path, Problems& problems) {
  problems.Require(!route.destination.empty() || !route.source.empty() || !route.gateway.empty(),
                   path, "needs a destination, a source or a gateway");
  int family = 0;
  ValidateRouteAddress(route.destination, ParseCidr(route.destination), path + ".destination",
                       &family, problems);
  ValidateRouteAddress(route.source, ParseCidr(route.source), path + ".source", &family, problems);
  ValidateRouteAddress(route.gateway, ParseAddress(route.gateway), path + ".gateway", &family,
                       problems);
  problems.Require(route.interface_name.empty() || IsInterfaceName(route.interface_name),
                   path + ".interface_name", "must be the name of an interface (1 to 15 bytes)");
}

}  // namespace

void ValidateNetworks(const Config& config, Problems& problems) {
  const bool own_network = config.HasNamespace("NEWNET");
  constexpr const char* kNeedsNetwork =
      "needs namespaces.NEWNET: the host's network is not touched";
  problems.Require(own_network || config.networks.empty(), "networks", kNeedsNetwork);
  for (size_t i = 0; i < config.networks.size(); ++i) {
    ValidateNetwork(config.networks[i], Item("networks", i), problems);
  }
  ValidateTogether(config.networks, problems);
  problems.Require(own_network || config.routes.empty(), "routes", kNeedsNetwork);
  for (size_t i = 0; i < config.routes.size(); ++i) {
    ValidateRoute(config.routes[i], Item("routes", i), problems);
  }
}

}  // namespace libcontainer::internal
