#ifndef LIBCONTAINER_NAMESPACES_PROCESS_IMPL_H_
#define LIBCONTAINER_NAMESPACES_PROCESS_IMPL_H_

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "libcontainer/cgroups/cgroups.h"
#include "libcontainer/namespaces/terminal.h"
#include "libcontainer/network/network.h"
#include "libcontainer/process.h"
#include "run_record.h"
#include "spawn.h"
#include "state_file.h"
#include "sync_pipe.h"

namespace libcontainer {

// Everything that a running process of a container consists of on the host. Its destructor is the
// clean-up of a start that failed, at any point, as well as of a process that was not waited for.
// A process that joined has no record, group or state of its own.
class Process::Impl {
 public:
  explicit Impl(namespaces::Terminal& terminal) : terminal_(terminal) {}
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl();

  // Runs the init, connected with the terminal and with this process, under the limits of `config` that
  // take a privilege.
  void Spawn(namespaces::Command command, const Config& config);
  // Puts a new process, in the rootfs and namespaces of `start`, into the group of that directory in place
  // of the init, which with `guard` stays beside it.
  void CloneInto(int cgroup, const namespaces::StartMessage& start, bool guard);
  // The first message; `fd` goes along.
  void Send(namespaces::MessageKind kind, namespaces::StartMessage& message, int fd = -1);
  // Follows the init until the command runs. Throws Error: the step that failed.
  void AwaitExec();

  Result Wait(int signal_fd);

  namespaces::Spawned init;
  Result result;  // as far as it is known
  using Clock = std::chrono::steady_clock;
  Clock::time_point running_since;
  std::optional<namespaces::RunRecord> record;
  std::optional<namespaces::StateFile> state;
  std::unique_ptr<cgroups::ActiveCgroup> cgroup;
  std::vector<network::Network> networks;
  std::vector<network::Context> network_contexts;  // of the first of these
  std::function<void(UniqueFd)> seccomp_listener;  // see StartOptions

 private:
  struct Progress {
    bool ready = false;
    bool moved = false;  // to the child that goes on inside
    std::optional<namespaces::FailedMessage> failed;
  };
  void Handle(namespaces::SyncPipe::Frame frame, Progress& progress);
  bool AwaitMessage();
  // Throws Error unless the init has come where it should.
  void Check(const Progress& progress);
  bool ForwardSignals(int signal_fd);
  void CopyUntilExit(int signal_fd);
  // Collects the status of the init into `result`, after killing it if `kill`.
  void Reap(bool kill);
  // Ends the process that guards the init, once that is dead.
  void EndGuard();
  void Cleanup();

  namespaces::Terminal& terminal_;
  std::optional<namespaces::SyncPipe> pipe_;
  bool reaped_ = false;
  bool guarded_ = false;
  namespaces::Spawned guard_;
};

}  // namespace libcontainer

#endif  // LIBCONTAINER_NAMESPACES_PROCESS_IMPL_H_
