// Runs in: the parent.
#include "libcontainer/namespaces/exec.h"

#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <optional>
#include <utility>

#include "confinement.h"
#include "filter.h"
#include "internal/files.h"
#include "libcontainer/cgroups/driver.h"
#include "libcontainer/cgroups/fs2.h"
#include "libcontainer/error.h"
#include "libcontainer/namespaces/namespaces.h"
#include "libcontainer/state.h"
#include "privileged.h"
#include "process_impl.h"
#include "run_record.h"

namespace libcontainer::namespaces {
namespace {

std::string RealPath(const std::string& path) {
  const std::unique_ptr<char, decltype(&::free)> real(
      ::realpath(path.empty() ? "." : path.c_str(), nullptr), &::free);
  if (!real) throw Error(errno, "open directory", path);
  return real.get();
}

// The files that decide over the container, if they lie directly in its rootfs. (Further down they
// would be in a directory that the container can rename.)
std::vector<std::string> ProtectedFiles(const std::string& rootfs, const std::string& data_path) {
  if (data_path != rootfs && data_path.starts_with(rootfs == "/" ? rootfs : rootfs + "/")) {
    throw Error(EINVAL, "keep state.json below the rootfs, where the container can change it, in",
                data_path);
  }
  std::vector<std::string> files;
  if (data_path != rootfs) return files;
  for (const char* name : {"container.json", "state.json"}) {
    struct stat status {};
    if (::lstat((rootfs + "/" + name).c_str(), &status) != 0) continue;
    if (!S_ISREG(status.st_mode)) throw Error(EINVAL, "protect, not being a regular file,", name);
    files.emplace_back(name);
  }
  return files;
}

StartMessage NewStartMessage(const Config& config, const std::string& rootfs,
                             const std::string& data_path, const StartOptions& options) {
  struct stat status {};
  if (::stat(rootfs.c_str(), &status) != 0) throw Error(errno, "open directory", rootfs);
  return {config,
          {rootfs, status.st_dev, status.st_ino, ProtectedFiles(rootfs, data_path)},
          {},
          options.args};
}

// A container whose starter is gone is about to die of its parent-death signal, if it has not reset
// that and is not frozen. Throws Error ETIMEDOUT: it does not die.
void KillOrphan(const State& state) {
  const UniqueFd init(static_cast<int>(::syscall(SYS_pidfd_open, state.init_pid, 0)));
  if (!init || !IsAlive(state)) return;  // ended meanwhile
  ::syscall(SYS_pidfd_send_signal, init.get(), SIGKILL, nullptr, 0);
  cgroups::ThawForExit(state.cgroup);
  constexpr int kTimeoutMs = 10000;
  pollfd ended{init.get(), POLLIN, 0};
  if (::poll(&ended, 1, kTimeoutMs) != 1) {
    throw Error(ETIMEDOUT, "kill process", std::to_string(state.init_pid));
  }
}

// cgroup v2: a process can be born in its group.
bool CanBeBornInGroup(const Config& config, const Command& command) {
  return config.cgroups && command.init_path.empty() &&
         cgroups::ChooseDriver() == cgroups::Driver::kFs2;
}

// What clone(2) has no room for is left to the spawned process, which knows clone3(2); so is guarding
// the container. An init of the caller's own does neither.
bool NeedsClone3(const Config& config, const Command& command, bool born_in_group) {
  return command.init_path.empty() && (born_in_group || config.HasNamespace("NEWTIME") ||
                                       config.HasNamespace("NEWUSER") || LosesDeathSignal(config));
}

// What executes a program in a user namespace without ids has no privilege in it any more.
void RequireOwnInit(const Config& config, const Command& command) {
  if (config.HasNamespace("NEWUSER") && !command.init_path.empty()) {
    throw Error(ENOTSUP, "create a user namespace for the init", command.init_path);
  }
}

// Removes what a container that died without its starter left behind. Throws Error EBUSY: it lives.
void RemoveDeadContainer(RunRecord& record, const std::string& data_path) {
  const std::optional<State> state = record.Read();
  if (!state) return record.Remove();
  if (state->init_pid != 0 && IsAlive(*state)) {
    if (OwnerIsAlive(*state)) throw Error(EBUSY, "replace the container that runs in", data_path);
    KillOrphan(*state);
  }
  if (!state->cgroup.path.empty()) cgroups::Adopt(state->cgroup)->Cleanup();
  DeleteState(data_path);
  record.Remove();
}

// The locked record of `data_path`, with nothing left of an earlier container.
RunRecord NewRecord(const std::string& data_path) {
  for (;;) {
    RunRecord record(data_path);
    if (!record.Read()) return record;
    RemoveDeadContainer(record, data_path);
  }
}

}  // namespace

Process Start(const Config& config, Terminal& terminal, const StartOptions& options) {
  Validate(config);
  CheckConfinement(config);
  if (options.args.empty()) throw Error(EINVAL, "start a container without", "a command");
  const std::string rootfs = RealPath(options.rootfs);
  const std::string data_path = options.data_path.empty() ? rootfs : RealPath(options.data_path);

  const security::seccomp::Filter filter = CompileFilter(config, options);
  auto process = std::make_unique<Process::Impl>(terminal);
  process->seccomp_listener = options.seccomp_listener;
  State state;
  state.owner_pid = ::getpid();
  state.owner_start_time = GetProcessStartTime(state.owner_pid);
  process->record.emplace(NewRecord(data_path));
  process->record->Write(state);
  process->state.emplace(data_path);
  StartMessage message = NewStartMessage(config, rootfs, data_path, options);
  message.filter = filter;
  const auto record_location = [&](const cgroups::Location& location) {
    state.cgroup = location;
    process->record->Write(state);
  };
  const auto begin = Process::Impl::Clock::now();
  Command command = options.create_command ? options.create_command(config, options)
                                           : DefaultCreateCommand(config, options);
  RequireOwnInit(config, command);
  const bool born_in_group = CanBeBornInGroup(config, command);
  if (born_in_group) process->cgroup = cgroups::fs2::Create(*config.cgroups, record_location);
  message.namespace_flags = command.namespace_flags;
  const bool clones = NeedsClone3(config, command, born_in_group);
  if (clones) command.namespace_flags = 0;
  process->Spawn(std::move(command), config);
  if (clones) {
    process->CloneInto(born_in_group ? process->cgroup->Directory() : -1, message,
                       LosesDeathSignal(config));
  }
  WriteIdMappings(process->init, config);
  const auto spawned = Process::Impl::Clock::now();
  if (!process->cgroup) {
    process->cgroup = SetupCgroups(config, process->init.pid, record_location);
  }
  const auto grouped = Process::Impl::Clock::now();
  process->networks = config.networks;
  InitializeNetworking(config, process->init.pid, process->network_contexts);
  message.contexts = process->network_contexts;
  process->Send(MessageKind::kStart, message);
  process->AwaitExec();
  process->running_since = Process::Impl::Clock::now();
  process->result.timings = {
      spawned - begin, grouped - spawned, process->running_since - grouped, {}};

  state.init_pid = process->init.pid;
  state.init_start_time = GetProcessStartTime(process->init.pid);
  process->record->Write(state);
  process->state->Publish({state.init_pid, state.init_start_time});
  process->record->Unlock();
  if (config.cgroups && !config.cgroups->freezer.empty()) {
    cgroups::Freeze(state.cgroup, config.cgroups->freezer);
  }
  if (options.start_callback) options.start_callback(process->init.pid);
  return Process(std::move(process));
}

int Exec(const Config& config, Terminal& terminal, const StartOptions& options) {
  try {
    return Start(config, terminal, options).Wait(options.signal_fd).ExitStatus();
  } catch (...) {
    terminal.Close();
    throw;
  }
}

Command DefaultCreateCommand(const Config& config, const StartOptions& /*options*/) {
  Command command;
  command.args = {"libcontainer-init"};
  command.namespace_flags = GetNamespaceFlags(config.namespaces);
  return command;
}

std::unique_ptr<cgroups::ActiveCgroup> SetupCgroups(
    const Config& config, pid_t pid, const std::function<void(const cgroups::Location&)>& before) {
  return config.cgroups ? cgroups::Apply(*config.cgroups, pid, before) : nullptr;
}

std::optional<State> GetRunning(const std::string& data_path) {
  const std::optional<RunRecord> record = RunRecord::Find(RealPath(data_path));
  if (!record) return std::nullopt;
  std::optional<State> state = record->Read();
  if (!state || state->init_pid == 0 || !IsAlive(*state) || !OwnerIsAlive(*state)) {
    return std::nullopt;
  }
  return state;
}

void Clean(const std::string& data_path) {
  const std::string real = RealPath(data_path);
  if (std::optional<RunRecord> record = RunRecord::Find(real)) RemoveDeadContainer(*record, real);
}

void InitializeNetworking(const Config& config, pid_t pid,
                          std::vector<network::Context>& contexts) {
  std::vector<network::Network> networks = config.networks;
  network::NameInterfaces(networks);
  for (const network::Network& network : networks) {
    network::Context context;
    network::GetStrategy(network.type).Create(network, pid, context);
    contexts.push_back(std::move(context));
  }
}

void DestroyNetworking(const std::vector<network::Network>& networks,
                       const std::vector<network::Context>& contexts) {
  for (size_t i = 0; i < contexts.size(); ++i) {
    network::GetStrategy(networks.at(i).type).Destroy(contexts[i]);
  }
}

}  // namespace libcontainer::namespaces
