// Runs in: between the caller and the container: the spawned process, which is not the one that goes on.
#include <linux/sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "libcontainer/error.h"
#include "steps.h"

namespace libcontainer::namespaces {

void GoOnInChild(InitContext& context, uint64_t flags) {
  int pidfd = -1;
  clone_args args{};
  args.flags = flags | CLONE_PARENT | CLONE_PIDFD;
  args.pidfd = reinterpret_cast<uintptr_t>(&pidfd);
  if ((flags & CLONE_INTO_CGROUP) != 0) args.cgroup = static_cast<uint64_t>(context.target.get());
  // Filters let clone(2) through but often not clone3(2), whose flags they cannot see.
  const long pid = flags == 0 ? ::syscall(SYS_clone, args.flags, 0, &pidfd, 0, 0)
                              : ::syscall(SYS_clone3, &args, sizeof args);
  if (pid < 0) throw Error(errno, "create process with", "new namespaces");
  if (pid == 0) return;
  context.pipe.Send(MessageKind::kChild, std::to_string(pid), pidfd);
  if (context.start.guard) GuardProcess(pidfd, context.pipe.fd());
  End(0);
}

// For what clone(2) has no room: a time namespace, which unshare(2) gives to children only, and birth in a
// control group, which is never without the group's limits and saves a migration, for which the kernel
// waits until all processors have been quiet. clone3(2) has no function in the C library that starts on
// another stack, so this process, which is small, is copied instead of the caller.
void CloneIntoCgroup(InitContext& context) {
  GoOnInChild(context,
              context.start.namespace_flags | (context.target ? CLONE_INTO_CGROUP : uint64_t{0}));
  context.target.reset();
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) throw Error(errno, "set", "parent-death signal");
}

}  // namespace libcontainer::namespaces
