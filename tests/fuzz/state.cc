// libFuzzer target: state.json, which a container can have written, and /proc/PID/stat. What is written
// of a state is read as the same.
#include "libcontainer/state.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "internal/proc_stat.h"
#include "libcontainer/error.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static_cast<void>(libcontainer::internal::ParseStartTime(text));
  try {
    const std::string written =
        libcontainer::EncodeState(libcontainer::DecodeState(text, "state.json"));
    if (libcontainer::EncodeState(libcontainer::DecodeState(written, "state.json")) != written) {
      std::abort();
    }
  } catch (const libcontainer::Error&) {
    // What is malformed is refused.
  }
  return 0;
}
