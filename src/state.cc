#include "libcontainer/state.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <limits>

#include "internal/files.h"
#include "internal/proc_stat.h"
#include "internal/random_name.h"
#include "json.h"
#include "libcontainer/error.h"

namespace libcontainer {
namespace {

constexpr const char* kFileName = "state.json";
constexpr off_t kMaxSize = 65536;  // bytes; a state is far smaller

bool IsDecimal(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

UniqueFd OpenDirectory(const std::string& path) {
  return internal::Open(AT_FDCWD, path, O_RDONLY | O_DIRECTORY);
}

// A file of a fresh name in `dir`, removed again unless it gets another name.
class TemporaryFile {
 public:
  explicit TemporaryFile(int dir)
      : dir_(dir),
        name_(internal::GenerateRandomName(std::string(kFileName) + ".", 16)),
        fd_(internal::Open(dir, name_, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600)) {}
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (!name_.empty()) ::unlinkat(dir_, name_.c_str(), 0);
  }

  void Write(std::string_view data) {
    while (!data.empty()) {
      const ssize_t count = ::write(fd_.get(), data.data(), data.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) throw Error(errno, "write", name_);
      data.remove_prefix(static_cast<size_t>(count));
    }
  }

  void RenameTo(const char* name) {
    if (::renameat(dir_, name_.c_str(), dir_, name) != 0) {
      throw Error(errno, "rename " + name_ + " to", name);
    }
    name_.clear();
  }

 private:
  int dir_;
  std::string name_;
  UniqueFd fd_;
};

const internal::JsonValue* Find(const internal::JsonObject& object, std::string_view key) {
  const internal::JsonValue* found = nullptr;
  for (const internal::JsonMember& member : object) {
    if (member.key == key) found = &member.value;
  }
  return found;
}

std::vector<std::string> StringsOf(const internal::JsonObject& object, std::string_view key) {
  std::vector<std::string> strings;
  const internal::JsonValue* value = Find(object, key);
  const auto* array = value == nullptr ? nullptr : value->As<internal::JsonArray>();
  if (array == nullptr) return strings;
  for (const internal::JsonValue& element : *array) {
    if (const auto* text = element.As<std::string>()) strings.push_back(*text);
  }
  return strings;
}

std::string StringOf(const internal::JsonObject& object, std::string_view key) {
  const internal::JsonValue* value = Find(object, key);
  const auto* text = value == nullptr ? nullptr : value->As<std::string>();
  return text == nullptr ? "" : *text;
}

cgroups::Location LocationOf(const internal::JsonObject& object) {
  cgroups::Location location;
  location.bases = StringsOf(object, "cgroup_bases");
  location.path = StringOf(object, "cgroup_path");
  location.created = StringsOf(object, "cgroup_created");
  const internal::JsonValue* unified = Find(object, "cgroup_unified");
  location.unified = unified != nullptr && unified->As<bool>() != nullptr && *unified->As<bool>();
  location.unit = StringOf(object, "cgroup_unit");
  return location;
}

// Nothing if `text` is not a state.
std::optional<State> ParseState(std::string_view text) {
  const internal::JsonDocument document = internal::ParseJson(text);
  const auto* object = document.value.As<internal::JsonObject>();
  if (object == nullptr) return std::nullopt;
  const internal::JsonValue* pid_value = Find(*object, "init_pid");
  const internal::JsonValue* time_value = Find(*object, "init_start_time");
  if (pid_value == nullptr || time_value == nullptr) return std::nullopt;
  const auto* pid = pid_value->As<int64_t>();
  const auto* start_time = time_value->As<std::string>();
  if (pid == nullptr || *pid < 0 || *pid > std::numeric_limits<pid_t>::max()) return std::nullopt;
  if (start_time == nullptr || IsDecimal(*start_time) == (*pid == 0)) return std::nullopt;
  State state;
  state.init_pid = static_cast<pid_t>(*pid);
  state.init_start_time = *start_time;
  state.cgroup = LocationOf(*object);
  const internal::JsonValue* owner = Find(*object, "owner_pid");
  const internal::JsonValue* owner_start = Find(*object, "owner_start_time");
  if (owner != nullptr && owner->As<int64_t>() != nullptr && owner_start != nullptr &&
      owner_start->As<std::string>() != nullptr) {
    state.owner_pid = static_cast<pid_t>(*owner->As<int64_t>());
    state.owner_start_time = *owner_start->As<std::string>();
  }
  return state;
}

void AppendStrings(std::string& text, const char* key, const std::vector<std::string>& strings) {
  text += std::string(",\"") + key + "\":[";
  for (const std::string& string : strings) {
    if (text.back() != '[') text += ',';
    internal::AppendJsonString(text, string);
  }
  text += ']';
}

// The directory may be the container's own root: what stands under the name may be anything.
void CheckPlainFile(int fd, const std::string& path) {
  struct stat status = {};
  if (::fstat(fd, &status) != 0) throw Error(errno, "stat", path);
  if (!S_ISREG(status.st_mode) || status.st_size > kMaxSize) {
    throw Error(EINVAL, "read state", path);
  }
}

// A pidfd, or an empty descriptor if there is no process of that id. The wrapper in glibc 2.36
// cannot be linked from C++.
UniqueFd OpenProcess(pid_t pid) {
  UniqueFd process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  // EINVAL: not positive, or a thread; ENOENT: a thread, since Linux 6.9.
  const bool none = errno == ESRCH || errno == EINVAL || errno == ENOENT;
  if (!process && !none) throw Error(errno, "open process", std::to_string(pid));
  return process;
}

bool ProcessIsAlive(pid_t pid, const std::string& start_time) {
  // Opened before the start time is read, so both are of the same process or it is over.
  const UniqueFd process = OpenProcess(pid);
  if (!process) return false;
  try {
    if (GetProcessStartTime(pid) != start_time) return false;
  } catch (const Error& error) {
    if (error.error() == ENOENT || error.error() == ESRCH) return false;
    throw;
  }
  // Readable once the process has ended, even while its parent has not waited for it.
  struct pollfd ended = {process.get(), POLLIN, 0};
  const int count = ::poll(&ended, 1, 0);
  if (count < 0) throw Error(errno, "poll process", std::to_string(pid));
  return count == 0;
}

}  // namespace

std::string EncodeState(const State& state) {
  std::string text = "{\"init_pid\":" + std::to_string(state.init_pid) + ",\"init_start_time\":";
  internal::AppendJsonString(text, state.init_start_time);
  if (state.owner_pid != 0) {
    text += ",\"owner_pid\":" + std::to_string(state.owner_pid) + ",\"owner_start_time\":";
    internal::AppendJsonString(text, state.owner_start_time);
  }
  if (!state.cgroup.path.empty()) {
    text += ",\"cgroup_path\":";
    internal::AppendJsonString(text, state.cgroup.path);
    AppendStrings(text, "cgroup_bases", state.cgroup.bases);
    AppendStrings(text, "cgroup_created", state.cgroup.created);
    if (state.cgroup.unified) text += ",\"cgroup_unified\":true";
    if (!state.cgroup.unit.empty()) {
      text += ",\"cgroup_unit\":";
      internal::AppendJsonString(text, state.cgroup.unit);
    }
  }
  return text + "}\n";
}

State DecodeState(std::string_view text, const std::string& name) {
  try {
    if (std::optional<State> state = ParseState(text)) return *std::move(state);
  } catch (const ConfigError& error) {
    throw Error(EINVAL, "parse " + name + ": " + error.what(), "");
  }
  throw Error(EINVAL, "parse", name);
}

void SaveState(const std::string& base_path, const State& state) {
  try {
    const UniqueFd dir = OpenDirectory(base_path);
    TemporaryFile file(dir.get());
    file.Write(EncodeState(state));
    file.RenameTo(kFileName);
  } catch (const Error& error) {
    throw Error(error.error(), "save state in " + base_path + ": " + error.operation(),
                error.object());
  }
}

std::optional<State> GetState(const std::string& base_path) {
  const std::string path = base_path + "/" + kFileName;
  // O_NONBLOCK: opening a FIFO planted there would wait for its writer.
  const int fd = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT) return std::nullopt;
  if (fd < 0) throw Error(errno, "open", path);
  const UniqueFd file(fd);
  CheckPlainFile(fd, path);
  const std::string text = internal::ReadAll(fd, path);
  if (text.empty()) return std::nullopt;
  State state = DecodeState(text, path);
  if (state.init_pid == 0) throw Error(EINVAL, "parse", path);
  return state;
}

void DeleteState(const std::string& base_path) {
  const std::string path = base_path + "/" + kFileName;
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) throw Error(errno, "remove", path);
}

std::string GetProcessStartTime(pid_t pid) {
  const std::string path = "/proc/" + std::to_string(pid) + "/stat";
  std::string start_time = internal::ParseStartTime(internal::ReadFile(path));
  if (start_time.empty()) throw Error(EINVAL, "parse", path);
  return start_time;
}

bool IsAlive(const State& state) { return ProcessIsAlive(state.init_pid, state.init_start_time); }

bool OwnerIsAlive(const State& state) {
  return ProcessIsAlive(state.owner_pid, state.owner_start_time);
}

}  // namespace libcontainer
