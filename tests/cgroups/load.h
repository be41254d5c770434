#ifndef LIBCONTAINER_TESTS_CGROUPS_LOAD_H_
#define LIBCONTAINER_TESTS_CGROUPS_LOAD_H_

#include <sys/types.h>

#include <cstddef>
#include <string>

// What test processes do to be counted. Each is the body of a Child.
namespace libcontainer::testing {

// Uses one processor, without end.
int Spin();

// Takes `bytes` of memory, writes a byte to `ready` (unless -1) and sleeps without end.
int HoldMemory(size_t bytes, int ready);

// Writes `bytes`, a multiple of 1 MiB, to the new file `path` past the page cache. 0, or the errno
// of the failing call.
int WriteDirect(const std::string& path, size_t bytes);

}  // namespace libcontainer::testing

#endif  // LIBCONTAINER_TESTS_CGROUPS_LOAD_H_
