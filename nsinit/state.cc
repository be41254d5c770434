#include "libcontainer/state.h"

#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "commands.h"
#include "libcontainer/error.h"
#include "libcontainer/namespaces/exec.h"
#include "libcontainer/unique_fd.h"
#include "report.h"

namespace libcontainer::nsinit {
namespace {

State RunningOrThrow(const Globals& globals) {
  const std::optional<State> state = namespaces::GetRunning(globals.data_path);
  if (!state) throw Error(ESRCH, "find a running container in", globals.data_path);
  return *state;
}

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

int RunState(const Globals& globals) {
  std::fputs(EncodeState(RunningOrThrow(globals)).c_str(), stdout);
  return std::fflush(stdout) == 0 ? 0 : 1;
}

int RunKill(const Globals& globals, const std::string& signal) {
  const int number = ParseSignal(signal);
  const State state = RunningOrThrow(globals);
  const UniqueFd process(static_cast<int>(::syscall(SYS_pidfd_open, state.init_pid, 0)));
  if (!process || !IsAlive(state) ||
      ::syscall(SYS_pidfd_send_signal, process.get(), number, nullptr, 0) != 0) {
    throw Error(errno, "send signal to process", std::to_string(state.init_pid));
  }
  return 0;
}

int RunClean(const Globals& globals) {
  namespaces::Clean(globals.data_path);
  return 0;
}

}  // namespace libcontainer::nsinit
