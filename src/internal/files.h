#ifndef LIBCONTAINER_SRC_INTERNAL_FILES_H_
#define LIBCONTAINER_SRC_INTERNAL_FILES_H_

#include <string>
#include <string_view>
#include <vector>

#include "libcontainer/unique_fd.h"

// Small files as whole strings. All descriptors are close-on-exec; all functions throw Error naming
// the path, with the errno of the failing call.
namespace libcontainer::internal {

// openat(2) with O_CLOEXEC and without EINTR. `dir` may be AT_FDCWD.
UniqueFd Open(int dir, const std::string& path, int flags, unsigned mode = 0);

// The whole content of a file, whatever size stat(2) gives (0 in /proc and cgroup file systems).
// `name` is how errors call it.
std::string ReadAll(int fd, const std::string& name);
std::string ReadFile(const std::string& path);
std::string ReadFileAt(int dir, const std::string& path);

// Writes `data` to an existing file in one write(2), as files of /proc and cgroups need; never
// creates the file and never follows a symbolic link in the last component.
void WriteExistingFile(int dir, const std::string& path, std::string_view data);

// Splits at each `separator`; the parts may be empty.
std::vector<std::string_view> Split(std::string_view text, char separator);

// True for a relative path of plain components: not empty, no "", "." or ".." component, no NUL.
bool IsPlainRelativePath(std::string_view path);

}  // namespace libcontainer::internal

#endif  // LIBCONTAINER_SRC_INTERNAL_FILES_H_
