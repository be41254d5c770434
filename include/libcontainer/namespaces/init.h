#ifndef LIBCONTAINER_NAMESPACES_INIT_H_
#define LIBCONTAINER_NAMESPACES_INIT_H_

#include <string>
#include <vector>

#include "libcontainer/config.h"

// What runs inside a container before its command. For programs that are an init of their own
// (namespaces::CreateCommand); all functions change the calling process, which must have one
// thread.
namespace libcontainer::namespaces {

// Reads what to do from the sync pipe `sync_fd`, does the steps of SPEC section 4 and executes the
// command. Returns only on failure, with the exit status; the caller of Start was told which step
// it was.
int Init(int sync_fd);

// Replaces the environment by `config.environment`. Throws Error EINVAL: an entry without '='.
void LoadContainerEnvironment(const Config& config);

// Drops capabilities, becomes the user of `config` and closes every descriptor above 2 but
// `keep_fd`. Users and groups are looked up below the root directory. Keeps the capabilities
// `until_exec` besides, which execve(2) then takes away. Throws Error.
void FinalizeNamespace(const Config& config, int keep_fd,
                       const std::vector<std::string>& until_exec = {});

// Becomes `config.user` with its groups and `config.additional_groups`. Throws Error: EINVAL,
// ENOENT as the user name or number says.
void SetupUser(const Config& config);

// The signal that this process gets when its parent thread ends, or 0.
int GetParentDeathSignal();

// Sets it again after a change of user, which clears it; ends the process if the parent is gone
// already, which shows at the sync pipe. Throws Error.
void RestoreParentDeathSignal(int signal, int sync_fd);

}  // namespace libcontainer::namespaces

#endif  // LIBCONTAINER_NAMESPACES_INIT_H_
