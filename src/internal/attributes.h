#ifndef LIBCONTAINER_SRC_INTERNAL_ATTRIBUTES_H_
#define LIBCONTAINER_SRC_INTERNAL_ATTRIBUTES_H_

#include <sys/types.h>

#include <string>
#include <string_view>

#include "libcontainer/unique_fd.h"

// Files of /proc/PID/attr, by which security modules are spoken to. `file` is a path below attr. What
// these files say is believed and what is written there is relied on, so they must be the kernel's:
// throws Error ENODEV if one is not on a procfs (CVE-2015-1334, CVE-2019-16884).
namespace libcontainer::internal {

// /proc as this process sees it.
UniqueFd OpenProc();

// Writes to an attribute of the calling thread, in one write(2). `proc` is a procfs of its pid namespace.
// An empty value resets the attribute.
void WriteAttribute(int proc, const std::string& file, std::string_view value);

// An attribute of the process, or of the calling thread, without the zero or newline that some kernels
// put after it.
std::string ReadAttribute(int proc, pid_t pid, const std::string& file);
std::string ReadAttribute(int proc, const std::string& file);

}  // namespace libcontainer::internal

#endif  // LIBCONTAINER_SRC_INTERNAL_ATTRIBUTES_H_
