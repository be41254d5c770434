#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <string>
#include <vector>

#include "../../cgroups/fs/cleanup.h"
#include "fixture.h"
#include "libcontainer/cgroups/fs.h"
#include "support/cgroups.h"
#include "support/isolated.h"

namespace libcontainer::cgroups::fs {
namespace {

using testing::Child;
using testing::ErrorOf;
using testing::GroupDir;
using CgroupsFsApply = testing::CgroupsRoot;

std::string OwnDir(const std::string& subsystem) {
  const std::string own = GetThisCgroupDir(subsystem);
  return own == "/" ? "" : own;
}

void ExpectIn(pid_t pid, const Cgroup& cgroup) {
  for (const Mount& mount : GetCgroupMounts()) {
    const std::string& name = mount.subsystems.front();
    EXPECT_EQ(testing::CgroupOf(pid, name), OwnDir(name) + "/" + cgroup.parent + "/" + cgroup.name);
  }
}

void ExpectNotMoved(pid_t pid) {
  for (const Mount& mount : GetCgroupMounts()) {
    EXPECT_EQ(testing::CgroupOf(pid, mount.subsystems.front()), mount.GetThisCgroupDir());
  }
}

TEST_F(CgroupsFsApply, HazardC13_EveryHierarchyIsJoinedNamedOnesToo) {
  Child child;
  const auto active = Apply(cgroup_, child.pid());
  ExpectIn(child.pid(), cgroup_);
  for (const std::string name : {"pids", "name=systemd", "perf_event", "hugetlb"}) {
    if (!testing::IsMounted(name)) continue;
    EXPECT_TRUE(testing::CgroupOf(child.pid(), name).ends_with("/" + cgroup_.name)) << name;
  }
  active->Cleanup();
}

TEST_F(CgroupsFsApply, GetPidsListsTheProcesses) {
  Child first;
  const auto active = Apply(cgroup_, first.pid());
  EXPECT_EQ(GetPids(cgroup_), std::vector<pid_t>{first.pid()});
  active->Cleanup();
  const Error error = ErrorOf([&] { GetPids(cgroup_); });
  EXPECT_EQ(error.error(), ENOENT);
}

TEST_F(CgroupsFsApply, GroupMayHaveNoParent) {
  Child child;
  cgroup_.name = cgroup_.parent;
  cgroup_.parent = "";
  const auto active = Apply(cgroup_, child.pid());
  EXPECT_EQ(testing::CgroupOf(child.pid(), "pids"), OwnDir("pids") + "/" + cgroup_.name);
  active->Cleanup();
  EXPECT_TRUE(testing::CgroupDirectories(cgroup_.name).empty());
}

// A process that is in a group of its own starts containers below that one.
TEST_F(CgroupsFsApply, HazardC5_GroupIsBelowTheCallersOwnNotBelowThatOfPid1) {
  Cgroup own = cgroup_;
  own.name = "caller";
  testing::RunIsolated(0, [&] {
    const auto mine = Apply(own, ::getpid());
    const std::string own_dir = GetThisCgroupDir("pids");
    ASSERT_TRUE(own_dir.ends_with("/caller"));
    Child child;
    const auto active = Apply(cgroup_, child.pid());
    for (const Mount& mount : GetCgroupMounts()) {
      EXPECT_EQ(testing::CgroupOf(child.pid(), mount.subsystems.front()),
                mount.GetThisCgroupDir() + "/" + cgroup_.parent + "/" + cgroup_.name);
    }
    EXPECT_NE(GetInitCgroupDir("pids"), own_dir);
    active->Cleanup();
  });
  // The caller's group outlived it: its parents are still marked, so that a start removes them.
  Child child;
  Apply(own, child.pid())->Cleanup();
}

TEST_F(CgroupsFsApply, HazardC4_NameMayHoldColons) {
  cgroup_.name = "a:b:c";
  Child child([&] { return GetThisCgroupDir("memory").ends_with("/a:b:c") ? 0 : 1; });
  const auto active = Apply(cgroup_, child.pid());
  child.Start();
  EXPECT_EQ(child.Wait(), 0);
  active->Cleanup();
}

TEST_F(CgroupsFsApply, HazardC2_ParentLeadingOutWritesNothing) {
  const testing::TempDir victim;
  testing::WriteFile(victim.Path("precious"), "x");
  Child child;
  for (const std::string up : {"../../../..", "../../../../../..", "x/../../../../.."}) {
    cgroup_.parent = up + victim.path();
    EXPECT_EQ(ErrorOf([&] { Apply(cgroup_, child.pid()); }).error(), EINVAL);
  }
  ExpectNotMoved(child.pid());
  EXPECT_EQ(testing::ReadFile(victim.Path("precious")), "x");
  EXPECT_FALSE(testing::Exists(victim.Path("container")));
  EXPECT_FALSE(testing::Exists(victim.Path("cgroup.procs")));
}

// Something else mounted on a group is not a group, and nothing is written to it.
TEST_F(CgroupsFsApply, HazardC2_OtherFileSystemBelowAHierarchyIsNotEntered) {
  Child keeper;
  Cgroup kept = cgroup_;
  kept.name = "keeper";
  const auto keep = Apply(kept, keeper.pid());
  testing::RunIsolated(CLONE_NEWNS, [&] {
    Child child;
    const std::string group = GroupDir("pids", cgroup_);
    const std::string parent = group.substr(0, group.rfind('/'));
    ASSERT_EQ(::mount("x", parent.c_str(), "tmpfs", 0, nullptr), 0);
    EXPECT_EQ(ErrorOf([&] { Apply(cgroup_, child.pid()); }).error(), EXDEV);
    EXPECT_FALSE(testing::Exists(group));
    EXPECT_FALSE(testing::Exists(parent + "/cgroup.procs"));
    ExpectNotMoved(child.pid());
  });
  EXPECT_TRUE(testing::CgroupDirectories(cgroup_.name).empty());
  keep->Cleanup();
}

TEST_F(CgroupsFsApply, HazardC8_RefusedLimitLeavesNothing) {
  Child child;
  Cgroup bad_swap = cgroup_;
  bad_swap.memory = 64 << 20;
  bad_swap.memory_swap = 32 << 20;
  if (testing::Exists(FindCgroupMountpoint("memory") + "/memory.memsw.limit_in_bytes")) {
    const Error error = ErrorOf([&] { Apply(bad_swap, child.pid()); });
    EXPECT_EQ(error.error(), EINVAL);
    EXPECT_EQ(error.object(), GroupDir("memory", cgroup_) + "/memory.memsw.limit_in_bytes");
    EXPECT_NE(error.operation().find("33554432"), std::string::npos);
  }
  Cgroup bad_cpus = cgroup_;
  bad_cpus.cpuset_cpus = "99999";
  const Error error = ErrorOf([&] { Apply(bad_cpus, child.pid()); });
  EXPECT_EQ(error.object(), GroupDir("cpuset", cgroup_) + "/cpuset.cpus");
  EXPECT_EQ(testing::CgroupDirectories(cgroup_.parent), std::vector<std::string>{});
  ExpectNotMoved(child.pid());
  EXPECT_FALSE(child.Exited());
}

TEST_F(CgroupsFsApply, HazardC8_ProcessThatDoesNotExistLeavesNothing) {
  pid_t gone = 0;
  {
    const Child child;
    gone = child.pid();
  }
  EXPECT_EQ(ErrorOf([&] { Apply(cgroup_, gone); }).error(), ESRCH);
  EXPECT_EQ(testing::CgroupDirectories(cgroup_.parent), std::vector<std::string>{});
}

// The cpu controller refuses a real-time process in a group without real-time budget, after other
// hierarchies have been joined.
TEST_F(CgroupsFsApply, HazardC8_RefusedJoinMovesTheProcessBack) {
  if (!testing::Exists(FindCgroupMountpoint("cpu") + "/cpu.rt_runtime_us")) {
    GTEST_SKIP() << "the kernel has no CONFIG_RT_GROUP_SCHED";
  }
  Child child;
  const sched_param priority = {.sched_priority = 1};
  ASSERT_EQ(::sched_setscheduler(child.pid(), SCHED_FIFO, &priority), 0);
  const Error error = ErrorOf([&] { Apply(cgroup_, child.pid()); });
  EXPECT_EQ(error.object(), GroupDir("cpu", cgroup_) + "/cgroup.procs");
  EXPECT_EQ(testing::CgroupDirectories(cgroup_.parent), std::vector<std::string>{});
  ExpectNotMoved(child.pid());
  EXPECT_FALSE(child.Exited());
}

TEST_F(CgroupsFsApply, HazardC8_UndoMovesProcessesOutOfAllGroups) {
  Child child;
  std::vector<Group> groups;
  for (Hierarchy& hierarchy : OpenHierarchies()) {
    groups.emplace_back(std::move(hierarchy), GroupPath(cgroup_));
    groups.back().Create();
    if (groups.back().Has("cpuset")) continue;
    groups.back().Join(child.pid());
  }
  Undo(groups);
  ExpectNotMoved(child.pid());
  EXPECT_FALSE(child.Exited());
  EXPECT_EQ(testing::CgroupDirectories(cgroup_.parent), std::vector<std::string>{});
}

TEST_F(CgroupsFsApply, GroupWithProcessesIsRefusedAndLeftAlone) {
  Child first;
  cgroup_.pids_limit = 7;
  const auto active = Apply(cgroup_, first.pid());
  Child second;
  Cgroup other = cgroup_;
  other.pids_limit = 9;
  const Error error = ErrorOf([&] { Apply(other, second.pid()); });
  EXPECT_EQ(error.error(), EEXIST);
  EXPECT_NE(error.object().find("/" + cgroup_.parent + "/" + cgroup_.name), std::string::npos);
  ExpectNotMoved(second.pid());
  ExpectIn(first.pid(), cgroup_);
  EXPECT_EQ(testing::ReadControl("pids", cgroup_, "pids.max"), "7");
  active->Cleanup();
}

// Only one hierarchy has the group: what Apply made in the others goes again, and an empty group
// that was there stays.
TEST_F(CgroupsFsApply, GroupWithProcessesInOneHierarchyIsEnoughToRefuse) {
  Child keeper;
  Cgroup kept = cgroup_;
  kept.name = "keeper";
  const auto keep = Apply(kept, keeper.pid());
  const std::string busy = GroupDir("pids", cgroup_);
  const std::string empty = GroupDir("cpu", cgroup_);
  ASSERT_EQ(::mkdir(busy.c_str(), 0755), 0);
  ASSERT_EQ(::mkdir(empty.c_str(), 0755), 0);
  Child inside;
  ASSERT_EQ(testing::WriteControl(busy + "/cgroup.procs", std::to_string(inside.pid())), 0);
  Child child;
  EXPECT_EQ(ErrorOf([&] { Apply(cgroup_, child.pid()); }).error(), EEXIST);
  EXPECT_EQ(testing::CgroupDirectories(cgroup_.name), (std::vector<std::string>{empty, busy}));
  ::kill(inside.pid(), SIGKILL);
  inside.Wait();
  EXPECT_EQ(::rmdir(busy.c_str()), 0);
  EXPECT_EQ(::rmdir(empty.c_str()), 0);
  keep->Cleanup();
}

TEST_F(CgroupsFsApply, ProcessesOfAnotherPidNamespaceMakeAGroupBusy) {
  Child outside;
  const auto active = Apply(cgroup_, outside.pid());
  testing::RunIsolated(CLONE_NEWPID, [&] {
    const Child child;
    EXPECT_EQ(ErrorOf([&] { Apply(cgroup_, child.pid()); }).error(), EEXIST);
    EXPECT_TRUE(GetPids(cgroup_).empty());
  });
  EXPECT_FALSE(outside.Exited());
  active->Cleanup();
}

TEST_F(CgroupsFsApply, StaleEmptyGroupIsMadeAnew) {
  const std::string stale = GroupDir("pids", cgroup_);
  const std::string parent = stale.substr(0, stale.rfind('/'));
  ASSERT_EQ(::mkdir(parent.c_str(), 0755), 0);
  ASSERT_EQ(::mkdir(stale.c_str(), 0755), 0);
  ASSERT_EQ(::mkdir((stale + "/below").c_str(), 0755), 0);
  ASSERT_EQ(testing::WriteControl(stale + "/pids.max", "7"), 0);
  Child child;
  const auto active = Apply(cgroup_, child.pid());
  EXPECT_EQ(testing::ReadControl("pids", cgroup_, "pids.max"), "max");
  EXPECT_FALSE(testing::Exists(stale + "/below"));
  ExpectIn(child.pid(), cgroup_);
  active->Cleanup();
  // The parent was there before Apply.
  EXPECT_EQ(testing::CgroupDirectories(cgroup_.parent), std::vector<std::string>{parent});
  EXPECT_EQ(::rmdir(parent.c_str()), 0);
}

TEST_F(CgroupsFsApply, NameOfAControlFileIsRefused) {
  Child child;
  cgroup_.parent += "/tasks";
  const Error error = ErrorOf([&] { Apply(cgroup_, child.pid()); });
  EXPECT_EQ(error.error(), ENOTDIR);
}

}  // namespace
}  // namespace libcontainer::cgroups::fs
