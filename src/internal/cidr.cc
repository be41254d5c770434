#include "internal/cidr.h"

#include <arpa/inet.h>

#include <charconv>
#include <string>

namespace libcontainer::internal {

std::optional<Cidr> ParseAddress(std::string_view text) {
  // inet_pton would stop there and accept what stands before.
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  const std::string copy(text);
  Cidr cidr;
  if (::inet_pton(AF_INET, copy.c_str(), cidr.address.data()) == 1) {
    cidr.family = AF_INET;
    cidr.prefix_length = 32;
  } else if (::inet_pton(AF_INET6, copy.c_str(), cidr.address.data()) == 1) {
    cidr.family = AF_INET6;
    cidr.prefix_length = 128;
  } else {
    return std::nullopt;
  }
  return cidr;
}

std::optional<Cidr> ParseCidr(std::string_view text) {
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  std::optional<Cidr> cidr = ParseAddress(text.substr(0, slash));
  if (!cidr) return std::nullopt;
  const std::string_view digits = text.substr(slash + 1);
  unsigned length = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  if (length > static_cast<unsigned>(cidr->prefix_length)) return std::nullopt;
  cidr->prefix_length = static_cast<int>(length);
  return cidr;
}

bool Contains(const Cidr& network, const Cidr& address) {
  if (network.family != address.family) return false;
  for (int bit = 0; bit < network.prefix_length; ++bit) {
    const auto byte = static_cast<size_t>(bit / 8);
    if (((network.address[byte] ^ address.address[byte]) & (0x80 >> (bit % 8))) != 0) return false;
  }
  return true;
}

}  // namespace libcontainer::internal
