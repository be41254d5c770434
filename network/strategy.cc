#include <algorithm>
#include <cerrno>

#include "libcontainer/error.h"
#include "strategies.h"

namespace libcontainer::network {

const NetworkStrategy& GetStrategy(const std::string& type) {
  static const Loopback loopback;
  static const Veth veth;
  static const NetNS netns;
  if (type == "loopback") return loopback;
  if (type == "veth") return veth;
  if (type == "netns") return netns;
  throw Error(ENOTSUP, "find network strategy", type);
}

void NameInterfaces(std::vector<Network>& networks) {
  const auto taken = [&](const std::string& name) {
    return std::any_of(networks.begin(), networks.end(),
                       [&](const Network& network) { return network.name == name; });
  };
  size_t number = 0;
  for (Network& network : networks) {
    if (network.type != "veth" || !network.name.empty()) continue;
    std::string name;
    do {
      name = "eth" + std::to_string(number++);
    } while (taken(name));
    network.name = name;
  }
}

}  // namespace libcontainer::network
