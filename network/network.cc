#include "libcontainer/network/network.h"

#include <cerrno>

#include "libcontainer/error.h"
#include "libcontainer/netlink/netlink.h"

namespace libcontainer::network {

using netlink::InterfaceIndex;

void InterfaceUp(const std::string& name) { netlink::NetworkLinkUp(InterfaceIndex(name)); }

void InterfaceDown(const std::string& name) { netlink::NetworkLinkDown(InterfaceIndex(name)); }

void ChangeInterfaceName(const std::string& name, const std::string& new_name) {
  netlink::NetworkChangeName(InterfaceIndex(name), new_name);
}

void CreateVethPair(const std::string& name1, const std::string& name2) {
  netlink::NetworkCreateVethPair(name1, name2);
}

void SetInterfaceInNamespacePid(const std::string& name, pid_t pid) {
  netlink::NetworkSetNsPid(InterfaceIndex(name), pid);
}

void SetInterfaceMaster(const std::string& name, const std::string& bridge) {
  netlink::AddToBridge(InterfaceIndex(name), InterfaceIndex(bridge));
}

void SetDefaultGateway(const std::string& gateway, const std::string& name) {
  netlink::AddDefaultGw(gateway, name);
}

void SetInterfaceIp(const std::string& name, const std::string& address) {
  netlink::NetworkLinkAddIp(InterfaceIndex(name), address);
}

void SetMtu(const std::string& name, int64_t mtu) {
  if (mtu < 0 || mtu > UINT32_MAX) {
    throw Error(EINVAL, "set MTU " + std::to_string(mtu) + " of", name);
  }
  netlink::NetworkSetMTU(InterfaceIndex(name), static_cast<uint32_t>(mtu));
}

}  // namespace libcontainer::network
