#include "libcontainer/stats.h"

#include <chrono>
#include <cstdio>
#include <string>

#include "commands.h"
#include "libcontainer/cgroups/driver.h"

namespace libcontainer::nsinit {

int RunStats(const Globals& globals) {
  constexpr std::chrono::milliseconds kWindow(100);
  const cgroups::Stats stats = cgroups::GetStats(GroupOfRunning(globals), kWindow);
  std::puts(("Stats:\n" + ToJson(stats)).c_str());
  return std::fflush(stdout) == 0 ? 0 : 1;
}

}  // namespace libcontainer::nsinit
