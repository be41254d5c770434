#ifndef LIBCONTAINER_NAMESPACES_PRIVILEGED_H_
#define LIBCONTAINER_NAMESPACES_PRIVILEGED_H_

#include "libcontainer/config.h"
#include "spawn.h"

// What takes a privilege of the host, which a process in a user namespace of its own does not have: its
// starter does it, from outside. All throw Error.
namespace libcontainer::namespaces {

// Gives the pipes that become standard streams to the container's root, who passes them on to its user.
void GiveStreams(const Command& command, const Config& config);

// Maps the ids of the new user namespace that the process is in, if the configuration asks for one.
void WriteIdMappings(const Spawned& process, const Config& config);

// Puts into `config` the user namespace that the process is in, whatever the configuration says of it.
void ReadIdMappings(pid_t pid, int pidfd, Config& config);

// Sets the OOM score, and before a user namespace is made or entered raises limits that are below those of
// the configuration: some are then limits of all that goes on in the namespace. The init, which itself
// needs some room, sets them.
void SetHostLimits(const Spawned& process, const Config& config);

}  // namespace libcontainer::namespaces

#endif  // LIBCONTAINER_NAMESPACES_PRIVILEGED_H_
