#ifndef LIBCONTAINER_SECURITY_SECCOMP_COMPILE_H_
#define LIBCONTAINER_SECURITY_SECCOMP_COMPILE_H_

#include "libcontainer/security/seccomp.h"

namespace libcontainer::security::seccomp {

// Compile without the cache.
Filter CompileAnew(const Profile& profile);

}  // namespace libcontainer::security::seccomp

#endif  // LIBCONTAINER_SECURITY_SECCOMP_COMPILE_H_
