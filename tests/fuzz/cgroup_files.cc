// libFuzzer target: the parsers of the kernel's cgroup files and tables. The first byte chooses one.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "../../cgroups/parse.h"
#include "../../cgroups/stats_parse.h"
#include "libcontainer/error.h"

namespace {

namespace cgroups = libcontainer::cgroups;
using Text = std::string_view;

constexpr std::array kParsers = {
    +[](Text text) { static_cast<void>(cgroups::ParseCount(text, "f")); },
    +[](Text text) { static_cast<void>(cgroups::ParseLimit(text, "f")); },
    +[](Text text) { static_cast<void>(cgroups::ParseCounts(text, "f")); },
    +[](Text text) { static_cast<void>(cgroups::ParseSwitch(text, "f")); },
    +[](Text text) { static_cast<void>(cgroups::ParseFlatKeyed(text, "f")); },
    +[](Text text) { static_cast<void>(cgroups::ParseBlkio(text, "f")); },
    +[](Text text) { static_cast<void>(cgroups::ParseIoStat(text, "f")); },
    +[](Text text) { static_cast<void>(cgroups::ParsePressure(text, "f")); },
    +[](Text text) { static_cast<void>(cgroups::ParseMemoryEvents(text, "f")); },
    +[](Text text) { static_cast<void>(cgroups::ParseThrottling(text, "f")); },
    +[](Text text) { static_cast<void>(cgroups::ParseCpuStat(text, "f")); },
    +[](Text text) { static_cast<void>(cgroups::ParseProcs(text, "f")); },
    +[](Text text) { static_cast<void>(cgroups::ParseSubsystems(text)); },
    +[](Text text) {
      static_cast<void>(cgroups::ParseCgroupMounts(text, cgroups::ParseProcCgroup(text)));
    },
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const Text text(reinterpret_cast<const char*>(data) + 1, size - 1);
  try {
    kParsers.at(data[0] % kParsers.size())(text);
  } catch (const libcontainer::Error&) {
    // What is malformed is refused.
  }
  return 0;
}
