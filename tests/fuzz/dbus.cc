// libFuzzer target: messages of the system bus.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "../../cgroups/systemd/dbus_message.h"
#include "libcontainer/error.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace systemd = libcontainer::cgroups::systemd;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  try {
    if (size < systemd::kFixedHeaderSize) return 0;
    static_cast<void>(systemd::MessageSize(bytes.substr(0, systemd::kFixedHeaderSize)));
    const systemd::Message message = systemd::Decode(bytes);
    systemd::Decoder arguments(message.body);
    static_cast<void>(arguments.Number());
    static_cast<void>(arguments.String());
    static_cast<void>(arguments.String());
  } catch (const libcontainer::Error&) {
    // What is malformed is refused.
  }
  return 0;
}
