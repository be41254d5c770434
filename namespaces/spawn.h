#ifndef LIBCONTAINER_NAMESPACES_SPAWN_H_
#define LIBCONTAINER_NAMESPACES_SPAWN_H_

#include <linux/sched.h>
#include <sys/types.h>

#include <cstdint>

#include "libcontainer/namespaces/terminal.h"
#include "libcontainer/unique_fd.h"

namespace libcontainer::namespaces {

// Where the init finds its end of the sync pipe.
inline constexpr int kSyncPipeFd = 3;

// Entered by the init itself: a cgroup namespace is rooted where its creator is, so the move into
// the container's group comes first.
inline constexpr uint64_t kUnsharedByInit = CLONE_NEWCGROUP;

struct Spawned {
  pid_t pid = -1;
  UniqueFd pidfd;
};

// Runs the init of `command` in new namespaces with `sync_pipe` as descriptor kSyncPipeFd and no
// other descriptor above 2. It dies when the calling thread does. The cost does not depend on the
// size of the calling process. Throws Error.
Spawned Spawn(const Command& command, int sync_pipe);

}  // namespace libcontainer::namespaces

#endif  // LIBCONTAINER_NAMESPACES_SPAWN_H_
