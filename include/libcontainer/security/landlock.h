#ifndef LIBCONTAINER_SECURITY_LANDLOCK_H_
#define LIBCONTAINER_SECURITY_LANDLOCK_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Landlock (landlock(7)): a process gives up all access to files, and to TCP ports, but what it lists.
namespace libcontainer::security {

// A file, or a directory with everything below it, and what may be done there.
struct LandlockPath {
  std::string path;                 // absolute, in the container
  std::vector<std::string> rights;  // "read", "write" (and create, remove, truncate), "execute"
  bool operator==(const LandlockPath&) const = default;
};

// Local ports that may be bound, and remote ones that may be connected to.
struct LandlockTcp {
  std::vector<int64_t> bind;     // port numbers
  std::vector<int64_t> connect;  // port numbers
  bool operator==(const LandlockTcp&) const = default;
};

// All that is restricted.
struct Landlock {
  std::vector<LandlockPath> paths;  // empty: files are not restricted
  std::optional<LandlockTcp> tcp;   // absent: TCP is not restricted
  bool operator==(const Landlock&) const = default;
};

// True for a word that LandlockPath::rights knows.
bool IsLandlockRight(std::string_view name);

// Throws Error ENOTSUP if this kernel cannot restrict all that `landlock` does: paths need version 3 of
// Landlock (Linux 6.2; before that a file could be truncated all the same), TCP needs version 4 (6.7).
void CheckLandlock(const Landlock& landlock);

// Restricts the calling thread and what it executes, for good. Needs no_new_privs. Paths are those of
// the calling process's root. Throws Error: ENOENT, a path does not exist; ENOTSUP as CheckLandlock.
void ApplyLandlock(const Landlock& landlock);

}  // namespace libcontainer::security

#endif  // LIBCONTAINER_SECURITY_LANDLOCK_H_
