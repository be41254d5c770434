#include "libcontainer/stats.h"

#include <chrono>
#include <cstdio>
#include <string>

#include "commands.h"
#include "libcontainer/cgroups/driver.h"

namespace libcontainer::nsinit {

int RunStats(const Globals& globals) {
  constexpr std::chrono::milliseconds kWindow(100);
  const State state = RunningContainer(globals);
  const cgroups::Stats stats = cgroups::GetStats(GroupOf(state, globals), kWindow);
  const std::string json = ToJson(stats, network::GetStats(state.init_pid));
  std::puts(("Stats:\n" + json).c_str());
  return std::fflush(stdout) == 0 ? 0 : 1;
}

}  // namespace libcontainer::nsinit
