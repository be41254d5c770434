#ifndef LIBCONTAINER_NAMESPACES_EXEC_H_
#define LIBCONTAINER_NAMESPACES_EXEC_H_

#include <sys/types.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libcontainer/config.h"
#include "libcontainer/namespaces/terminal.h"
#include "libcontainer/process.h"
#include "libcontainer/state.h"
#include "libcontainer/unique_fd.h"

// Starting containers. All need root (CAP_SYS_ADMIN in the initial user namespace) and may be
// called from any thread of any program; the calling thread must live as long as the container,
// because the kernel ties the container's parent-death signal to it.
namespace libcontainer::namespaces {

struct StartOptions;

// Makes the command that runs the init; a hook for callers with an init of their own.
using CreateCommand = std::function<Command(const Config& config, const StartOptions& options)>;

// What to run, and where.
struct StartOptions {
  std::string rootfs;             // directory; empty: the working directory
  std::string data_path;          // where state.json goes; empty: the rootfs
  std::vector<std::string> args;  // the command to run in the container, looked up in its PATH
  CreateCommand create_command;   // empty: DefaultCreateCommand
  std::function<void(pid_t)> start_callback;  // called once the command runs
  int signal_fd = -1;                         // Exec only: see Process::Wait
  // Gets the descriptor on which to answer the calls that the seccomp action notify is for; each waits
  // for its answer, and the first ones can come before Start returns. Called from Start and Join, which
  // refuse a profile with that action (ENOTSUP) if this is empty.
  std::function<void(UniqueFd)> seccomp_listener;
};

// Starts a container and returns when its command runs. `terminal` must outlive the process.
// On failure nothing is left behind.
// Throws ConfigError: the configuration cannot be used (nothing was started). Error: what failed;
// step() names the step and is "exec" when the command cannot be executed. EBUSY: a live container
// runs in that directory.
Process Start(const Config& config, Terminal& terminal, const StartOptions& options);

// Start and Process::Wait. Returns the exit status, 128 + N when signal N ended the command.
int Exec(const Config& config, Terminal& terminal, const StartOptions& options);

// The container that was started with that data path, if its first process lives. Waits while one is
// being started or cleaned up. Throws Error.
std::optional<State> GetRunning(const std::string& data_path);

// Removes what a container that died without its starter left behind: processes and control groups,
// state.json. Start does so too. Throws Error EBUSY: the container lives.
void Clean(const std::string& data_path);

// Runs a command in the container of `state`: in all namespaces and control groups of its first
// process, and as confined as that (`config` should be the one it was started with). `rootfs`,
// `data_path` and `signal_fd` of `options` are not used. It ends when the first process does, at the
// latest when its control groups are cleaned up.
// Throws as Start; and Error ESRCH: the container has ended; EAGAIN: it is paused; EPERM: that process
// is in no mount namespace of its own, so it is no container.
Process Join(const Config& config, const State& state, Terminal& terminal,
             const StartOptions& options);

// Join and Process::Wait. Returns the exit status, 128 + N when signal N ended the command.
int ExecIn(const Config& config, const State& state, Terminal& terminal,
           const StartOptions& options);

// A pidfd of the container's first process, never of another one that got the same pid; poll(2)
// reports it as readable when the process has ended. Throws Error: ESRCH, the container has ended.
UniqueFd OpenProcess(const State& state);

// Sends a signal to the container's first process; SIGKILL ends a paused container too. Throws Error:
// ESRCH, the container has ended.
void Kill(const State& state, int signal);

// ExecIn for a process that is known by its pid alone.
int NsEnter(const Config& config, pid_t pid, Terminal& terminal, const StartOptions& options);

// The init built into this library, an empty environment, and the namespaces of `config`.
Command DefaultCreateCommand(const Config& config, const StartOptions& options);

// Puts process `pid` into the control group of `config`; null if the configuration has none.
// Throws as cgroups::Apply.
std::unique_ptr<cgroups::ActiveCgroup> SetupCgroups(
    const Config& config, pid_t pid,
    const std::function<void(const cgroups::Location&)>& before = nullptr);

// Runs the host's part of every network of `config` for the namespace of process `pid`, and appends to
// `contexts` what each has made, for the part inside and for DestroyNetworking; when it throws, too.
void InitializeNetworking(const Config& config, pid_t pid, std::vector<network::Context>& contexts);

// Removes the host's part of the first of `networks`, as many as there are `contexts`. What went with
// the container is no error.
void DestroyNetworking(const std::vector<network::Network>& networks,
                       const std::vector<network::Context>& contexts);

}  // namespace libcontainer::namespaces

#endif  // LIBCONTAINER_NAMESPACES_EXEC_H_
