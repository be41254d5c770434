#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <string>
#include <vector>

#include "fixture.h"
#include "libcontainer/cgroups/fs.h"
#include "support/cgroups.h"
#include "support/isolated.h"

namespace libcontainer::cgroups::fs {
namespace {

using testing::Child;
using testing::GroupDir;
using CgroupsFsCleanup = testing::CgroupsRoot;

void ExpectKilled(Child& child) {
  const int status = child.Wait();
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << status;
}

TEST_F(CgroupsFsCleanup, GroupWithoutProcessesGoesAtOnce) {
  const auto active = [&] {
    const Child child;
    return Apply(cgroup_, child.pid());
  }();
  active->Cleanup();
  EXPECT_TRUE(testing::CgroupDirectories(cgroup_.parent).empty());
}

TEST_F(CgroupsFsCleanup, MayBeCalledAgainAndThenTouchesNoNewGroupOfThatName) {
  cgroup_.name = cgroup_.parent;
  cgroup_.parent = "";
  Child first;
  const auto old = Apply(cgroup_, first.pid());
  old->Cleanup();
  ExpectKilled(first);
  Child second;
  const auto active = Apply(cgroup_, second.pid());
  old->Cleanup();
  EXPECT_FALSE(second.Exited());
  EXPECT_EQ(GetPids(cgroup_), std::vector<pid_t>{second.pid()});
  active->Cleanup();
  EXPECT_TRUE(testing::CgroupDirectories(cgroup_.name).empty());
}

[[noreturn]] void ForkForEver() {
  for (;;) {
    if (::fork() < 0) ::usleep(100);
  }
}

TEST_F(CgroupsFsCleanup, ForkingProcessTreeIsKilled) {
  if (!testing::IsMounted("pids")) GTEST_SKIP() << "the pids controller is not mounted";
  cgroup_.pids_limit = 60;
  Child child([]() -> int { ForkForEver(); });
  const auto active = Apply(cgroup_, child.pid());
  child.Start();
  while (GetPids(cgroup_).size() < 40) ::usleep(1000);
  active->Cleanup();
  ExpectKilled(child);
}

TEST_F(CgroupsFsCleanup, FrozenProcessesAreKilled) {
  Child child;
  const auto active = Apply(cgroup_, child.pid());
  Freeze(cgroup_, kFrozen);
  active->Cleanup();
  ExpectKilled(child);
}

TEST_F(CgroupsFsCleanup, GroupsThatTheContainerFrozeAreThawed) {
  Child child;
  const auto active = Apply(cgroup_, child.pid());
  const std::string inner = GroupDir("freezer", cgroup_) + "/inner";
  ASSERT_EQ(::mkdir(inner.c_str(), 0755), 0);
  ASSERT_EQ(testing::WriteControl(inner + "/cgroup.procs", std::to_string(child.pid())), 0);
  ASSERT_EQ(testing::WriteControl(inner + "/freezer.state", "FROZEN"), 0);
  active->Cleanup();
  ExpectKilled(child);
}

TEST_F(CgroupsFsCleanup, GroupsBelowAreRemovedInEveryHierarchy) {
  Child child;
  const auto active = Apply(cgroup_, child.pid());
  for (const Mount& mount : GetCgroupMounts()) {
    const std::string dir = GroupDir(mount.subsystems.front(), cgroup_);
    for (const std::string below : {"/a", "/a/b", "/a/c", "/a/c/d", "/e e"}) {
      ASSERT_EQ(::mkdir((dir + below).c_str(), 0755), 0);
    }
  }
  const std::string deepest = GroupDir("pids", cgroup_) + "/a/c/d";
  ASSERT_EQ(testing::WriteControl(deepest + "/cgroup.procs", std::to_string(child.pid())), 0);
  active->Cleanup();
  ExpectKilled(child);
}

// The depth is the container's choice and must not use up the caller's descriptors.
TEST_F(CgroupsFsCleanup, DeepTreesNeedNoDescriptorPerLevel) {
  constexpr int kDepth = 200;
  testing::RunIsolated(0, [&] {
    Child child;
    const auto active = Apply(cgroup_, child.pid());
    ASSERT_EQ(::chdir(GroupDir("name=systemd", cgroup_).c_str()), 0);
    for (int i = 0; i < kDepth; ++i) {
      ASSERT_EQ(::mkdir("deep", 0755), 0);
      ASSERT_EQ(::chdir("deep"), 0);
    }
    ASSERT_EQ(testing::WriteControl("cgroup.procs", std::to_string(child.pid())), 0);
    ASSERT_EQ(::chdir("/"), 0);
    const rlimit few = {.rlim_cur = 64, .rlim_max = 64};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
    active->Cleanup();
    ExpectKilled(child);
  });
}

TEST_F(CgroupsFsCleanup, HazardC21_ParentsThatApplyMadeAreRemoved) {
  Child child;
  cgroup_.parent += "/a/b";
  const auto active = Apply(cgroup_, child.pid());
  active->Cleanup();
  ExpectKilled(child);
}

TEST_F(CgroupsFsCleanup, HazardC21_SharedParentStaysUntilTheLastLeaves) {
  Cgroup other = cgroup_;
  other.name = "other";
  Child first;
  Child second;
  const auto one = Apply(cgroup_, first.pid());
  const auto two = Apply(other, second.pid());
  // The one that made the parent leaves first.
  one->Cleanup();
  EXPECT_EQ(testing::CgroupDirectories(cgroup_.parent).size(), GetCgroupMounts().size());
  EXPECT_EQ(GetPids(other), std::vector<pid_t>{second.pid()});
  two->Cleanup();
  EXPECT_TRUE(testing::CgroupDirectories(cgroup_.parent).empty());
}

TEST_F(CgroupsFsCleanup, ParentThatWasThereIsKept) {
  const std::string group = GroupDir("cpu", cgroup_);
  const std::string parent = group.substr(0, group.rfind('/'));
  ASSERT_EQ(::mkdir(parent.c_str(), 0755), 0);
  Child child;
  const auto active = Apply(cgroup_, child.pid());
  active->Cleanup();
  EXPECT_EQ(testing::CgroupDirectories(cgroup_.parent), std::vector<std::string>{parent});
  EXPECT_EQ(::rmdir(parent.c_str()), 0);
}

// The caller is not killed by its own call; what is left is reported.
TEST_F(CgroupsFsCleanup, CallerInsideIsAnErrorAfterTwoSeconds) {
  testing::RunIsolated(0, [&] {
    const auto active = Apply(cgroup_, ::getpid());
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(testing::ErrorOf([&] { active->Cleanup(); }).error(), EBUSY);
    const auto time = std::chrono::steady_clock::now() - begin;
    EXPECT_GE(time, std::chrono::milliseconds(1900));
    EXPECT_LT(time, std::chrono::seconds(5));
    for (const Mount& mount : GetCgroupMounts()) {
      const std::string dir = GroupDir(mount.subsystems.front(), cgroup_);
      // GroupDir is below the own group, which is the container's here.
      const std::string base =
          dir.substr(0, dir.size() - 2 * ("/" + cgroup_.parent + "/" + cgroup_.name).size());
      EXPECT_EQ(testing::WriteControl(base + "/cgroup.procs", std::to_string(::getpid())), 0);
    }
    active->Cleanup();
  });
}

}  // namespace
}  // namespace libcontainer::cgroups::fs
