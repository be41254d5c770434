#ifndef LIBCONTAINER_SECURITY_SECCOMP_NEWER_CALLS_H_
#define LIBCONTAINER_SECURITY_SECCOMP_NEWER_CALLS_H_

#include <linux/filter.h>

#include <vector>

#include "libcontainer/security/seccomp.h"

namespace libcontainer::security::seccomp {

// Instructions to put in front of a filter: a system call with a number above all that `profile` names
// for its architecture fails with ENOSYS; any other goes on to the filter. Empty if the default action
// of `profile` is not errno. `architectures` are those of the filter, in libseccomp's numbers.
//
// A C library tries the newest call first and takes an older one on ENOSYS only (clone3 and clone,
// faccessat2 and faccessat), so EPERM for what the author of the profile could not know would break it.
std::vector<sock_filter> RefuseNewerCalls(const Profile& profile,
                                          const std::vector<uint32_t>& architectures);

}  // namespace libcontainer::security::seccomp

#endif  // LIBCONTAINER_SECURITY_SECCOMP_NEWER_CALLS_H_
