#include "libcontainer/namespaces/exec.h"

#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

#include "commands.h"
#include "libcontainer/config.h"
#include "libcontainer/error.h"
#include "libcontainer/state.h"
#include "report.h"

namespace libcontainer::nsinit {
namespace {

// Every signal that somebody can send to this process on purpose. Those left out are raised by a
// fault of nsinit itself, and must end it.
UniqueFd CatchSignals() {
  sigset_t signals;
  ::sigfillset(&signals);
  for (const int fault : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT, SIGSYS}) {
    ::sigdelset(&signals, fault);
  }
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  UniqueFd fd(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!fd) throw Error(errno, "create", "signalfd");
  return fd;
}

void RemoveStaleState(const std::string& data_path) {
  const std::optional<State> state = GetState(data_path);
  if (!state || IsAlive(*state)) return;
  Report("exec: state.json is stale, removing it: process " + std::to_string(state->init_pid) +
         " is gone");
  DeleteState(data_path);
}

}  // namespace

int RunExec(const Globals& globals, const std::vector<std::string>& args) {
  std::vector<std::string> warnings;
  const Config config = LoadConfig(globals.data_path, &warnings);
  ReportAll(warnings);
  RemoveStaleState(globals.data_path);
  const UniqueFd signals = CatchSignals();
  const auto terminal =
      namespaces::NewTerminal(STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO, config.tty);
  namespaces::StartOptions options;
  options.data_path = globals.data_path;
  options.args = args;
  options.signal_fd = signals.get();
  return namespaces::Exec(config, *terminal, options);
}

}  // namespace libcontainer::nsinit
