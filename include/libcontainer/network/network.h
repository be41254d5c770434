#ifndef LIBCONTAINER_NETWORK_NETWORK_H_
#define LIBCONTAINER_NETWORK_NETWORK_H_

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>

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
  bool operator==(const Network&) const = default;
};

// What the parent's half of a strategy tells the half inside the container.
using Context = std::map<std::string, std::string>;

// A way to connect a container. Create runs in the parent and may make things on the host for the
// namespace of process `pid`; Initialize runs inside the container.
class NetworkStrategy {
 public:
  virtual ~NetworkStrategy() = default;
  // The host's part. `context` is filled with what Initialize needs. Throws Error.
  virtual void Create(const Network& network, pid_t pid, Context& context) const = 0;
  // The part inside, in the network namespace. Throws Error.
  virtual void Initialize(const Network& network, const Context& context) const = 0;
};

// The strategy of that type. Throws Error: ENOTSUP, there is none of that type.
const NetworkStrategy& GetStrategy(const std::string& type);

// Bring an interface of the calling thread's network namespace up or down, or set its MTU in bytes.
// Need CAP_NET_ADMIN in that namespace. Throw Error: ENODEV, no such interface; EINVAL, a name no interface can have, or an MTU out of range; otherwise the
// kernel's errno.
void InterfaceUp(const std::string& name);
void InterfaceDown(const std::string& name);
void SetMtu(const std::string& name, int64_t mtu);

}  // namespace libcontainer::network

#endif  // LIBCONTAINER_NETWORK_NETWORK_H_
