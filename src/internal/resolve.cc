#include "internal/resolve.h"

#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "internal/files.h"
#include "libcontainer/error.h"

namespace libcontainer::internal {
namespace {

constexpr int kMostLinks = 40;  // as the kernel's own limit

// -1 and errno on failure.
UniqueFd OpenAt2(int root, const std::string& path, int flags, uint64_t resolve) {
  open_how how{};
  how.flags = static_cast<uint64_t>(flags) | O_CLOEXEC;
  how.resolve = resolve | RESOLVE_NO_MAGICLINKS;
  // The kernel gives EAGAIN when a rename on this host raced with `..` in the path.
  for (int attempt = 0; attempt < 64; ++attempt) {
    const long fd = ::syscall(SYS_openat2, root, path.c_str(), &how, sizeof how);
    if (fd >= 0) return UniqueFd(static_cast<int>(fd));
    if (errno != EAGAIN && errno != EINTR) break;
  }
  return {};
}

UniqueFd MakeDirectory(int parent, const std::string& name, const std::string& path) {
  if (::mkdirat(parent, name.c_str(), 0755) != 0 && errno != EEXIST) {
    throw Error(errno, "create directory", path);
  }
  UniqueFd fd = OpenAt2(parent, name, O_PATH | O_DIRECTORY | O_NOFOLLOW,
                        RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
  if (!fd) throw Error(errno, "open directory", path);
  return fd;
}

// Where the link `name` in `parent` points, as a path from the root; `directory` is the path of
// `parent`. Empty if there is no such link.
std::string LinkTarget(int parent, const std::string& name, const std::string& directory) {
  std::string target(PATH_MAX, '\0');
  const ssize_t length = ::readlinkat(parent, name.c_str(), target.data(), target.size());
  if (length < 0) return "";  // EINVAL, ENOENT: something else, or nothing
  target.resize(static_cast<size_t>(length));
  return target.starts_with('/') ? target : directory + "/" + target;
}

// Walks `path` and makes what is missing. A link to nothing is replaced by what it says, and the
// walk begins again, `links` times at most.
UniqueFd EnsureDirectoryFollowing(int root, const std::string& path, int links) {
  UniqueFd current = OpenAt2(root, path, O_PATH | O_DIRECTORY, RESOLVE_IN_ROOT);
  if (current) return current;
  if (errno != ENOENT) throw Error(errno, "open directory", path);
  if (links == 0) throw Error(ELOOP, "open directory", path);
  current = OpenInRoot(root, "/", O_PATH | O_DIRECTORY);
  std::string reached;
  for (const std::string_view part : Split(path, '/')) {
    if (part.empty() || part == ".") continue;
    const std::string name(part);
    std::string next_path = reached;
    next_path.append("/").append(part);
    UniqueFd next = OpenAt2(root, next_path, O_PATH | O_DIRECTORY, RESOLVE_IN_ROOT);
    if (!next && errno != ENOENT) throw Error(errno, "open directory", next_path);
    if (!next) {
      const std::string target = LinkTarget(current.get(), name, reached);
      if (!target.empty()) {
        const std::string rest(part.data() + part.size(), path.data() + path.size());
        return EnsureDirectoryFollowing(root, target + rest, links - 1);
      }
      next = MakeDirectory(current.get(), name, next_path);
    }
    current = std::move(next);
    reached = std::move(next_path);
  }
  return current;
}

UniqueFd EnsureFileFollowing(int root, const std::string& path, int links) {
  UniqueFd fd = OpenAt2(root, path, O_PATH, RESOLVE_IN_ROOT);
  if (fd) return fd;
  if (errno != ENOENT) throw Error(errno, "open", path);
  if (links == 0) throw Error(ELOOP, "open", path);
  const PathParts parts = SplitLastComponent(path);
  const UniqueFd parent = EnsureDirectoryFollowing(root, parts.directory, links);
  const std::string target = LinkTarget(parent.get(), parts.name, parts.directory);
  if (!target.empty()) return EnsureFileFollowing(root, target, links - 1);
  const UniqueFd created = OpenAt2(parent.get(), parts.name, O_CREAT | O_EXCL | O_WRONLY,
                                   RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
  if (!created) throw Error(errno, "create", path);
  if (::fchmod(created.get(), 0755) != 0) throw Error(errno, "chmod", path);
  return OpenNoSymlinks(parent.get(), parts.name, O_PATH);
}

}  // namespace

UniqueFd OpenInRoot(int root, const std::string& path, int flags) {
  UniqueFd fd = OpenAt2(root, path, flags, RESOLVE_IN_ROOT);
  if (!fd) throw Error(errno, "open", path);
  return fd;
}

UniqueFd OpenNoSymlinks(int root, const std::string& path, int flags) {
  const size_t begin = path.find_first_not_of('/');
  UniqueFd fd = OpenAt2(root, begin == std::string::npos ? "." : path.substr(begin), flags,
                        RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
  if (!fd) throw Error(errno, "open", path);
  return fd;
}

UniqueFd EnsureDirectory(int dir, const std::string& name) {
  UniqueFd fd =
      OpenAt2(dir, name, O_PATH | O_DIRECTORY | O_NOFOLLOW, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
  if (fd) return fd;
  if (errno != ENOENT) throw Error(errno, "open directory", name);
  return MakeDirectory(dir, name, name);
}

UniqueFd EnsureDirectoryInRoot(int root, const std::string& path) {
  return EnsureDirectoryFollowing(root, path, kMostLinks);
}

UniqueFd EnsureFileInRoot(int root, const std::string& path) {
  return EnsureFileFollowing(root, path, kMostLinks);
}

PathParts SplitLastComponent(const std::string& path) {
  const size_t end = path.find_last_not_of('/');
  if (end == std::string::npos) return {"/", "."};
  const size_t slash = path.rfind('/', end);
  const size_t begin = slash == std::string::npos ? 0 : slash + 1;
  return {slash == std::string::npos ? "/" : path.substr(0, slash + 1),
          path.substr(begin, end + 1 - begin)};
}

}  // namespace libcontainer::internal
