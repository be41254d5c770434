// Runs in: the parent, and (SpawnedMain) between clone and exec.
#include "spawn.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <string>
#include <vector>

#include "image.h"
#include "internal/files.h"
#include "libcontainer/error.h"

namespace libcontainer::namespaces {
namespace {

constexpr size_t kStackSize = 64 << 10;
constexpr int kImageFd = kSyncPipeFd + 1;

// All that the child uses, prepared before: it shares memory with the caller until execve, so it
// must not allocate, lock or throw.
struct ChildPlan {
  std::array<int, kImageFd + 1> descriptors;  // what becomes descriptor 0, 1, …
  char* const* argv;
  char* const* environment;
  int error = 0;            // errno of the child's failure
  const char* failed = "";  // and what it was doing
};

// Moves all of `descriptors` to their places; those in the way are moved up first.
bool PlaceDescriptors(ChildPlan& plan) {
  for (int& fd : plan.descriptors) {
    fd = ::fcntl(fd, F_DUPFD_CLOEXEC, kImageFd + 1);
    if (fd < 0) return false;
  }
  for (int target = 0; target <= kImageFd; ++target) {
    const int flags = target == kImageFd ? O_CLOEXEC : 0;
    if (::dup3(plan.descriptors[static_cast<size_t>(target)], target, flags) < 0) return false;
  }
  return ::syscall(SYS_close_range, kImageFd + 1, ~0U, 0) == 0;
}

int SpawnedMain(void* argument) {
  auto& plan = *static_cast<ChildPlan*>(argument);
  plan.failed = "set parent-death signal of";
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0) {
    plan.failed = "place descriptors of";
    if (PlaceDescriptors(plan)) {
      plan.failed = "execute";
      ::syscall(SYS_execveat, kImageFd, "", plan.argv, plan.environment, AT_EMPTY_PATH);
    }
  }
  plan.error = errno;
  ::_exit(1);
}

std::vector<char*> Pointers(const std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  pointers.reserve(strings.size() + 1);
  for (const std::string& string : strings) pointers.push_back(const_cast<char*>(string.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

// Blocks every signal of this thread, so that no handler of the caller runs in the child.
class AllSignalsBlocked {
 public:
  AllSignalsBlocked() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &saved_);
  }
  AllSignalsBlocked(const AllSignalsBlocked&) = delete;
  AllSignalsBlocked& operator=(const AllSignalsBlocked&) = delete;
  ~AllSignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &saved_, nullptr); }

 private:
  sigset_t saved_;
};

}  // namespace

Spawned Spawn(const Command& command, int sync_pipe) {
  const UniqueFd null = internal::Open(AT_FDCWD, "/dev/null", O_RDWR);
  const UniqueFd program =
      command.init_path.empty() ? UniqueFd() : internal::Open(AT_FDCWD, command.init_path, O_PATH);
  const std::vector<char*> argv = Pointers(command.args);
  const std::vector<char*> environment = Pointers(command.environment);
  ChildPlan plan{};
  for (size_t i = 0; i < command.stdio.size(); ++i) {
    plan.descriptors[i] = command.stdio[i] ? command.stdio[i].get() : null.get();
  }
  plan.descriptors[kSyncPipeFd] = sync_pipe;
  plan.descriptors[kImageFd] = program ? program.get() : InitImage();
  plan.argv = argv.data();
  plan.environment = environment.data();

  const auto stack = std::make_unique_for_overwrite<char[]>(kStackSize);
  char* const top = stack.get() + kStackSize - reinterpret_cast<uintptr_t>(stack.get()) % 16;
  // No exit signal: the caller's SIGCHLD handler learns nothing of an init that fails before
  // execve.
  const auto flags = static_cast<int>((command.namespace_flags & ~kUnsharedByInit) | CLONE_VM |
                                      CLONE_VFORK | CLONE_PIDFD);
  Spawned spawned;
  int pidfd = -1;
  int error = 0;
  {
    const AllSignalsBlocked blocked;
    spawned.pid = ::clone(SpawnedMain, top, flags, &plan, &pidfd);
    error = errno;
  }
  if (spawned.pid < 0) throw Error(error, "create process with", "new namespaces");
  spawned.pidfd.reset(pidfd);
  if (plan.error != 0) {
    siginfo_t info{};
    ::waitid(P_PID, static_cast<id_t>(spawned.pid), &info, WEXITED | __WALL);
    throw Error(plan.error, plan.failed,
                command.init_path.empty() ? "init image" : command.init_path);
  }
  return spawned;
}

}  // namespace libcontainer::namespaces
