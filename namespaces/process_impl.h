#ifndef LIBCONTAINER_NAMESPACES_PROCESS_IMPL_H_
#define LIBCONTAINER_NAMESPACES_PROCESS_IMPL_H_

#include <memory>
#include <optional>

#include "libcontainer/cgroups/cgroups.h"
#include "libcontainer/namespaces/terminal.h"
#include "libcontainer/process.h"
#include "spawn.h"
#include "state_file.h"

namespace libcontainer {

// Everything that a running container consists of on the host. Its destructor is the clean-up of a
// start that failed, at any point, as well as of a container that was not waited for.
class Process::Impl {
 public:
  explicit Impl(namespaces::Terminal& terminal) : terminal_(terminal) {}
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl();

  namespaces::Terminal& terminal() { return terminal_; }
  Result Wait(int signal_fd);
  // Kills the init if it lives and collects its status.
  Result Reap(bool kill);
  void Cleanup();

  namespaces::Spawned init;
  std::unique_ptr<cgroups::ActiveCgroup> cgroup;
  std::optional<namespaces::StateFile> state;

 private:
  bool ForwardSignals(int signal_fd);
  void CopyUntilExit(int signal_fd);

  namespaces::Terminal& terminal_;
  bool reaped_ = false;
};

}  // namespace libcontainer

#endif  // LIBCONTAINER_NAMESPACES_PROCESS_IMPL_H_
