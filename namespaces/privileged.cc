// Runs in: the parent.
#include "privileged.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>

#include "id_mappings.h"
#include "internal/files.h"
#include "internal/rlimits.h"
#include "libcontainer/error.h"
#include "policy_parse.h"

namespace libcontainer::namespaces {
namespace {

// The directory in /proc of that very process: if it lives when the directory is open, no other has had
// its pid before.
UniqueFd OpenProc(pid_t pid, int pidfd) {
  const std::string path = "/proc/" + std::to_string(pid);
  UniqueFd proc = internal::Open(AT_FDCWD, path, O_PATH | O_DIRECTORY);
  if (::syscall(SYS_pidfd_send_signal, pidfd, 0, nullptr, 0) != 0) {
    throw Error(errno, "open directory", path);
  }
  return proc;
}

void RaiseLimit(pid_t pid, const Rlimit& wanted) {
  const std::optional<int> resource = internal::RlimitByName(wanted.type);
  if (!resource) throw Error(EINVAL, "find resource limit", wanted.type);
  const auto number = static_cast<__rlimit_resource>(*resource);
  rlimit limit{};
  if (::prlimit(pid, number, nullptr, &limit) != 0) throw Error(errno, "get limit", wanted.type);
  limit.rlim_max = std::max<rlim_t>(limit.rlim_max, wanted.hard);
  limit.rlim_cur = std::max<rlim_t>(limit.rlim_cur, wanted.soft);
  if (::prlimit(pid, number, &limit, nullptr) != 0) {
    throw Error(errno, "set resource limit", wanted.type);
  }
}

}  // namespace

void GiveStreams(const Command& command, const Config& config) {
  if (!config.HasNamespace("NEWUSER")) return;
  for (const UniqueFd& stream : command.stdio) {
    struct stat status {};
    if (::fstat(stream.get(), &status) != 0 || !S_ISFIFO(status.st_mode)) continue;
    if (::fchown(stream.get(), internal::HostIdOfRoot(config.uid_mappings),
                 internal::HostIdOfRoot(config.gid_mappings)) != 0) {
      throw Error(errno, "change owner of", "standard streams");
    }
  }
}

void WriteIdMappings(const Spawned& process, const Config& config) {
  if (!config.HasNamespace("NEWUSER")) return;
  const UniqueFd proc = OpenProc(process.pid, process.pidfd.get());
  internal::WriteExistingFile(proc.get(), "uid_map", internal::ToLines(config.uid_mappings));
  internal::WriteExistingFile(proc.get(), "gid_map", internal::ToLines(config.gid_mappings));
}

void ReadIdMappings(pid_t pid, int pidfd, Config& config) {
  const UniqueFd proc = OpenProc(pid, pidfd);
  const auto read = [&proc](const char* file) {
    return internal::ParseIdMappings(
        internal::ReadAll(internal::Open(proc.get(), file, O_RDONLY).get(), file));
  };
  config.namespaces["NEWUSER"] = true;
  config.uid_mappings = read("uid_map");
  config.gid_mappings = read("gid_map");
}

void SetHostLimits(const Spawned& process, const Config& config) {
  if (config.oom_score_adj) {
    const UniqueFd proc = OpenProc(process.pid, process.pidfd.get());
    internal::WriteExistingFile(proc.get(), "oom_score_adj", std::to_string(*config.oom_score_adj));
  }
  if (!config.HasNamespace("NEWUSER")) return;
  for (const Rlimit& limit : config.rlimits) RaiseLimit(process.pid, limit);
}

}  // namespace libcontainer::namespaces
