#ifndef LIBCONTAINER_SECURITY_SECCOMP_CONDITIONS_H_
#define LIBCONTAINER_SECURITY_SECCOMP_CONDITIONS_H_

#include <seccomp.h>

#include <string>
#include <vector>

#include "libcontainer/security/seccomp.h"

namespace libcontainer::security::seccomp {

// Conditions as libseccomp takes them, which must all hold.
using Conditions = std::vector<scmp_arg_cmp>;

// The ways in which all of `args` can hold for that system call: one of the results must. Empty: there
// is none. Throws Error: EINVAL, an unknown operator; E2BIG, more than 1024 ways.
std::vector<Conditions> WaysToMatch(const std::string& syscall, const std::vector<Arg>& args);

}  // namespace libcontainer::security::seccomp

#endif  // LIBCONTAINER_SECURITY_SECCOMP_CONDITIONS_H_
