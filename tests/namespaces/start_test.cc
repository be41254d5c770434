#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <filesystem>
#include <thread>

#include "libcontainer/error.h"
#include "libcontainer/namespaces/exec.h"
#include "libcontainer/namespaces/init.h"
#include "libcontainer/state.h"
#include "support/library.h"

namespace libcontainer::testing {
namespace {

namespace fs = std::filesystem;
using namespaces::NewTerminal;
using namespaces::Start;
using namespaces::StartOptions;

auto CountDescriptors() { return std::distance(fs::directory_iterator("/proc/self/fd"), {}); }

class Library : public LibraryTest {
 protected:
  // A rootfs of its own below the test's directory.
  std::string NewRootfs(const std::string& name) {
    const std::string root = Path(name);
    fs::create_directory(root);
    fs::copy(Path("bin"), root + "/bin",
             fs::copy_options::recursive | fs::copy_options::copy_symlinks |
                 fs::copy_options::create_hard_links);
    return root;
  }
  int ExecQuietly(const std::vector<std::string>& args) {
    const auto terminal = Terminal();
    return namespaces::Exec(Decode(), *terminal, Options(args));
  }
  Error FailureOf(const std::vector<std::string>& args) {
    try {
      ExecQuietly(args);
    } catch (const Error& error) {
      return error;
    }
    ADD_FAILURE() << "did not fail";
    return Error(0, "", "");
  }
};

TEST_F(Library, ExecReturnsTheExitStatus) {
  EXPECT_EQ(ExecQuietly({"/bin/sh", "-c", "exit 42"}), 42);
}

TEST_F(Library, ErrorsOfTheInitNameStepObjectAndErrno) {
  const Error not_found = FailureOf({"/bin/nope"});
  EXPECT_EQ(not_found.error(), ENOENT);
  EXPECT_EQ(not_found.step(), "exec");
  EXPECT_EQ(not_found.object(), "/bin/nope");
  config["working_dir"] = "/missing";
  const Error directory = FailureOf({"/bin/true"});
  EXPECT_EQ(directory.step(), "change directory");
  EXPECT_EQ(directory.object(), "/missing");
}

TEST_F(Library, RefusesBeforeAnySideEffect) {
  config["hostname"] = "x";
  config["namespaces"].erase("NEWUTS");
  EXPECT_THROW(ExecQuietly({"/bin/true"}), ConfigError);
  config["namespaces"]["NEWUTS"] = true;
  EXPECT_EQ(FailureOf({}).error(), EINVAL);
  EXPECT_FALSE(fs::exists(Path("proc"))) << "nothing was begun";
}

TEST_F(Library, SecondContainerInOneDirectoryIsRefused) {
  const auto terminal = Terminal();
  Process first = Start(Decode(), *terminal, Options({"/bin/sleep", "100"}));
  EXPECT_EQ(FailureOf({"/bin/true"}).error(), EBUSY);
  EXPECT_TRUE(IsAlive(*GetState(rootfs())));
  first.Signal(SIGKILL);
  EXPECT_EQ(first.Wait().signal, SIGKILL);
}

TEST_F(Library, PidfdBecomesReadableAtTheEnd) {
  const auto terminal = Terminal();
  Process process = Start(Decode(), *terminal, Options({"/bin/sleep", "0.1"}));
  pollfd fd{process.pidfd(), POLLIN, 0};
  EXPECT_EQ(::poll(&fd, 1, 0), 0);
  EXPECT_EQ(::poll(&fd, 1, 5000), 1);
  EXPECT_EQ(process.Wait().ExitStatus(), 0);
}

TEST_F(Library, HandleThatIsDroppedEndsTheContainer) {
  pid_t pid = -1;
  {
    const auto terminal = Terminal();
    const Process process = Start(Decode(), *terminal, Options({"/bin/sleep", "100"}));
    pid = process.pid();
    EXPECT_TRUE(ProcessLives(pid));
  }
  EXPECT_FALSE(ProcessLives(pid));
}

TEST_F(Library, CallbackComesWhenTheCommandRuns) {
  const auto terminal = Terminal();
  StartOptions options = Options({"/bin/sleep", "0.05"});
  pid_t seen = -1;
  options.start_callback = [&](pid_t pid) {
    seen = pid;
    EXPECT_TRUE(ReadFile("/proc/" + std::to_string(pid) + "/cmdline").starts_with("/bin/sleep"));
    EXPECT_TRUE(GetState(rootfs()).has_value());
  };
  EXPECT_EQ(namespaces::Exec(Decode(), *terminal, options), 0);
  EXPECT_GT(seen, 0);
}

TEST_F(Library, StartsFromAThreadAmongOthers) {
  std::atomic<bool> stop = false;
  std::vector<std::thread> others;
  for (int i = 0; i < 4; ++i) {
    others.emplace_back([&] {
      while (!stop) std::string(1000, 'x').shrink_to_fit();
    });
  }
  std::thread starter([&] {
    for (int i = 0; i < 5; ++i) EXPECT_EQ(ExecQuietly({"/bin/sh", "-c", "exit 3"}), 3);
  });
  starter.join();
  stop = true;
  for (std::thread& thread : others) thread.join();
}

TEST_F(Library, CallersSignalsAndHandlersStayItsOwn) {
  sigset_t blocked;
  ::sigemptyset(&blocked);
  ::sigaddset(&blocked, SIGUSR1);
  ::pthread_sigmask(SIG_BLOCK, &blocked, nullptr);
  ::signal(SIGUSR2, SIG_IGN);
  config["user"] = "";
  EXPECT_EQ(ExecQuietly({"/bin/sh", "-c",
                         "[ $(grep -c 'Sig[BI][lg].:.0000000000000000' /proc/self/status) = 2 ]"}),
            0);
  sigset_t now;
  ::pthread_sigmask(SIG_SETMASK, nullptr, &now);
  EXPECT_EQ(::sigismember(&now, SIGUSR1), 1);
  EXPECT_EQ(::signal(SIGUSR2, SIG_DFL), SIG_IGN);
  ::pthread_sigmask(SIG_UNBLOCK, &blocked, nullptr);
}

TEST_F(Library, WorksWithoutStandardDescriptors) {
  RunIsolated(0, [&] {
    const int error = ::fcntl(2, F_DUPFD_CLOEXEC, 50);
    for (int fd = 0; fd <= 2; ++fd) ::close(fd);
    const UniqueFd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
    const auto terminal = NewTerminal(null.get(), null.get(), null.get(), false);
    const int status = namespaces::Exec(Decode(), *terminal, Options({"/bin/sh", "-c", "exit 6"}));
    ::dup2(error, 2);
    EXPECT_EQ(status, 6);
  });
}

namespaces::CreateCommand WithInit(const std::string& path) {
  return [path](const Config& config, const StartOptions& start) {
    namespaces::Command command = namespaces::DefaultCreateCommand(config, start);
    command.init_path = path;
    command.args = {path, "init"};
    return command;
  };
}

// A caller whose init is its own program.
TEST_F(Library, CreateCommandNamesAnotherInit) {
  const auto terminal = Terminal();
  StartOptions options = Options({"/bin/sh", "-c", "exit 11"});
  options.create_command = WithInit(NSINIT);
  EXPECT_EQ(namespaces::Exec(Decode(), *terminal, options), 11);
}

TEST_F(Library, TerminalMustFitTheConfiguration) {
  config["tty"] = true;
  const Error error = FailureOf({"/bin/true"});
  EXPECT_EQ(error.error(), EINVAL) << error.what();
  EXPECT_EQ(error.object(), "a terminal without");
}

TEST_F(Library, AnotherInitHasNoUserNamespace) {
  UseUserNamespace();
  const auto terminal = Terminal();
  StartOptions options = Options({"/bin/true"});
  options.create_command = WithInit(NSINIT);
  try {
    namespaces::Exec(Decode(), *terminal, options);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.error(), ENOTSUP) << error.what();
  }
}

TEST_F(Library, InitThatDiesEarlyIsReported) {
  const auto terminal = Terminal();
  StartOptions options = Options({"/bin/true"});
  options.create_command = WithInit("/bin/false");
  try {
    namespaces::Exec(Decode(), *terminal, options);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.error(), ECANCELED) << error.what();
  }
  options.create_command = [](const Config&, const StartOptions&) {
    namespaces::Command command;
    command.init_path = "/etc/passwd";
    command.args = {"x"};
    return command;
  };
  EXPECT_THROW(namespaces::Exec(Decode(), *terminal, options), Error);
}

