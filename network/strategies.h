#ifndef LIBCONTAINER_NETWORK_STRATEGIES_H_
#define LIBCONTAINER_NETWORK_STRATEGIES_H_

#include "libcontainer/network/network.h"

namespace libcontainer::network {

// The loopback interface that every network namespace has, brought up.
class Loopback : public NetworkStrategy {
 public:
  void Create(const Network& /*network*/, pid_t /*pid*/, Context& /*context*/) const override {}
  void Initialize(const Network& network, const Context& context) const override;
  void Destroy(const Context& /*context*/) const override {}
};

// A pair of veth(4) interfaces, one a port of a bridge on the host, the other in the container.
class Veth : public NetworkStrategy {
 public:
  void Create(const Network& network, pid_t pid, Context& context) const override;
  void Initialize(const Network& network, const Context& context) const override;
  void Destroy(const Context& context) const override;
};

// A network namespace that exists already.
class NetNS : public NetworkStrategy {
 public:
  void Create(const Network& network, pid_t pid, Context& context) const override;
  void Initialize(const Network& network, const Context& context) const override;
  void Destroy(const Context& /*context*/) const override {}
};

}  // namespace libcontainer::network

#endif  // LIBCONTAINER_NETWORK_STRATEGIES_H_
