#include "libcontainer/security/landlock.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "internal/files.h"
#include "libcontainer/error.h"
#include "libcontainer/unique_fd.h"

namespace libcontainer::security {
namespace {

// The parts of <linux/landlock.h> that are newer than Linux 6.1, whose header the oldest supported
// distribution has.
constexpr uint64_t kTruncate = 1 << 14;     // version 3
constexpr uint64_t kIoctlDevice = 1 << 15;  // version 5
constexpr uint64_t kBindTcp = 1 << 0;
constexpr uint64_t kConnectTcp = 1 << 1;
constexpr int kRuleNetPort = 2;
struct RulesetAttributes {
  uint64_t files;
  uint64_t network;
};
struct PortAttributes {
  uint64_t access;
  uint64_t port;
};

constexpr int kVersionForPaths = 3;
constexpr int kVersionForTcp = 4;
constexpr int kVersionForIoctl = 5;

constexpr uint64_t kRead = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr uint64_t kWrite =
    LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
    LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
    LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
    LANDLOCK_ACCESS_FS_MAKE_SYM | LANDLOCK_ACCESS_FS_REFER | kTruncate | kIoctlDevice;
constexpr uint64_t kExecute = LANDLOCK_ACCESS_FS_EXECUTE;
// What a rule for something that is no directory may hold.
constexpr uint64_t kOfFiles = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |
                              LANDLOCK_ACCESS_FS_READ_FILE | kTruncate | kIoctlDevice;

struct Right {
  const char* name;
  uint64_t access;
};
constexpr Right kRights[] = {{"read", kRead}, {"write", kWrite}, {"execute", kExecute}};

// 0: not in this kernel, or not enabled.
int Version() {
  const long version =
      ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return version < 0 ? 0 : static_cast<int>(version);
}

uint64_t AccessOf(const LandlockPath& path) {
  uint64_t access = 0;
  for (const std::string& name : path.rights) {
    const auto* right = std::find_if(std::begin(kRights), std::end(kRights),
                                     [&name](const Right& known) { return name == known.name; });
    if (right == std::end(kRights)) throw Error(EINVAL, "find Landlock right", name);
    access |= right->access;
  }
  return access;
}

void AddPath(int ruleset, const LandlockPath& path, uint64_t handled) {
  const UniqueFd fd = internal::Open(AT_FDCWD, path.path, O_PATH);
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) throw Error(errno, "stat", path.path);
  landlock_path_beneath_attr rule{};
  rule.allowed_access = AccessOf(path) & handled;
  if (!S_ISDIR(status.st_mode)) rule.allowed_access &= kOfFiles;
  rule.parent_fd = fd.get();
  if (::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0) {
    throw Error(errno, "allow by Landlock", path.path);
  }
}

void AddPorts(int ruleset, const std::vector<int64_t>& ports, uint64_t access) {
  for (const int64_t port : ports) {
    const PortAttributes rule{access, static_cast<uint64_t>(port)};
    if (::syscall(SYS_landlock_add_rule, ruleset, kRuleNetPort, &rule, 0) != 0) {
      throw Error(errno, "allow by Landlock TCP port", std::to_string(port));
    }
  }
}

UniqueFd NewRuleset(const RulesetAttributes& attributes) {
  // Kernels before version 4 take a shorter structure, and a longer one only if the rest is 0.
  UniqueFd fd(
      static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0)));
  if (!fd) throw Error(errno, "create", "Landlock ruleset");
  return fd;
}

}  // namespace

bool IsLandlockRight(std::string_view name) {
  return std::any_of(std::begin(kRights), std::end(kRights),
                     [name](const Right& right) { return name == right.name; });
}

void CheckLandlock(const Landlock& landlock) {
  const int version = Version();
  if (!landlock.paths.empty() && version < kVersionForPaths) {
    throw Error(ENOTSUP, "restrict paths, for which the kernel's Landlock is too old, version",
                std::to_string(version));
  }
  if (landlock.tcp && version < kVersionForTcp) {
    throw Error(ENOTSUP, "restrict TCP, for which the kernel's Landlock is too old, version",
                std::to_string(version));
  }
}

void ApplyLandlock(const Landlock& landlock) {
  CheckLandlock(landlock);
  RulesetAttributes handled{};
  if (!landlock.paths.empty()) handled.files = kRead | kWrite | kExecute;
  if (Version() < kVersionForIoctl) handled.files &= ~kIoctlDevice;
  if (landlock.tcp) handled.network = kBindTcp | kConnectTcp;
  const UniqueFd ruleset = NewRuleset(handled);
  for (const LandlockPath& path : landlock.paths) AddPath(ruleset.get(), path, handled.files);
  if (landlock.tcp) {
    AddPorts(ruleset.get(), landlock.tcp->bind, kBindTcp);
    AddPorts(ruleset.get(), landlock.tcp->connect, kConnectTcp);
  }
  if (::syscall(SYS_landlock_restrict_self, ruleset.get(), 0) != 0) {
    throw Error(errno, "restrict by", "Landlock");
  }
}

}  // namespace libcontainer::security
