#include <sys/random.h>

#include <cerrno>

#include "libcontainer/error.h"
#include "libcontainer/netlink/netlink.h"
#include "names.h"
#include "requests.h"
#include "socket.h"

namespace libcontainer::netlink {
namespace {

// A random hardware address: of one interface, and administered locally (IEEE 802).
std::string RandomAddress() {
  std::string address(6, '\0');
  if (::getrandom(address.data(), address.size(), 0) != static_cast<ssize_t>(address.size())) {
    throw Error(errno, "get", "random bytes");
  }
  address[0] = static_cast<char>((address[0] & ~1) | 2);
  return address;
}

}  // namespace

void CreateBridge(const std::string& name, bool set_mac_address) {
  CheckName(name, "create");
  const std::string address = set_mac_address ? RandomAddress() : "";
  Exchange(NewBridgeRequest(name, address), "create bridge", name);
}

void AddToBridge(uint32_t index, uint32_t bridge) {
  if (NetworkGetLink(bridge).kind != "bridge") {
    throw Error(EOPNOTSUPP, "use as a bridge", Describe(bridge));
  }
  NetworkSetMaster(index, bridge);
}

}  // namespace libcontainer::netlink
