#include "internal/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "libcontainer/error.h"

namespace libcontainer::internal {

UniqueFd Open(int dir, const std::string& path, int flags, unsigned mode) {
  int fd = -1;
  do {
    fd = ::openat(dir, path.c_str(), flags | O_CLOEXEC, mode);
  } while (fd < 0 && errno == EINTR);
  if (fd < 0) throw Error(errno, "open", path);
  return UniqueFd(fd);
}

std::string ReadAll(int fd, const std::string& name) {
  std::string content;
  size_t used = 0;
  for (;;) {
    content.resize(used + 4096 + used / 2);
    const ssize_t count = ::read(fd, content.data() + used, content.size() - used);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw Error(errno, "read", name);
    used += static_cast<size_t>(count);
    if (count == 0) break;
  }
  content.resize(used);
  return content;
}

std::string ReadFileAt(int dir, const std::string& path) {
  return ReadAll(Open(dir, path, O_RDONLY).get(), path);
}

std::string ReadFile(const std::string& path) { return ReadFileAt(AT_FDCWD, path); }

void WriteExistingFile(int dir, const std::string& path, std::string_view data) {
  const UniqueFd fd = Open(dir, path, O_WRONLY | O_NOFOLLOW);
  ssize_t count = -1;
  do {
    count = ::write(fd.get(), data.data(), data.size());
  } while (count < 0 && errno == EINTR);
  if (count < 0) throw Error(errno, "write \"" + std::string(data) + "\" to", path);
  if (static_cast<size_t>(count) != data.size()) throw Error(EIO, "write", path);
}

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (size_t begin = 0;;) {
    const size_t end = text.find(separator, begin);
    parts.push_back(text.substr(begin, end - begin));
    if (end == std::string_view::npos) return parts;
    begin = end + 1;
  }
}

bool IsPlainRelativePath(std::string_view path) {
  if (path.empty() || path.find('\0') != std::string_view::npos) return false;
  for (const std::string_view part : Split(path, '/')) {
    if (part.empty() || part == "." || part == "..") return false;
  }
  return true;
}

}  // namespace libcontainer::internal
