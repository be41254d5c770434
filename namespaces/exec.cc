// Runs in: the parent.
#include "libcontainer/namespaces/exec.h"

#include <stdlib.h>
#include <sys/stat.h>

#include <cerrno>
#include <optional>

#include "internal/files.h"
#include "libcontainer/cgroups/fs.h"
#include "libcontainer/error.h"
#include "libcontainer/namespaces/namespaces.h"
#include "libcontainer/state.h"
#include "process_impl.h"
#include "sync_pipe.h"

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

// Follows the init until its command runs.
void AwaitExec(SyncPipe& pipe, Process::Impl& process) {
  bool ready = false;
  while (std::optional<SyncPipe::Frame> frame = pipe.Receive()) {
    if (frame->kind == MessageKind::kConsole) process.terminal().SetMaster(std::move(frame->fd));
    if (frame->kind == MessageKind::kReady) ready = true;
    if (frame->kind == MessageKind::kFailed) {
      const auto failed = Decode<FailedMessage>(frame->body);
      throw Error(failed.error, failed.operation, failed.object, failed.step);
    }
  }
  if (ready) return;
  const Result result = process.Reap(false);
  throw Error(ECANCELED, "set up container: init ended early with status",
              std::to_string(result.ExitStatus()));
}

void Release(SyncPipe& pipe, StartMessage& message, Process::Impl& process) {
  try {
    pipe.SendMessage(MessageKind::kStart, message);
  } catch (const Error& error) {
    if (error.error() != EPIPE) throw;  // else the init is dead, which AwaitExec explains
  }
  AwaitExec(pipe, process);
}

}  // namespace

Process Start(const Config& config, Terminal& terminal, const StartOptions& options) {
  Validate(config);
  if (options.args.empty()) throw Error(EINVAL, "start a container without", "a command");
  const std::string rootfs = RealPath(options.rootfs);
  const std::string data_path = options.data_path.empty() ? rootfs : RealPath(options.data_path);

  auto process = std::make_unique<Process::Impl>(terminal);
  process->state.emplace(data_path);
  StartMessage message = NewStartMessage(config, rootfs, data_path, options);
  SyncPipePair pipe = NewSyncPipe();
  {
    Command command = options.create_command ? options.create_command(config, options)
                                             : DefaultCreateCommand(config, options);
    terminal.Attach(command);
    process->init = Spawn(command, pipe.child.fd());
  }
  pipe.child.Close();
  process->cgroup = SetupCgroups(config, process->init.pid);
  message.context = InitializeNetworking(config, process->init.pid);
  Release(pipe.parent, message, *process);

  process->state->Publish({process->init.pid, GetProcessStartTime(process->init.pid)});
  if (config.cgroups && !config.cgroups->freezer.empty()) {
    cgroups::fs::Freeze(*config.cgroups, config.cgroups->freezer);
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

std::unique_ptr<cgroups::ActiveCgroup> SetupCgroups(const Config& config, pid_t pid) {
  return config.cgroups ? cgroups::fs::Apply(*config.cgroups, pid) : nullptr;
}

network::Context InitializeNetworking(const Config& config, pid_t pid) {
  network::Context context;
  for (const network::Network& network : config.networks) {
    network::GetStrategy(network.type).Create(network, pid, context);
  }
  return context;
}

}  // namespace libcontainer::namespaces
