// libFuzzer target: container.json. What is accepted is written and read again without a change.
#include "libcontainer/config.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "libcontainer/error.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  try {
    std::vector<std::string> warnings;
    const libcontainer::Config config = libcontainer::DecodeConfig(
        std::string_view(reinterpret_cast<const char*>(data), size), &warnings);
    if (libcontainer::DecodeConfig(libcontainer::ToJson(config), nullptr) != config) std::abort();
    libcontainer::Validate(config);
  } catch (const libcontainer::ConfigError&) {
    // What is malformed is refused.
  }
  return 0;
}
