#include "fixture.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "support/cgroups.h"
#include "support/isolated.h"

namespace libcontainer::testing {

Child::Child(std::function<int()> body) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) std::abort();
  std::fflush(nullptr);
  pid_ = ::fork();
  if (pid_ < 0) std::abort();
  if (pid_ == 0) {
    char byte = 0;
    ::close(ends[1]);
    const bool started = ::read(ends[0], &byte, 1) == 1;
    if (started && body) ::_exit(body());
    if (started) {
      for (;;) ::pause();
    }
    ::_exit(0);
  }
  ::close(ends[0]);
  start_ = ends[1];
  if (!body) Start();
}

Child::~Child() {
  ::close(start_);
  if (pid_ < 0) return;
  ::kill(pid_, SIGKILL);
  Wait();
}

void Child::Start() {
  if (::write(start_, "", 1) != 1) std::abort();
}

int Child::Wait() {
  int status = -1;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return status;
}

bool Child::Exited() {
  siginfo_t info{};
  return ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         info.si_pid == pid_;
}

char ProcessState(pid_t pid) {
  const std::string stat = ReadFile("/proc/" + std::to_string(pid) + "/stat");
  const size_t end = stat.rfind(") ");
  return end == std::string::npos ? 0 : stat[end + 2];
}

std::string CgroupOf(pid_t pid, const std::string& subsystem) {
  const std::string text = ReadFile("/proc/" + std::to_string(pid) + "/cgroup");
  const size_t line = text.find(":" + subsystem + ":");
  if (line == std::string::npos) return "";
  const size_t path = line + subsystem.size() + 2;
  return text.substr(path, text.find('\n', path) - path);
}

std::string GroupDir(const std::string& subsystem, const cgroups::Cgroup& cgroup) {
  std::string own = cgroups::GetThisCgroupDir(subsystem);
  if (own == "/") own = "";
  std::string dir = cgroups::FindCgroupMountpoint(subsystem) + own;
  if (!cgroup.parent.empty()) dir += "/" + cgroup.parent;
  return dir + "/" + cgroup.name;
}

std::string ReadControl(const std::string& subsystem, const cgroups::Cgroup& cgroup,
                        const std::string& file) {
  std::string text = ReadFile(GroupDir(subsystem, cgroup) + "/" + file);
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

int WriteControl(const std::string& path, const std::string& value) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0) return errno;
  const int error = ::write(fd, value.data(), value.size()) < 0 ? errno : 0;
  ::close(fd);
  return error;
}

bool Exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

bool IsMounted(const std::string& subsystem) {
  for (const cgroups::Mount& mount : cgroups::GetCgroupMounts()) {
    for (const std::string& name : mount.subsystems) {
      if (name == subsystem) return true;
    }
  }
  return false;
}

void CgroupsRoot::SetUp() {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  if (cgroups::GetCgroupMounts().empty()) GTEST_SKIP() << "no cgroup v1 hierarchy is mounted";
  const std::string pid = std::to_string(::getpid());
  cgroup_.parent = "libcontainer-test-" + pid;
  cgroup_.name = "container-" + pid;
  cgroup_.allow_all_devices = true;
}

void CgroupsRoot::TearDown() {
  if (cgroup_.parent.empty()) return;
  const std::string top = cgroup_.parent.substr(0, cgroup_.parent.find('/'));
  EXPECT_EQ(CgroupDirectories(top), std::vector<std::string>{});
}

}  // namespace libcontainer::testing
