// Runs in: the parent.
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "confinement.h"
#include "filter.h"
#include "libcontainer/cgroups/driver.h"
#include "libcontainer/cgroups/fs.h"
#include "libcontainer/error.h"
#include "libcontainer/namespaces/exec.h"
#include "libcontainer/namespaces/namespaces.h"
#include "privileged.h"
#include "process_impl.h"

namespace libcontainer::namespaces {
namespace {

struct stat NamespaceOf(const std::string& process, const char* file) {
  struct stat status {};
  const std::string path = "/proc/" + process + "/ns/" + file;
  // ENOENT: this kernel has no such namespaces; then it is the same for all.
  if (::stat(path.c_str(), &status) != 0 && errno != ENOENT) throw Error(errno, "stat", path);
  return status;
}

// The kinds of namespaces in which that process is not where this one is.
uint64_t OtherNamespaces(pid_t pid) {
  uint64_t flags = 0;
  for (const Namespace& ns : Namespaces()) {
    const struct stat own = NamespaceOf("self", ns.file);
    const struct stat other = NamespaceOf(std::to_string(pid), ns.file);
    if (own.st_ino != other.st_ino || own.st_dev != other.st_dev) flags |= ns.value;
  }
  return flags;
}

void RequireAlive(const State& state) {
  if (!IsAlive(state)) {
    throw Error(ESRCH, "find container of process", std::to_string(state.init_pid));
  }
}

Process JoinProcess(const Config& config, const State& state, const UniqueFd& target,
                    Terminal& terminal, const StartOptions& options) {
  StartMessage message{config,
                       {},
                       {},
                       options.args,
                       OtherNamespaces(state.init_pid),
                       CompileFilter(config, options)};
  if ((message.namespace_flags & GetNamespace("NEWNS")->value) == 0) {
    throw Error(EPERM, "join, not being in a mount namespace of its own, process",
                std::to_string(state.init_pid));
  }
  if ((message.namespace_flags & CLONE_NEWUSER) != 0) {
    ReadIdMappings(state.init_pid, target.get(), message.config);
  }
  if (!state.cgroup.path.empty() && cgroups::IsFrozen(state.cgroup)) {
    throw Error(EAGAIN, "join, being paused, container of process", std::to_string(state.init_pid));
  }
  auto process = std::make_unique<Process::Impl>(terminal);
  process->seccomp_listener = options.seccomp_listener;
  Command command = options.create_command ? options.create_command(config, options)
                                           : DefaultCreateCommand(config, options);
  command.namespace_flags = 0;
  const auto begin = Process::Impl::Clock::now();
  process->Spawn(std::move(command), message.config);
  const auto spawned = Process::Impl::Clock::now();
  cgroups::fs::JoinGroupsOf(state.init_pid, process->init.pid);
  const auto grouped = Process::Impl::Clock::now();
  process->Send(MessageKind::kJoin, message, target.get());
  process->AwaitExec();
  process->running_since = Process::Impl::Clock::now();
  process->result.timings = {
      spawned - begin, grouped - spawned, process->running_since - grouped, {}};
  return Process(std::move(process));
}

}  // namespace

UniqueFd OpenProcess(const State& state) {
  UniqueFd fd(static_cast<int>(::syscall(SYS_pidfd_open, state.init_pid, 0)));
  if (!fd) throw Error(errno, "open process", std::to_string(state.init_pid));
  RequireAlive(state);
  return fd;
}

Process Join(const Config& config, const State& state, Terminal& terminal,
             const StartOptions& options) try {
  Validate(config);
  CheckConfinement(config);
  if (options.args.empty()) throw Error(EINVAL, "join a container without", "a command");
  const UniqueFd target = OpenProcess(state);
  Process process = JoinProcess(config, state, target, terminal, options);
  if (options.start_callback) options.start_callback(process.pid());
  return process;
} catch (const Error&) {
  // A container that ends meanwhile fails in as many ways as there are steps.
  RequireAlive(state);
  throw;
}

void Kill(const State& state, int signal) {
  const UniqueFd init = OpenProcess(state);
  if (::syscall(SYS_pidfd_send_signal, init.get(), signal, nullptr, 0) != 0) {
    throw Error(errno, "send a signal to process", std::to_string(state.init_pid));
  }
  if (signal == SIGKILL) cgroups::ThawForExit(state.cgroup);
}

int ExecIn(const Config& config, const State& state, Terminal& terminal,
           const StartOptions& options) {
  try {
    return Join(config, state, terminal, options).Wait(options.signal_fd).ExitStatus();
  } catch (...) {
    terminal.Close();
    throw;
  }
}

int NsEnter(const Config& config, pid_t pid, Terminal& terminal, const StartOptions& options) {
  return ExecIn(config, {pid, GetProcessStartTime(pid)}, terminal, options);
}

}  // namespace libcontainer::namespaces
