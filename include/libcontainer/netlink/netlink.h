#ifndef LIBCONTAINER_NETLINK_NETLINK_H_
#define LIBCONTAINER_NETLINK_NETLINK_H_

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

// rtnetlink(7) requests in the calling thread's network namespace. Interfaces are named by their
// index there. Whatever changes something needs CAP_NET_ADMIN in that namespace. All throw Error with
// the errno of the kernel's answer, and its own words where it has some: ENODEV, no such interface;
// EINVAL, a name that no interface can have (1 to 15 bytes, no `/`, `:` or white space), or what
// should be an address and is none.
namespace libcontainer::netlink {

// Index of the interface of that name.
uint32_t InterfaceIndex(const std::string& name);

// Bring the interface up or down, and change no other flag.
void NetworkLinkUp(uint32_t index);
void NetworkLinkDown(uint32_t index);

// Sets the MTU in bytes and changes no flag of the interface.
void NetworkSetMTU(uint32_t index, uint32_t mtu);

// Makes the interface a port of `master`, a bridge or the like; 0 takes it out.
void NetworkSetMaster(uint32_t index, uint32_t master);

// Move the interface into the network namespace of a process, or of a descriptor of such a namespace.
// It is down there, has no address, and its index may be another.
void NetworkSetNsPid(uint32_t index, pid_t pid);
void NetworkSetNsFd(uint32_t index, int fd);

// Renames the interface, which must be down on kernels before 6.2. EEXIST: the name is taken.
void NetworkChangeName(uint32_t index, const std::string& name);

// Adds an address such as "10.0.0.2/24", with the network's broadcast address, or "fd00::2/64", which
// can be used at once: it is not probed for duplicates. EEXIST: the interface has it.
void NetworkLinkAddIp(uint32_t index, const std::string& address);

// Makes an interface of a kind such as "dummy" or "bridge". It is down. EEXIST: the name is taken;
// EOPNOTSUPP: the kernel has no such kind.
void NetworkLinkAdd(const std::string& name, const std::string& kind);

// Removes an interface (a pair of veths with either end).
void NetworkLinkDel(uint32_t index);

// A pair of veth(4) interfaces and what they get at their creation.
struct VethPair {
  std::string name;       // the one
  std::string peer_name;  // and the other
  uint32_t mtu = 0;       // bytes, of both; 0: the kernel's default
  uint32_t master = 0;    // index of the bridge that `name` becomes a port of; 0: none
  bool up = false;        // bring `name` up
  pid_t peer_pid =
      0;  // the peer is made in the network namespace of this process; 0: in the caller's
};

// Makes all of it or nothing. EEXIST: a name is taken; ESRCH: there is no such process.
void NetworkCreateVethPair(const VethPair& pair);
void NetworkCreateVethPair(const std::string& name1, const std::string& name2);

// Makes a bridge. With `set_mac_address` its hardware address is random and stays as it is; otherwise
// it follows the bridge's ports.
void CreateBridge(const std::string& name, bool set_mac_address);

// NetworkSetMaster, if `bridge` is a bridge. EOPNOTSUPP: it is something else.
void AddToBridge(uint32_t index, uint32_t bridge);

// Adds a route to the main table. `destination` is a network as "10.1.0.0/16" (bits after the prefix
// do not count), or empty for the default route; `source` is the address that packets get, with a
// prefix that means nothing; `gateway` is an address; `device` is the name of an interface, or empty
// if the gateway determines it. EINVAL also: neither destination, source nor gateway; addresses of two
// families. EEXIST: there is such a route; ENETUNREACH: the gateway is in no network of the device.
void AddRoute(const std::string& destination, const std::string& source, const std::string& gateway,
              const std::string& device);

// The default route by that gateway.
void AddDefaultGw(const std::string& gateway, const std::string& device);

// Counters of an interface since its creation.
struct LinkStatistics {
  uint64_t rx_bytes = 0;    // received
  uint64_t rx_packets = 0;  // received
  uint64_t rx_errors = 0;   // bad packets received
  uint64_t rx_dropped = 0;  // received, and not processed
  uint64_t tx_bytes = 0;    // sent
  uint64_t tx_packets = 0;  // sent
  uint64_t tx_errors = 0;   // could not be sent
  uint64_t tx_dropped = 0;  // not sent for want of room
  bool operator==(const LinkStatistics&) const = default;
};

// An interface.
struct Link {
  uint32_t index = 0;   // in its network namespace
  std::string name;     // in its network namespace
  std::string kind;     // "veth", "bridge", …; empty for the loopback interface and real devices
  std::string address;  // hardware address as "02:42:ac:11:00:02"; empty if it has none
  unsigned flags = 0;   // IFF_…
  uint32_t mtu = 0;     // bytes
  uint32_t master = 0;  // index of the bridge or the like; 0: none
  uint32_t peer = 0;    // veth: index of the other end, in the namespace where that is; 0: none
  LinkStatistics statistics;  // its counters
};

// The interface of that index, and all.
Link NetworkGetLink(uint32_t index);
std::vector<Link> NetworkGetLinks();

// An address of an interface.
struct LinkAddress {
  uint32_t index = 0;     // of the interface
  std::string address;    // "10.0.0.2/24"
  std::string broadcast;  // of the network, if it has one
  uint32_t flags = 0;     // IFA_F_…
};

// IPv4 and IPv6 addresses of all interfaces.
std::vector<LinkAddress> NetworkGetAddresses();

// A route of the main table.
struct Route {
  std::string destination;  // "10.1.0.0/16"; empty: the default route
  std::string source;       // preferred source address, or empty
  std::string gateway;      // address, or empty
  uint32_t index = 0;       // of the interface; 0: a route with several next hops
  uint32_t metric = 0;      // the lower one of two routes to one destination is used
};

// The IPv4 routes of the main table, in the kernel's order.
std::vector<Route> NetworkGetRoutes();

}  // namespace libcontainer::netlink

#endif  // LIBCONTAINER_NETLINK_NETLINK_H_
