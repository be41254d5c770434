#include <fcntl.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

#include "../fs/tree.h"
#include "../stats_parse.h"
#include "group_files.h"
#include "internal/files.h"
#include "libcontainer/cgroups/fs2.h"
#include "libcontainer/error.h"

namespace libcontainer::cgroups::fs2 {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr const char* kFreezeFile = "cgroup.freeze";
constexpr const char* kEventsFile = "cgroup.events";
constexpr milliseconds kTimeout(10000);

// Waits until cgroup.events says so; the kernel announces each change of that file (POLLPRI).
void AwaitFrozen(const ControlFiles& group, uint64_t frozen) {
  const UniqueFd events = internal::Open(group.dir(), kEventsFile, O_RDONLY);
  const auto deadline = steady_clock::now() + kTimeout;
  for (;;) {
    const auto state = group.Get(kEventsFile, ParseFlatKeyed).value_or(FlatKeyed());
    const auto found = state.find("frozen");
    if (found != state.end() && found->second == frozen) return;
    const auto left = std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now());
    pollfd change{events.get(), POLLPRI, 0};
    if (left.count() <= 0 || ::poll(&change, 1, static_cast<int>(left.count())) == 0) {
      throw Error(ETIMEDOUT, "wait for frozen " + std::to_string(frozen) + " in",
                  group.NameOf(kEventsFile));
    }
    // Reading is what ends the announcement.
    static_cast<void>(internal::ReadAll(events.get(), group.NameOf(kEventsFile)));
  }
}

}  // namespace

void Freeze(const Location& location, const std::string& state) {
  if (state != kFrozen && state != kThawed) {
    throw Error(EINVAL, "set freezer state", "\"" + state + "\"");
  }
  const ControlFiles group = OpenGroupFiles(location);
  const uint64_t frozen = state == kFrozen ? 1 : 0;
  fs::WriteControl(group.dir(), group.path(), kFreezeFile, std::to_string(frozen));
  try {
    AwaitFrozen(group, frozen);
  } catch (const Error&) {
    fs::WriteControl(group.dir(), group.path(), kFreezeFile, "0");
    throw;
  }
}

bool IsFrozen(const Location& location) {
  return OpenGroupFiles(location).Read(kFreezeFile).value_or("") == "1\n";
}

}  // namespace libcontainer::cgroups::fs2
