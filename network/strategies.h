#ifndef LIBCONTAINER_NETWORK_STRATEGIES_H_
#define LIBCONTAINER_NETWORK_STRATEGIES_H_

#include "libcontainer/network/network.h"

namespace libcontainer::network {

// The loopback interface that every network namespace has, brought up.
class Loopback : public NetworkStrategy {
 public:
  void Create(const Network& /*network*/, pid_t /*pid*/, Context& /*context*/) const override {}
  void Initialize(const Network& network, const Context& context) const override;
};

}  // namespace libcontainer::network

#endif  // LIBCONTAINER_NETWORK_STRATEGIES_H_
