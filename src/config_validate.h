#ifndef LIBCONTAINER_SRC_CONFIG_VALIDATE_H_
#define LIBCONTAINER_SRC_CONFIG_VALIDATE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libcontainer/config.h"

// The parts of Validate. Each adds what is wrong with its keys to `problems` and throws nothing.
namespace libcontainer::internal {

class Problems {
 public:
  void Add(std::string key, std::string message) {
    problems_.push_back({std::move(key), std::move(message)});
  }
  // `message` says what would be right.
  void Require(bool right, std::string key, std::string message) {
    if (!right) Add(std::move(key), std::move(message));
  }
  std::vector<ConfigProblem> Take() { return std::move(problems_); }

 private:
  std::vector<ConfigProblem> problems_;
};

void ValidateMounts(const mount::MountConfig& config, Problems& problems);
void ValidateProcess(const Config& config, Problems& problems);
void ValidateUserNamespace(const Config& config, Problems& problems);
void ValidateSysctls(const Config& config, Problems& problems);
void ValidateNetworks(const Config& config, Problems& problems);
void ValidateSeccomp(const security::seccomp::Profile& profile, Problems& problems);
void ValidateCgroup(const cgroups::Cgroup& cgroup, Problems& problems);

// Empty, or a context of SELinux.
void ValidateContext(const std::string& context, const std::string& key, Problems& problems);

// Type and numbers; -1 stands for any number where `least_number` is -1.
void ValidateDevice(const devices::Device& device, int64_t least_number, const std::string& path,
                    Problems& problems);

// "mounts[2]"
inline std::string Item(const std::string& path, size_t index) {
  return path + "[" + std::to_string(index) + "]";
}

inline bool HasNul(std::string_view text) { return text.find('\0') != std::string_view::npos; }

// True for text without NUL and newline: what can stand in a line that the kernel or a file gets.
inline bool IsOneLine(std::string_view text) {
  return !HasNul(text) && text.find('\n') == std::string_view::npos;
}

inline bool IsAbsolute(std::string_view path) { return path.starts_with('/') && !HasNul(path); }

// Messages that several keys share.
inline constexpr const char* kNotAbsolute = "must be an absolute path";
inline constexpr const char* kNotOneLine = "must hold no NUL and no newline";
inline constexpr const char* kNegative = "must not be negative";

}  // namespace libcontainer::internal

#endif  // LIBCONTAINER_SRC_CONFIG_VALIDATE_H_