// pdeathsig is tied to the thread: a thread of the caller that lives on must keep the container.
TEST_F(Library, HazardP14_OtherThreadsMayEnd) {
  std::thread([] {}).join();
  EXPECT_EQ(ExecQuietly({"/bin/sh", "-c", "sleep 0.05; exit 9"}), 9);
}

TEST_F(Library, FailedStartsLeakNoDescriptor) {
  config["user"] = "unknown";
  FailureOf({"/bin/true"});
  const auto before = CountDescriptors();
  for (int i = 0; i < 20; ++i) FailureOf({"/bin/true"});
  EXPECT_EQ(CountDescriptors(), before);
}

TEST_F(Library, HazardP24_NoZombieAfterAFailedStart) {
  config["user"] = "unknown";
  FailureOf({"/bin/true"});
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG | __WALL), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST_F(Library, ResultTellsHowItEnded) {
  config["cgroups"]["memory"] = 32 << 20;
  config["cgroups"]["memory_swap"] = 32 << 20;
  const auto terminal = Terminal();
  Process process =
      Start(Decode(), *terminal,
            Options({"/bin/sh", "-c", "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; exit 4"}));
  const Result result = process.Wait();
  EXPECT_EQ(result.exit_code, 4);
  EXPECT_EQ(result.signal, 0);
  EXPECT_FALSE(result.oom_killed);
  EXPECT_GT(result.peak_memory_bytes, 0U);
  EXPECT_LT(result.peak_memory_bytes, 32U << 20);
  EXPECT_GT(result.usage.ru_utime.tv_usec + result.usage.ru_utime.tv_sec, 0);
  EXPECT_GT(result.timings.spawn.count(), 0);
  EXPECT_GT(result.timings.cgroups.count(), 0);
  EXPECT_GT(result.timings.setup.count(), 0);
  EXPECT_GT(result.timings.run.count(), 0);
}

