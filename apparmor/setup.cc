// Runs in: the parent.
#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "internal/files.h"
#include "libcontainer/apparmor/apparmor.h"
#include "libcontainer/error.h"

namespace libcontainer::apparmor {
namespace {

constexpr const char* kParser = "/sbin/apparmor_parser";

UniqueFd NewMemoryFile(const std::string& content) {
  UniqueFd fd(::memfd_create("apparmor", MFD_CLOEXEC));
  if (!fd) throw Error(errno, "create", "memory file");
  if (::pwrite(fd.get(), content.data(), content.size(), 0) !=
      static_cast<ssize_t>(content.size())) {
    throw Error(errno, "write", "memory file");
  }
  return fd;
}

class FileActions {
 public:
  FileActions() { ::posix_spawn_file_actions_init(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }
  void Duplicate(int fd, int as) { ::posix_spawn_file_actions_adddup2(&actions_, fd, as); }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

// Its exit status, 128 + N for signal N.
int WaitFor(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) throw Error(errno, "wait for", kParser);
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

// The parser reads standard input where no file is named.
void Load(const std::string& profile) {
  const UniqueFd input = NewMemoryFile(profile);
  const UniqueFd output = NewMemoryFile("");
  FileActions actions;
  actions.Duplicate(input.get(), STDIN_FILENO);
  actions.Duplicate(output.get(), STDOUT_FILENO);
  actions.Duplicate(output.get(), STDERR_FILENO);
  std::string args[] = {"apparmor_parser", "--replace", "--skip-cache"};
  char* argv[] = {args[0].data(), args[1].data(), args[2].data(), nullptr};
  char* environment[] = {nullptr};
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, kParser, actions.get(), nullptr, argv, environment);
  if (error != 0) throw Error(error, "execute", kParser);
  if (WaitFor(pid) == 0) return;
  if (::lseek(output.get(), 0, SEEK_SET) != 0) throw Error(errno, "read output of", kParser);
  std::string message = internal::ReadAll(output.get(), kParser);
  while (message.ends_with('\n')) message.pop_back();
  throw Error(EINVAL, "load AppArmor profile " + std::string(kDefaultProfile) + ":", message);
}

}  // namespace

void InstallDefaultProfile() {
  if (!IsEnabled()) {
    throw Error(ENOTSUP, "load, AppArmor not being enabled in this kernel, profile",
                kDefaultProfile);
  }
  const Confinement own = GetConfinement(::getpid());
  Load(GenerateProfile(kDefaultProfile, own.mode.empty() ? "" : own.profile));
}

}  // namespace libcontainer::apparmor
