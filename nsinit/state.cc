#include "libcontainer/state.h"

#include <signal.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "commands.h"
#include "libcontainer/cgroups/driver.h"
#include "libcontainer/error.h"
#include "libcontainer/namespaces/exec.h"
#include "libcontainer/policy.h"
#include "report.h"

namespace libcontainer::nsinit {
namespace {

// A number, or a name with or without SIG.
int ParseSignal(std::string_view text) {
  int number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error == std::errc() && stop == end && number > 0 && number < NSIG) return number;
  if (text.starts_with("SIG")) text.remove_prefix(3);
  for (int candidate = 1; candidate < NSIG; ++candidate) {
    const char* const name = ::sigabbrev_np(candidate);
    if (name != nullptr && text == name) return candidate;
  }
  throw Error(EINVAL, "find signal", std::string(text));
}

}  // namespace

State RunningContainer(const Globals& globals) {
  const std::optional<State> state = namespaces::GetRunning(globals.data_path);
  if (!state) throw Error(ESRCH, "find a running container in", globals.data_path);
  return *state;
}

cgroups::Location GroupOfRunning(const Globals& globals) {
  return GroupOf(RunningContainer(globals), globals);
}

cgroups::Location GroupOf(const State& state, const Globals& globals) {
  if (state.cgroup.path.empty()) {
    throw Error(ENOENT, "find control groups (container.json has no cgroups) of the container in",
                globals.data_path);
  }
  return state.cgroup;
}

int RunState(const Globals& globals) {
  std::fputs(EncodeState(RunningContainer(globals)).c_str(), stdout);
  return std::fflush(stdout) == 0 ? 0 : 1;
}

int RunPolicy(const Globals& globals) {
  std::puts(ToJson(GetEffectivePolicy(RunningContainer(globals))).c_str());
  return std::fflush(stdout) == 0 ? 0 : 1;
}

int RunKill(const Globals& globals, const std::string& signal) {
  namespaces::Kill(RunningContainer(globals), ParseSignal(signal));
  return 0;
}

int RunPause(const Globals& globals) {
  cgroups::Freeze(GroupOfRunning(globals), cgroups::kFrozen);
  return 0;
}

int RunResume(const Globals& globals) {
  cgroups::Freeze(GroupOfRunning(globals), cgroups::kThawed);
  return 0;
}

int RunClean(const Globals& globals) {
  namespaces::Clean(globals.data_path);
  return 0;
}

}  // namespace libcontainer::nsinit
