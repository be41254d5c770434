// nsinit is killed after each of its system calls, one run for each.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "libcontainer/state.h"
#include "support/container.h"

namespace libcontainer::testing {
namespace {

enum class Victim { kNsinit, kInit };

pid_t Fork(const std::vector<std::string>& argv, const std::string& directory) {
  std::vector<char*> pointers;
  for (const std::string& arg : argv) pointers.push_back(const_cast<char*>(arg.c_str()));
  pointers.push_back(nullptr);
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  const int null = ::open("/dev/null", O_RDWR);
  for (int fd = 0; fd <= 2; ++fd) ::dup2(null, fd);
  ::close(null);
  if (::chdir(directory.c_str()) != 0) ::_exit(125);
  ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
  ::execv(pointers[0], pointers.data());
  ::_exit(125);
}

// Runs nsinit and kills it, or the init it starts, when that returns from its `last`th system call.
// False if it ended before. nsinit has ended when this returns.
bool RunKilledAfter(const std::vector<std::string>& argv, const std::string& directory, int last,
                    Victim victim) {
  const pid_t nsinit = Fork(argv, directory);
  int status = 0;
  ::waitpid(nsinit, &status, 0);  // stopped by its execve
  const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL |
                       (victim == Victim::kInit ? PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE : 0);
  ::ptrace(PTRACE_SETOPTIONS, nsinit, nullptr, options);
  ::ptrace(PTRACE_SYSCALL, nsinit, nullptr, nullptr);
  bool inside = false;
  bool killed = false;
  int count = 0;
  for (;;) {
    const pid_t pid = ::waitpid(-1, &status, __WALL);
    if (pid < 0) return killed;
    if (!WIFSTOPPED(status)) {
      if (pid == nsinit) return killed;
      continue;
    }
    const bool counts = (pid == nsinit) == (victim == Victim::kNsinit);
    const int signal = WSTOPSIG(status);
    if (counts && signal == (SIGTRAP | 0x80)) {
      inside = !inside;
      if (!inside && ++count == last) {
        ::kill(pid, SIGKILL);
        killed = true;
      }
    }
    const bool own = signal == (SIGTRAP | 0x80) || signal == SIGTRAP || signal == SIGSTOP;
    ::ptrace(PTRACE_SYSCALL, pid, nullptr, own ? 0 : signal);
  }
}

class NsinitKilled : public ContainerTest {
 protected:
  // After each kill one more command must leave nothing, and run.
  void KillAtEveryStep(const std::vector<std::string>& args, Victim victim, int step) {
    const std::vector<std::string> argv = ExecArgs(args);
    int killed = 0;
    for (int last = 1;; last += step) {
      if (!RunKilledAfter(argv, rootfs(), last, victim)) break;
      ++killed;
      const Outcome next = Exec({"/bin/echo", "next"});
      ASSERT_TRUE(next.out.starts_with("next")) << "after system call " << last << ": " << next.err;
      ASSERT_EQ(next.status, 0);
      ASSERT_TRUE(CgroupDirectories(parent_group()).empty()) << "after system call " << last;
      ASSERT_FALSE(std::filesystem::exists(Path("state.json"))) << "after system call " << last;
    }
    EXPECT_GT(killed, 150 / step);
  }
};

TEST_F(NsinitKilled, AfterEverySystemCallOfAStartAndAStop) {
  KillAtEveryStep({"/bin/true"}, Victim::kNsinit, 1);
}

TEST_F(NsinitKilled, TheInitAfterEverySystemCall) {
  KillAtEveryStep({"/bin/true"}, Victim::kInit, 1);
}

TEST_F(NsinitKilled, WithATerminal) {
  config["tty"] = true;
  KillAtEveryStep({"/bin/true"}, Victim::kNsinit, 7);
  KillAtEveryStep({"/bin/true"}, Victim::kInit, 7);
}

TEST_F(NsinitKilled, WithAUserNamespace) {
  UseUserNamespace();
  KillAtEveryStep({"/bin/true"}, Victim::kNsinit, 7);
  KillAtEveryStep({"/bin/true"}, Victim::kInit, 7);
}

// For the virtual machines, in which each start takes long.
TEST_F(NsinitKilled, AfterSomeSystemCalls) {
  KillAtEveryStep({"/bin/true"}, Victim::kNsinit, 41);
  KillAtEveryStep({"/bin/true"}, Victim::kInit, 97);
}

}  // namespace
}  // namespace libcontainer::testing
