// Runs in: the parent (Create, Destroy); inside the container (Initialize).
#include <algorithm>
#include <cerrno>
#include <charconv>

#include "internal/random_name.h"
#include "libcontainer/error.h"
#include "libcontainer/netlink/netlink.h"
#include "strategies.h"

namespace libcontainer::network {
namespace {

constexpr const char* kHostIndex = "veth-host-index";
constexpr const char* kChild = "veth-child";

// Makes the pair under a name that no other interface here has, and returns that. The peer is born in
// the container's namespace: there is no moment at which a killed caller would leave it behind, and it
// need not be moved, for which the kernel waits until no processor uses it.
std::string CreatePair(netlink::VethPair pair, const std::string& prefix) {
  constexpr size_t kMaxName = 15;  // IFNAMSIZ - 1
  constexpr size_t kMaxDigits = 7;
  constexpr int kTries = 256;
  const size_t digits = std::min(kMaxDigits, kMaxName - std::min(kMaxName, prefix.size()));
  for (int tries = 1;; ++tries) {
    pair.name = internal::GenerateRandomName(prefix, digits);
    try {
      netlink::NetworkCreateVethPair(pair);
      return pair.name;
    } catch (const Error& error) {
      if (error.error() != EEXIST || tries == kTries) throw;
    }
  }
}

}  // namespace

void Veth::Create(const Network& network, pid_t pid, Context& context) const {
  netlink::VethPair pair;
  pair.peer_name = network.name.empty() ? "eth0" : network.name;
  pair.mtu = static_cast<uint32_t>(network.mtu);
  pair.master = netlink::InterfaceIndex(network.bridge);
  pair.up = true;
  pair.peer_pid = pid;
  const std::string name = CreatePair(pair, network.veth_prefix);
  context[kHostIndex] = std::to_string(netlink::InterfaceIndex(name));
  context[kChild] = pair.peer_name;
}

void Veth::Initialize(const Network& network, const Context& context) const {
  const auto child = context.find(kChild);
  if (child == context.end()) throw Error(EINVAL, "find veth of network", network.address);
  const uint32_t index = netlink::InterfaceIndex(child->second);
  netlink::NetworkLinkAddIp(index, network.address);
  netlink::NetworkLinkUp(index);
  if (!network.gateway.empty()) netlink::AddDefaultGw(network.gateway, child->second);
}

void Veth::Destroy(const Context& context) const {
  const auto host = context.find(kHostIndex);
  if (host == context.end()) return;
  uint32_t index = 0;
  std::from_chars(host->second.data(), host->second.data() + host->second.size(), index);
  try {
    netlink::NetworkLinkDel(index);
  } catch (const Error& error) {
    // It went with the container's network namespace. (The kernel gives no index twice before it has
    // given all of them.)
    if (error.error() != ENODEV) throw;
  }
}

}  // namespace libcontainer::network