TEST_F(Library, ResultTellsOfMemoryThatRanOut) {
  config["cgroups"]["memory"] = 16 << 20;
  config["cgroups"]["memory_swap"] = 16 << 20;
  const auto terminal = Terminal();
  const Result result =
      Start(Decode(), *terminal, Options({"/bin/dd", "if=/dev/zero", "of=/dev/null", "bs=64M"}))
          .Wait();
  EXPECT_EQ(result.signal, SIGKILL);
  EXPECT_TRUE(result.oom_killed);
}

// One after the other, and as many again fifty at a time.
TEST_F(Library, ManyStartsLeaveNothing) {
  constexpr int kAtOnce = 50;
  constexpr int kStarts = 1000;
  ASSERT_EQ(ExecQuietly({"/bin/true"}), 0);
  const auto descriptors = CountDescriptors();
  for (int i = 0; i < kStarts; ++i) ASSERT_EQ(ExecQuietly({"/bin/true"}), 0) << i;
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < kAtOnce; ++t) {
    threads.emplace_back([&, t] {
      const std::string root = NewRootfs("many" + std::to_string(t));
      Config own = Decode();
      own.cgroups->name += "-" + std::to_string(t);
      StartOptions options = Options({"/bin/true"});
      options.rootfs = root;
      for (int i = 0; i < kStarts / kAtOnce; ++i) {
        const auto terminal = Terminal();
        if (namespaces::Exec(own, *terminal, options) == 0) ++good;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, kStarts);
  EXPECT_EQ(CountDescriptors(), descriptors);
}

// Eight threads start, join and stop containers in directories of their own.
TEST_F(Library, EightThreadsStartAndJoin) {
  constexpr int kThreads = 8;
  constexpr int kContainers = 25;
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      const std::string root = NewRootfs("thread" + std::to_string(t));
      Config own = Decode();
      own.cgroups->name += "-" + std::to_string(t);
      for (int i = 0; i < kContainers; ++i) {
        const auto first_terminal = Terminal();
        const auto second_terminal = Terminal();
        StartOptions options = Options({"/bin/sleep", "100"});
        options.rootfs = root;
        Process first = Start(own, *first_terminal, options);
        options.args = {"/bin/sh", "-c", "exit 5"};
        const int joined =
            namespaces::ExecIn(own, *namespaces::GetRunning(root), *second_terminal, options);
        first.Signal(SIGKILL);
        if (joined == 5 && first.Wait().signal == SIGKILL) ++good;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, kThreads * kContainers);
}

// A program with an event loop of its own: it waits for descriptors, never for one container.
TEST_F(Library, EventLoopByPidfd) {
  std::vector<std::unique_ptr<namespaces::Terminal>> terminals;
  std::vector<Process> processes;
  std::vector<pollfd> fds;
  for (int i = 0; i < 5; ++i) {
    const std::string root = NewRootfs("loop" + std::to_string(i));
    Config own = Decode();
    own.cgroups->name += "-" + std::to_string(i);
    StartOptions options = Options(
        {"/bin/sh", "-c", "sleep 0." + std::to_string(9 - i) + "; exit " + std::to_string(i)});
    options.rootfs = root;
    terminals.push_back(Terminal());
    processes.push_back(Start(own, *terminals.back(), options));
    fds.push_back({processes.back().pidfd(), POLLIN, 0});
  }
  int left = 5;
  while (left > 0 && ::poll(fds.data(), fds.size(), 10000) > 0) {
    for (size_t i = 0; i < fds.size(); ++i) {
      if (fds[i].fd < 0 || fds[i].revents == 0) continue;
      EXPECT_EQ(processes[i].Wait().exit_code, static_cast<int>(i));
      fds[i].fd = -1;
      --left;
    }
  }
  EXPECT_EQ(left, 0);
}

TEST(SetupUser, HazardS4_NamespaceThatDeniesSetgroups) {
  RunIsolated(0, [] {
    ASSERT_EQ(::unshare(CLONE_NEWUSER), 0);
    const auto write = [](const char* file, const char* text) {
      const UniqueFd fd(::open(file, O_WRONLY | O_CLOEXEC));
      ASSERT_GT(::write(fd.get(), text, strlen(text)), 0) << file;
    };
    write("/proc/self/setgroups", "deny");
    write("/proc/self/uid_map", "0 0 1");
    write("/proc/self/gid_map", "0 0 1");
    Config config;
    namespaces::SetupUser(config);
    config.additional_groups = {"0"};
    EXPECT_THROW(namespaces::SetupUser(config), Error) << "asked for, and not possible";
  });
}

}  // namespace
}  // namespace libcontainer::testing
