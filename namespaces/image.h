#ifndef LIBCONTAINER_NAMESPACES_IMAGE_H_
#define LIBCONTAINER_NAMESPACES_IMAGE_H_

#include "libcontainer/unique_fd.h"

namespace libcontainer::namespaces {

// A read-only descriptor of the init program as a file that nobody can change: a sealed memory
// file, or a file on a read-only file system of its own where the host forbids executing memory
// files. So /proc/PID/exe of an init leads to nothing worth writing to (CVE-2019-5736). Made once a
// process; the descriptor is close-on-exec. Throws Error.
int InitImage();

}  // namespace libcontainer::namespaces

#endif  // LIBCONTAINER_NAMESPACES_IMAGE_H_
