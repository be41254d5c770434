#ifndef LIBCONTAINER_NETWORK_NETWORK_H_
#define LIBCONTAINER_NETWORK_NETWORK_H_

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "libcontainer/netlink/netlink.h"

// Networks of containers, by strategies; and interfaces by name.
namespace libcontainer::network {

// One network of a container.
struct Network {
  std::string type;         // "loopback", "veth" or "netns"
  std::string ns_path;      // netns: path of the network namespace to join
  std::string bridge;       // veth: bridge on the host
  std::string veth_prefix;  // veth: prefix of the host interface's name
  std::string address;      // veth: address in CIDR; not used by loopback
  std::string gateway;      // veth: default gateway; not used by loopback
  int64_t mtu = 0;          // bytes; 0 leaves the kernel's default
  std::string name;         // veth: the interface in the container; empty: see NameInterfaces
  bool operator==(const Network&) const = default;
};

// What the host's half of one network tells the half inside the container, and Destroy.
using Context = std::map<std::string, std::string>;

// A way to connect a container. Needs CAP_NET_ADMIN in both namespaces. All throw Error.
class NetworkStrategy {
 public:
  virtual ~NetworkStrategy() = default;
  // Runs in the caller's namespace and may make things there for the namespace of process `pid`. Makes
  // all or nothing. `context` is filled with what Initialize and Destroy need.
  virtual void Create(const Network& network, pid_t pid, Context& context) const = 0;
  // Runs inside the container.
  virtual void Initialize(const Network& network, const Context& context) const = 0;
  // Removes what Create has made, if it is still there.
  virtual void Destroy(const Context& context) const = 0;
};

// The strategy of that type. Throws Error: ENOTSUP, there is none of that type.
const NetworkStrategy& GetStrategy(const std::string& type);

// Gives the veth networks that have no name the names eth0, eth1, … in their order, passing over those
// that others have.
void NameInterfaces(std::vector<Network>& networks);

// What one interface has carried since its creation; rx is what came in.
struct InterfaceStats : netlink::LinkStatistics {
  std::string name;  // in the container
  bool operator==(const InterfaceStats&) const = default;
};

// The interfaces in the network namespace of process `pid`, by /proc/PID/net/dev (proc(5)). None if that
// is the caller's: they are not the container's then. Throws Error: ENOENT or ESRCH, there is no such process.
std::vector<InterfaceStats> GetStats(pid_t pid);

// The same from the text of such a file. Throws Error EINVAL: it is none.
std::vector<InterfaceStats> ParseStats(std::string_view text);

// Change an interface of the calling thread's network namespace that is known by its name. Need
// CAP_NET_ADMIN in that namespace. Throw Error: ENODEV, no such interface; EINVAL, a name no interface
// can have, an MTU out of range or what is no address; otherwise the kernel's errno. See
// netlink/netlink.h for each.
void InterfaceUp(const std::string& name);
void InterfaceDown(const std::string& name);
void ChangeInterfaceName(const std::string& name, const std::string& new_name);
void CreateVethPair(const std::string& name1, const std::string& name2);
void SetInterfaceInNamespacePid(const std::string& name, pid_t pid);
void SetInterfaceMaster(const std::string& name, const std::string& bridge);
void SetDefaultGateway(const std::string& gateway, const std::string& name);
void SetInterfaceIp(const std::string& name, const std::string& address);
void SetMtu(const std::string& name, int64_t mtu);

}  // namespace libcontainer::network

#endif  // LIBCONTAINER_NETWORK_NETWORK_H_
