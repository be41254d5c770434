#include "tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <memory>
#include <string_view>
#include <utility>

#include "../parse.h"
#include "hierarchy.h"
#include "internal/files.h"
#include "libcontainer/error.h"
#include "libcontainer/unique_fd.h"

namespace libcontainer::cgroups::fs {
namespace {

constexpr std::chrono::microseconds kFirstDelay(100);
constexpr std::chrono::microseconds kLongestDelay(20000);

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};
using Directory = std::unique_ptr<DIR, CloseDirectory>;

// cgroupfs gives ENODEV for the files of a group that was removed while its directory was open.
bool IsGone(int error) { return error == ENOENT || error == ENODEV; }

// Names of the groups directly in `dir`.
std::vector<std::string> ListChildren(int dir) {
  UniqueFd fd(::openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd && IsGone(errno)) return {};
  const Directory directory(fd ? ::fdopendir(fd.get()) : nullptr);
  if (!directory) throw Error(errno, "open", "cgroup directory");
  static_cast<void>(fd.release());
  std::vector<std::string> names;
  for (;;) {
    errno = 0;
    const dirent* const entry = ::readdir(directory.get());
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
    if (entry->d_type == DT_DIR && name != "." && name != "..") names.emplace_back(name);
  }
  if (errno != 0 && !IsGone(errno)) throw Error(errno, "read", "cgroup directory");
  return names;
}

// The content of cgroup.procs, "" for a group that is gone, and for a threaded group of v2
// (EOPNOTSUPP): the processes of its threads are listed in the group above.
std::string ReadProcs(int parent, const std::string& name) {
  const std::string file = name + "/cgroup.procs";
  try {
    return internal::ReadFileAt(parent, file);
  } catch (const Error& error) {
    if (IsGone(error.error()) || error.error() == EOPNOTSUPP) return "";
    throw;
  }
}

int RemoveGroup(int parent, const std::string& name) {
  const bool gone = ::unlinkat(parent, name.c_str(), AT_REMOVEDIR) == 0 || IsGone(errno);
  return gone ? 0 : errno;
}

}  // namespace

void VisitTree(int parent, const std::string& name, const Visitor& visit) {
  struct Level {
    std::string name;
    std::vector<std::string> children;
  };
  UniqueFd current = OpenBelow(parent, name);
  if (!current && IsGone(errno)) return;
  if (!current) throw Error(errno, "open cgroup", name);
  std::vector<Level> levels;
  levels.push_back({name, ListChildren(current.get())});
  for (;;) {
    Level& level = levels.back();
    if (level.children.empty()) {
      const std::string done = std::move(level.name);
      levels.pop_back();
      if (levels.empty()) return visit(parent, done);
      // A v1 group can be renamed but never moved to another parent, so ".." leads back.
      UniqueFd up = internal::Open(current.get(), "..", O_RDONLY | O_DIRECTORY);
      visit(up.get(), done);
      current = std::move(up);
      continue;
    }
    std::string child = std::move(level.children.back());
    level.children.pop_back();
    UniqueFd down = OpenBelow(current.get(), child);
    if (!down && IsGone(errno)) continue;
    if (!down) throw Error(errno, "open cgroup", child);
    std::vector<std::string> children = ListChildren(down.get());
    levels.push_back({std::move(child), std::move(children)});
    current = std::move(down);
  }
}

bool TreeHasProcesses(int parent, const std::string& name) {
  bool found = false;
  VisitTree(parent, name, [&](int dir, const std::string& group) {
    found = found || !ReadProcs(dir, group).empty();
  });
  return found;
}

void AppendTreeProcesses(int parent, const std::string& name, std::vector<pid_t>& pids) {
  VisitTree(parent, name, [&](int dir, const std::string& group) {
    const std::vector<pid_t> found = ParseProcs(ReadProcs(dir, group), group + "/cgroup.procs");
    pids.insert(pids.end(), found.begin(), found.end());
  });
}

int RemoveTree(int parent, const std::string& name) {
  // Most groups have no children, so a plain attempt comes first.
  const int error = RemoveGroup(parent, name);
  if (error != EBUSY) return error;
  int last_error = 0;
  VisitTree(parent, name,
            [&](int dir, const std::string& group) { last_error = RemoveGroup(dir, group); });
  return last_error;
}

void WriteControl(int dir, const std::string& group, const std::string& file,
                  std::span<const std::string> values) {
  const UniqueFd fd(::openat(dir, file.c_str(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!fd) throw Error(errno, "open", group + "/" + file);
  for (const std::string& value : values) {
    // cgroupfs takes a write as a whole, whatever the position.
    ssize_t count = -1;
    do {
      count = ::write(fd.get(), value.data(), value.size());
    } while (count < 0 && errno == EINTR);
    if (count < 0) {
      const int error = errno;
      std::string operation = "write \"";
      operation.append(value).append("\" to");
      throw Error(error, std::move(operation), std::string(group).append("/").append(file));
    }
  }
}

void WriteControl(int dir, const std::string& group, const std::string& file,
                  const std::string& value) {
  WriteControl(dir, group, file, std::span(&value, 1));
}

Backoff::Backoff(std::chrono::milliseconds timeout)
    : deadline_(std::chrono::steady_clock::now() + timeout), delay_(kFirstDelay) {}

bool Backoff::Wait() {
  if (std::chrono::steady_clock::now() >= deadline_) return false;
  const timespec pause = {.tv_sec = 0, .tv_nsec = std::chrono::nanoseconds(delay_).count()};
  // A signal that cuts the sleep short only makes the next look earlier.
  ::nanosleep(&pause, nullptr);
  delay_ = std::min(delay_ * 2, kLongestDelay);
  return true;
}

}  // namespace libcontainer::cgroups::fs
