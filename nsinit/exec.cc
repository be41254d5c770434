#include "libcontainer/namespaces/exec.h"

#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <optional>

#include "commands.h"
#include "internal/suggest.h"
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

// What lies there is only looked at: a start replaces it, whatever it is.
void WarnOfStaleState(const std::string& data_path) {
  try {
    const std::optional<State> state = GetState(data_path);
    if (!state) return;
    Report("exec: state.json is stale, removing it: process " + std::to_string(state->init_pid) +
           (IsAlive(*state) ? " is not this container" : " is gone"));
  } catch (const Error& error) {
    Report(std::string("exec: removing what is no state.json: ") + error.what());
  }
}

void WarnOfUnknownSyscalls(const Config& config) {
  if (!config.seccomp) return;
  for (const std::string& name : security::seccomp::UnknownSyscalls(*config.seccomp)) {
    Report("container.json: seccomp: no rule made for \"" + name +
           "\", which libseccomp does not know" +
           internal::Suggestion(name, security::seccomp::GetAllSyscalls()));
  }
}

// Starts a container, or joins the one that lives. Whoever comes second while a start is under way
// waits for it; a container that ends in between is followed by a new one.
int StartOrJoin(const Config& config, const Globals& globals, namespaces::Terminal& terminal,
                const namespaces::StartOptions& options) {
  constexpr int kAttempts = 100;
  for (int attempt = 1;; ++attempt) {
    if (const auto running = namespaces::GetRunning(globals.data_path)) {
      try {
        return namespaces::ExecIn(config, *running, terminal, options);
      } catch (const Error& error) {
        if (error.error() != ESRCH || attempt == kAttempts) throw;
      }
    }
    WarnOfStaleState(globals.data_path);
    try {
      return namespaces::Exec(config, terminal, options);
    } catch (const Error& error) {
      if (error.error() != EBUSY || !error.step().empty() || attempt == kAttempts) throw;
    }
  }
}

}  // namespace

int RunExec(const Globals& globals, const std::vector<std::string>& args) {
  std::vector<std::string> warnings;
  const Config config = LoadConfig(globals.data_path, &warnings);
  ReportAll(warnings);
  WarnOfUnknownSyscalls(config);
  const UniqueFd signals = CatchSignals();
  const auto terminal =
      namespaces::NewTerminal(STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO, config.tty);
  namespaces::StartOptions options;
  options.data_path = globals.data_path;
  options.args = args;
  options.signal_fd = signals.get();
  return StartOrJoin(config, globals, *terminal, options);
}

int RunNsEnter(const NsEnterOptions& enter, const std::vector<std::string>& args) {
  pid_t pid = 0;
  const char* const end = enter.pid.data() + enter.pid.size();
  const auto [stop, error] = std::from_chars(enter.pid.data(), end, pid);
  if (error != std::errc() || stop != end || pid <= 0) {
    throw Error(EINVAL, "use as --nspid", "\"" + enter.pid + "\"");
  }
  std::vector<std::string> warnings;
  const Config config = DecodeConfig(enter.container_json, &warnings);
  ReportAll(warnings);
  WarnOfUnknownSyscalls(config);
  const UniqueFd signals = CatchSignals();
  const auto terminal =
      namespaces::NewTerminal(STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO, config.tty);
  namespaces::StartOptions options;
  options.args = args;
  options.signal_fd = signals.get();
  return namespaces::NsEnter(config, pid, *terminal, options);
}

}  // namespace libcontainer::nsinit
