// libFuzzer target: /proc/PID/mountinfo.
#include "internal/mountinfo.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static_cast<void>(libcontainer::internal::ParseMountInfo(text));
  return 0;
}
