#ifndef LIBCONTAINER_NAMESPACES_CONFINEMENT_H_
#define LIBCONTAINER_NAMESPACES_CONFINEMENT_H_

#include "libcontainer/config.h"

namespace libcontainer::namespaces {

// Nothing is started that would run less confined than it was asked for. Throws Error: ENOTSUP, the
// kernel does not have the security module that the configuration wants; EINVAL, its policy does not have
// the label.
void CheckConfinement(const Config& config);

// True if the exec of the command clears the init's parent-death signal: its label changes in it.
bool LosesDeathSignal(const Config& config);

}  // namespace libcontainer::namespaces

#endif  // LIBCONTAINER_NAMESPACES_CONFINEMENT_H_
