#ifndef LIBCONTAINER_SRC_INTERNAL_CIDR_H_
#define LIBCONTAINER_SRC_INTERNAL_CIDR_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace libcontainer::internal {

// An IP address in network byte order, of which the first `prefix_length` bits name the network.
struct Cidr {
  int family = 0;                        // AF_INET or AF_INET6
  std::array<uint8_t, 16> address = {};  // the first 4 bytes for AF_INET
  int prefix_length = 0;                 // of a plain address: all its bits
  bool operator==(const Cidr&) const = default;
};

// "10.0.0.1" or "fd00::1"; nothing if it is not an address.
std::optional<Cidr> ParseAddress(std::string_view text);

// "10.0.0.1/24" or "fd00::1/64". Bits after the prefix may be set.
std::optional<Cidr> ParseCidr(std::string_view text);

// True if `address` is in the network that `network` is in, too: the bits of its prefix agree.
bool Contains(const Cidr& network, const Cidr& address);

}  // namespace libcontainer::internal

#endif  // LIBCONTAINER_SRC_INTERNAL_CIDR_H_
