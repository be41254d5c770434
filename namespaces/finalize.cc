// Runs in: inside the container.
#include <fcntl.h>
#include <grp.h>
#include <linux/close_range.h>
#include <linux/magic.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "internal/files.h"
#include "internal/mount_api.h"
#include "internal/resolve.h"
#include "internal/user.h"
#include "libcontainer/error.h"
#include "libcontainer/namespaces/init.h"
#include "libcontainer/security/capabilities.h"

namespace libcontainer::namespaces {
namespace {

// The image decides what is there: no device, whose opening may do something, no pipe, which could hang
// the start, no file of /proc, which shows to root what is not for the container, and nothing endless.
void CheckDatabase(int fd, const std::string& path) {
  constexpr off_t kLargest = 16 << 20;
  struct stat status {};
  if (::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode) ||
      internal::IsOnFilesystem(fd, PROC_SUPER_MAGIC)) {
    throw Error(EINVAL, "read users from", path);
  }
  if (status.st_size > kLargest) throw Error(EFBIG, "read users from", path);
}

// The content of a user database of the image, which may be missing; "" then.
std::string ReadDatabase(int root, const std::string& path) {
  try {
    CheckDatabase(internal::OpenInRoot(root, path, O_PATH).get(), path);
    const UniqueFd fd = internal::OpenInRoot(root, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    CheckDatabase(fd.get(), path);  // it may be another one by now
    return internal::ReadAll(fd.get(), path);
  } catch (const Error& error) {
    if (error.error() != ENOENT) throw;
    return "";
  }
}

internal::User LookUpUser(const Config& config) {
  if (config.user.empty() && config.additional_groups.empty()) return {};
  const UniqueFd root = internal::Open(AT_FDCWD, "/", O_PATH | O_DIRECTORY);
  return internal::ResolveUser(config.user, config.additional_groups,
                               ReadDatabase(root.get(), "/etc/passwd"),
                               ReadDatabase(root.get(), "/etc/group"));
}

// So that the command can open /dev/stdin, /dev/stdout and its terminal by name. Only what was made
// for this container: pipes of the standard terminal, or its own pseudo-terminal.
void GiveStandardStreams(const Config& config, uid_t uid) {
  for (int fd = 0; fd <= 2; ++fd) {
    struct stat status {};
    if (::fstat(fd, &status) != 0) continue;  // EBADF: the caller gave none
    const bool own = config.tty ? ::isatty(fd) == 1 : S_ISFIFO(status.st_mode);
    if (own && ::fchown(fd, uid, static_cast<gid_t>(-1)) != 0) {
      throw Error(errno, "give the standard streams to user", config.user);
    }
  }
}

bool HasNoOtherGroup(gid_t gid) {
  constexpr int kMost = 65536;  // NGROUPS_MAX
  std::vector<gid_t> groups(kMost);
  const int count = ::getgroups(kMost, groups.data());
  return count >= 0 && std::all_of(groups.begin(), groups.begin() + count,
                                   [gid](gid_t group) { return group == gid; });
}

// The primary group is among the supplementary ones as after a login: a process that changes its
// primary group must stay bound by permissions that deny the old one something.
// In a user namespace whose creator may not set groups, nobody in it may (user_namespaces(7)): good enough
// if none were asked for and there are none to drop.
void SetGroups(const internal::User& user, const std::string& name) {
  std::vector<gid_t> groups = user.groups;
  if (std::find(groups.begin(), groups.end(), user.gid) == groups.end()) {
    groups.insert(groups.begin(), user.gid);
  }
  if (::setgroups(groups.size(), groups.data()) == 0) return;
  const int error = errno;
  if (error == EPERM && user.groups.empty() && HasNoOtherGroup(user.gid)) return;
  throw Error(error, "set supplementary groups of user", name);
}

void CloseDescriptors(int keep_fd) {
  const auto keep = static_cast<unsigned>(keep_fd);
  if ((keep > 3 && ::syscall(SYS_close_range, 3U, keep - 1, 0) != 0) ||
      ::syscall(SYS_close_range, keep + 1, ~0U, 0) != 0) {
    throw Error(errno, "close", "descriptors");
  }
}

void SetKeepCaps(unsigned long keep) {
  if (::prctl(PR_SET_KEEPCAPS, keep) != 0) throw Error(errno, "set", "keep-caps");
}

}  // namespace

void LoadContainerEnvironment(const Config& config) {
  ::clearenv();
  for (const std::string& entry : config.environment) {
    const size_t equals = entry.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw Error(EINVAL, "set environment variable", entry);
    }
    if (::setenv(entry.substr(0, equals).c_str(), entry.c_str() + equals + 1, 1) != 0) {
      throw Error(errno, "set environment variable", entry.substr(0, equals));
    }
  }
}

void FinalizeNamespace(const Config& config, int keep_fd,
                       const std::vector<std::string>& until_exec) {
  std::vector<std::string> capabilities = config.capabilities;
  capabilities.insert(capabilities.end(), until_exec.begin(), until_exec.end());
  CloseDescriptors(keep_fd);
  security::capabilities::DropBoundingSet(config.capabilities);
  SetKeepCaps(1);
  SetupUser(config);
  SetKeepCaps(0);
  security::capabilities::DropCapabilities(capabilities);
}

void SetupUser(const Config& config) {
  const internal::User user = LookUpUser(config);
  GiveStandardStreams(config, user.uid);
  SetGroups(user, config.user);
  if (::setresgid(user.gid, user.gid, user.gid) != 0) {
    throw Error(errno, "set group of user", config.user);
  }
  if (::setresuid(user.uid, user.uid, user.uid) != 0) {
    throw Error(errno, "become user", config.user);
  }
}

int GetParentDeathSignal() {
  int signal = 0;
  if (::prctl(PR_GET_PDEATHSIG, &signal) != 0) throw Error(errno, "get", "parent-death signal");
  return signal;
}

void RestoreParentDeathSignal(int signal, int sync_fd) {
  if (signal == 0) return;
  if (::prctl(PR_SET_PDEATHSIG, signal) != 0) throw Error(errno, "set", "parent-death signal");
  // A parent that died before this line sends no signal any more. Its pid is no help: seen from a
  // pid namespace of one's own it is 0 either way.
  pollfd parent{sync_fd, POLLIN, 0};
  if (::poll(&parent, 1, 0) > 0 && (parent.revents & POLLHUP) != 0) ::_exit(1);
}

}  // namespace libcontainer::namespaces
