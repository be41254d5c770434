#ifndef LIBCONTAINER_NAMESPACES_FILTER_H_
#define LIBCONTAINER_NAMESPACES_FILTER_H_

#include "libcontainer/config.h"
#include "libcontainer/namespaces/exec.h"
#include "libcontainer/security/seccomp.h"

namespace libcontainer::namespaces {

// The seccomp filter of `config`; empty if it has none. Throws Error: ENOTSUP, it has the action
// notify, and `options` name nobody to answer; otherwise as security::seccomp::Compile.
security::seccomp::Filter CompileFilter(const Config& config, const StartOptions& options);

}  // namespace libcontainer::namespaces

#endif  // LIBCONTAINER_NAMESPACES_FILTER_H_
