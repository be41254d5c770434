// libFuzzer target: what a netlink socket receives. The answer looked for is that to request 1; what
// that consists of is read as a link, an address and a route.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "../../netlink/message.h"
#include "../../netlink/replies.h"
#include "libcontainer/error.h"

namespace netlink = libcontainer::netlink;

template <class Parse>
void Try(const Parse& parse) {
  try {
    parse();
  } catch (const libcontainer::Error&) {
    // What is malformed is refused.
  }
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view datagram(reinterpret_cast<const char*>(data), size);
  netlink::Answer answer(1);
  Try([&] { answer.Add(datagram); });
  for (const netlink::Reply& reply : answer.replies()) {
    Try([&] { static_cast<void>(netlink::ParseLink(reply.body)); });
    Try([&] { static_cast<void>(netlink::ParseLinkAddress(reply.body)); });
    Try([&] { static_cast<void>(netlink::ParseRoute(reply.body)); });
  }
  return 0;
}
