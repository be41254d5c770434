#include "privileged.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "libcontainer/error.h"
#include "support/isolated.h"

namespace libcontainer::namespaces {
namespace {

// A process that waits to be killed, in a user namespace that has no mappings yet.
pid_t NewWaiting() {
  int pipe[2];
  EXPECT_EQ(::pipe(pipe), 0);
  const pid_t pid = ::fork();
  if (pid == 0) {
    const bool done = ::unshare(CLONE_NEWUSER) == 0 && ::write(pipe[1], "", 1) == 1;
    for (; done;) ::pause();
    ::_exit(1);
  }
  char byte = 0;
  EXPECT_EQ(::read(pipe[0], &byte, 1), 1);
  ::close(pipe[0]);
  ::close(pipe[1]);
  return pid;
}

UniqueFd OpenPid(pid_t pid) {
  return UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

void End(pid_t pid) {
  ::kill(pid, SIGKILL);
  ::waitpid(pid, nullptr, 0);
}

std::string MapOf(pid_t pid) {
  return libcontainer::testing::ReadFile("/proc/" + std::to_string(pid) + "/uid_map");
}

Config MappedConfig() {
  Config config;
  config.namespaces = {{"NEWUSER", true}};
  config.uid_mappings = {{0, 100000, 10}, {20, 5, 1}};
  config.gid_mappings = {{0, 100000, 10}};
  return config;
}

TEST(Privileged, MappingsAreThoseOfTheConfiguration) {
  const pid_t pid = NewWaiting();
  WriteIdMappings({pid, OpenPid(pid)}, MappedConfig());
  EXPECT_EQ(MapOf(pid), "         0     100000         10\n        20          5          1\n");
  Config read;
  ReadIdMappings(pid, OpenPid(pid).get(), read);
  EXPECT_EQ(read.uid_mappings, MappedConfig().uid_mappings);
  EXPECT_EQ(read.gid_mappings, MappedConfig().gid_mappings);
  End(pid);
}

// As if the process had been killed, and its pid given to another one, before its mappings were written.
TEST(Privileged, Nsjail341_AnotherProcessOfThatPidGetsNoMappings) {
  const pid_t dead = NewWaiting();
  UniqueFd pidfd = OpenPid(dead);
  End(dead);
  const pid_t other = NewWaiting();
  try {
    WriteIdMappings({other, std::move(pidfd)}, MappedConfig());
    FAIL() << "mappings were written";
  } catch (const Error& error) {
    EXPECT_EQ(error.error(), ESRCH);
  }
  EXPECT_EQ(MapOf(other), "");
  End(other);
}

}  // namespace
}  // namespace libcontainer::namespaces
