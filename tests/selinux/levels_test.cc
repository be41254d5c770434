#include "levels.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <set>

#include "libcontainer/error.h"
#include "libcontainer/selinux/selinux.h"
#include "support/isolated.h"

namespace libcontainer::selinux {
namespace {

using testing::ReadFile;
using testing::RunIsolated;
using testing::WriteFile;

constexpr const char* kFile = "/run/libcontainer/selinux-levels";

// In a /run of its own.
void WithRegistry(const std::function<void()>& body) {
  RunIsolated(CLONE_NEWNS, [&body] {
    ASSERT_EQ(::mount("tmpfs", "/run", "tmpfs", 0, nullptr), 0);
    body();
  });
}

// Runs `body` in another process, which then waits to be killed.
pid_t InAnotherProcess(const std::function<void()>& body) {
  int ends[2];
  if (::pipe(ends) != 0) return -1;
  const pid_t pid = ::fork();
  if (pid == 0) {
    body();
    ::close(ends[0]);
    ::close(ends[1]);
    for (;;) ::pause();
  }
  ::close(ends[1]);
  char byte;
  EXPECT_EQ(::read(ends[0], &byte, 1), 0);
  ::close(ends[0]);
  return pid;
}

void Kill(pid_t pid) {
  ::kill(pid, SIGKILL);
  ::waitpid(pid, nullptr, 0);
}

TEST(SelinuxLevels, FileRoundTripAndRestOfALine) {
  const std::vector<LevelUse> uses = {{"s0:c1,c2", 1, "2"}, {"s0", 4711, "66587"}};
  EXPECT_EQ(ParseLevelUses(FormatLevelUses(uses)), uses);
  EXPECT_EQ(ParseLevelUses("c2 5\n\ns0 x 1\ns0 -1 1\ns0 1 \ns0 1 1 1\n s0 1\ns0:c1,c2 1 2"),
            (std::vector<LevelUse>{{"s0:c1,c2", 1, "2"}}));
}

TEST(SelinuxLevels, HazardS12_LevelsAreUniqueAcrossProcesses) {
  WithRegistry([] {
    std::set<std::string> levels;
    const pid_t other = InAnotherProcess([] {
      for (int i = 0; i < 5; ++i) LevelRegistry().AddUnique(5);
    });
    for (int i = 0; i < 5; ++i) levels.insert(LevelRegistry().AddUnique(5));
    EXPECT_EQ(levels.size(), 5U);
    for (const LevelUse& use : ParseLevelUses(ReadFile(kFile))) levels.insert(use.level);
    EXPECT_EQ(levels.size(), 10U) << "all pairs of five categories";
    try {
      LevelRegistry().AddUnique(5);
      ADD_FAILURE() << "an eleventh";
    } catch (const Error& error) {
      EXPECT_EQ(error.error(), ENOSPC);
    }
    Kill(other);
    LevelRegistry().AddUnique(5);
  });
}

TEST(SelinuxLevels, HazardS12_ReservationEndsWithItsProcess) {
  WithRegistry([] {
    const pid_t other = InAnotherProcess([] { ReserveLabel("u:r:t:s0:c1,c2"); });
    EXPECT_TRUE(LevelRegistry().IsUsed("s0:c1,c2"));
    Kill(other);
    EXPECT_FALSE(LevelRegistry().IsUsed("s0:c1,c2"));
    // Another process of the same pid.
    WriteFile(kFile, "s0:c1,c2 " + std::to_string(::getpid()) + " 1\n");
    EXPECT_FALSE(LevelRegistry().IsUsed("s0:c1,c2"));
  });
}

TEST(SelinuxLevels, FreedByTheProcessThatReservedItOnly) {
  WithRegistry([] {
    const pid_t other = InAnotherProcess([] { ReserveLabel("u:r:t:s0:c1,c2"); });
    FreeLxcContexts("u:r:t:s0:c1,c2");
    EXPECT_TRUE(LevelRegistry().IsUsed("s0:c1,c2"));
    Kill(other);
    ReserveLabel("u:r:t:s0:c3,c4");
    ReserveLabel("u:r:t:s0:c3,c4");
    EXPECT_TRUE(LevelRegistry().IsUsed("s0:c3,c4"));
    FreeLxcContexts("u:r:x:s0:c3,c4");
    EXPECT_FALSE(LevelRegistry().IsUsed("s0:c3,c4"));
    EXPECT_EQ(ReadFile(kFile), "");
    ReserveLabel("u:r:t");
    ReserveLabel("");
    EXPECT_THROW(ReserveLabel("u:r"), Error);
    EXPECT_EQ(ReadFile(kFile), "");
  });
}

TEST(SelinuxLevels, DirectoryOfSomebodyElseIsRefused) {
  WithRegistry([] {
    ASSERT_EQ(::mkdir("/run/libcontainer", 0777), 0);
    ASSERT_EQ(::chmod("/run/libcontainer", 0777), 0);
    EXPECT_THROW(ReserveLabel("u:r:t:s0"), Error);
  });
}

}  // namespace
}  // namespace libcontainer::selinux
