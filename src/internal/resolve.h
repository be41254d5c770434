#ifndef LIBCONTAINER_SRC_INTERNAL_RESOLVE_H_
#define LIBCONTAINER_SRC_INTERNAL_RESOLVE_H_

#include <string>

#include "libcontainer/unique_fd.h"

// Path look-ups below a directory descriptor that nothing in the tree can lead out of
// (openat2(2), RESOLVE_IN_ROOT). All throw Error with `path` as the object.
namespace libcontainer::internal {

// Symbolic links are followed as a process with `root` as its root directory would.
UniqueFd OpenInRoot(int root, const std::string& path, int flags);

// No component of `path`, the last one included, may be a symbolic link (ELOOP), and `..` may not
// leave `root` (EXDEV).
UniqueFd OpenNoSymlinks(int root, const std::string& path, int flags);

// The directory `name` directly in `dir`, made with mode 0755 if it is missing. Anything else
// of that name, a link too, is an error: ENOTDIR.
UniqueFd EnsureDirectory(int dir, const std::string& name);

// The directory or regular file `path`, made if it is missing (modes 0755) together with the
// directories that lead to it; what a link to nothing names is made inside `root`. The descriptor
// is O_PATH.
UniqueFd EnsureDirectoryInRoot(int root, const std::string& path);
UniqueFd EnsureFileInRoot(int root, const std::string& path);

// The directory part of `path` ("" for one component) and its last component.
struct PathParts {
  std::string directory;
  std::string name;
};
PathParts SplitLastComponent(const std::string& path);

}  // namespace libcontainer::internal

#endif  // LIBCONTAINER_SRC_INTERNAL_RESOLVE_H_
