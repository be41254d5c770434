// libFuzzer target: what a netlink socket receives. The answer looked for is that to request 1.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "../../netlink/message.h"
#include "libcontainer/error.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view datagram(reinterpret_cast<const char*>(data), size);
  try {
    static_cast<void>(libcontainer::netlink::FindAnswer(datagram, 1));
  } catch (const libcontainer::Error&) {
    // What is malformed is refused.
  }
  return 0;
}
