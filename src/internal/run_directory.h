#ifndef LIBCONTAINER_SRC_INTERNAL_RUN_DIRECTORY_H_
#define LIBCONTAINER_SRC_INTERNAL_RUN_DIRECTORY_H_

#include "libcontainer/unique_fd.h"

namespace libcontainer::internal {

// What this host's processes of this library share, out of the containers' reach.
inline constexpr const char* kRunDirectory = "/run/libcontainer";

// Makes the directory if it is missing. Throws Error: EPERM, it is not root's alone, so anybody could hold
// locks in it or plant links.
UniqueFd OpenRunDirectory();

}  // namespace libcontainer::internal

#endif  // LIBCONTAINER_SRC_INTERNAL_RUN_DIRECTORY_H_
