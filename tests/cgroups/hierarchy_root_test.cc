#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <vector>

#include "../../cgroups/fs/hierarchy.h"
#include "fixture.h"
#include "libcontainer/cgroups/fs.h"
#include "support/isolated.h"

namespace libcontainer::cgroups::fs {
namespace {

using testing::Child;
using testing::ErrorOf;
using testing::RunIsolated;
using CgroupsFsHierarchy = testing::CgroupsRoot;

std::vector<std::string> Order() {
  std::vector<std::string> names;
  for (const Hierarchy& hierarchy : OpenHierarchies()) {
    names.push_back(hierarchy.subsystems.front());
  }
  return names;
}

void Unmount(const std::string& subsystem) {
  ASSERT_EQ(::umount2(FindCgroupMountpoint(subsystem).c_str(), MNT_DETACH), 0);
}

TEST_F(CgroupsFsHierarchy, FindsEveryMountedController) {
  const std::vector<std::string> all = GetAllSubsystems();
  EXPECT_NE(std::find(all.begin(), all.end(), "cpu"), all.end());
  for (const Mount& mount : GetCgroupMounts()) {
    for (const std::string& name : mount.subsystems) {
      EXPECT_EQ(FindCgroupMountpoint(name), mount.mountpoint);
      EXPECT_EQ(GetThisCgroupDir(name), testing::CgroupOf(::getpid(), name));
      EXPECT_EQ(GetInitCgroupDir(name), testing::CgroupOf(1, name));
      if (!name.starts_with("name=")) {
        EXPECT_NE(std::find(all.begin(), all.end(), name), all.end()) << name;
      }
    }
  }
}

TEST_F(CgroupsFsHierarchy, HierarchyMountedTwiceIsListedOnce) {
  RunIsolated(CLONE_NEWNS, [] {
    const testing::TempDir second;
    const size_t before = GetCgroupMounts().size();
    const std::string mountpoint = FindCgroupMountpoint("pids");
    ASSERT_EQ(::mount("x", second.path().c_str(), "cgroup", 0, "pids"), 0);
    EXPECT_EQ(GetCgroupMounts().size(), before);
    EXPECT_EQ(FindCgroupMountpoint("pids"), mountpoint);
    EXPECT_EQ(OpenHierarchies().size(), before);
    ASSERT_EQ(::umount(second.path().c_str()), 0);
  });
}

TEST_F(CgroupsFsHierarchy, HazardC14_OrderDoesNotDependOnTheOrderOfTheMounts) {
  RunIsolated(CLONE_NEWNS, [] {
    const std::vector<std::string> before = Order();
    const std::string mountpoint = FindCgroupMountpoint("cpuset");
    Unmount("cpuset");
    ASSERT_EQ(::mount("x", mountpoint.c_str(), "cgroup", 0, "cpuset"), 0);
    EXPECT_NE(GetCgroupMounts().front().subsystems.front(), "cpuset");
    EXPECT_EQ(Order(), before);
    EXPECT_EQ(before.front(), "cpuset");
    EXPECT_TRUE(before.back().starts_with("name="));
  });
}

TEST_F(CgroupsFsHierarchy, HazardC3_MountWithAnEmptySourceDoesNotMatter) {
  RunIsolated(CLONE_NEWNS, [&] {
    const testing::TempDir dir;
    ASSERT_EQ(::mount("", dir.path().c_str(), "tmpfs", 0, nullptr), 0);
    ASSERT_NE(testing::ReadFile("/proc/self/mountinfo").find(" - tmpfs  rw"), std::string::npos);
    Child child;
    const auto active = Apply(cgroup_, child.pid());
    EXPECT_EQ(GetPids(cgroup_), std::vector<pid_t>{child.pid()});
    active->Cleanup();
    ASSERT_EQ(::umount(dir.path().c_str()), 0);
  });
}

TEST_F(CgroupsFsHierarchy, MountpointMayHoldSpaces) {
  RunIsolated(CLONE_NEWNS, [] {
    const testing::TempDir dir;
    const std::string mountpoint = dir.Path("a b\\c");
    ASSERT_EQ(::mkdir(mountpoint.c_str(), 0755), 0);
    Unmount("pids");
    ASSERT_EQ(::mount("x", mountpoint.c_str(), "cgroup", 0, "pids"), 0);
    EXPECT_EQ(FindCgroupMountpoint("pids"), mountpoint);
    const std::vector<std::string> order = Order();
    EXPECT_NE(std::find(order.begin(), order.end(), "pids"), order.end());
    ASSERT_EQ(::umount(mountpoint.c_str()), 0);
  });
}

TEST_F(CgroupsFsHierarchy, HiddenMountCountsAsNotMounted) {
  RunIsolated(CLONE_NEWNS, [] {
    const size_t before = OpenHierarchies().size();
    ASSERT_EQ(::mount("x", FindCgroupMountpoint("pids").c_str(), "tmpfs", 0, nullptr), 0);
    EXPECT_EQ(OpenHierarchies().size(), before - 1);
  });
}

// Another hierarchy on top is not the one of the mount line.
TEST_F(CgroupsFsHierarchy, MountHiddenByAnotherHierarchyCountsAsNotMounted) {
  RunIsolated(CLONE_NEWNS, [] {
    const size_t before = OpenHierarchies().size();
    ASSERT_EQ(::mount("x", FindCgroupMountpoint("pids").c_str(), "cgroup", 0, "cpuacct"), 0);
    EXPECT_EQ(OpenHierarchies().size(), before - 1);
  });
}

// A bind mount of a part shows the own group only if that is inside.
TEST_F(CgroupsFsHierarchy, MountOfAnotherGroupIsAnError) {
  Child keeper;
  const auto active = Apply(cgroup_, keeper.pid());
  RunIsolated(CLONE_NEWNS, [&] {
    const std::string mountpoint = FindCgroupMountpoint("pids");
    const std::string group = testing::GroupDir("pids", cgroup_);
    const std::string part = "/sys/fs/cgroup";
    ASSERT_EQ(::mount(group.c_str(), part.c_str(), nullptr, MS_BIND, nullptr), 0);
    // The hierarchy itself is now hidden, and all others with it.
    const Error error = ErrorOf([] { OpenHierarchies(); });
    EXPECT_EQ(error.error(), ENOENT);
    EXPECT_EQ(error.object(), part);
  });
  active->Cleanup();
}

TEST_F(CgroupsFsHierarchy, MountOfTheOwnGroupIsEnough) {
  Cgroup own = cgroup_;
  own.name = "caller";
  RunIsolated(CLONE_NEWNS, [&] {
    const std::string group = testing::GroupDir("pids", own);
    const auto mine = Apply(own, ::getpid());
    ASSERT_EQ(::mount(group.c_str(), "/sys/fs/cgroup", nullptr, MS_BIND, nullptr), 0);
    ASSERT_EQ(Order(), std::vector<std::string>{"pids"});
    Child child;
    const auto active = Apply(cgroup_, child.pid());
    EXPECT_EQ(testing::CgroupOf(child.pid(), "pids"),
              GetThisCgroupDir("pids") + "/" + cgroup_.parent + "/" + cgroup_.name);
    active->Cleanup();
  });
  Child child;
  Apply(own, child.pid())->Cleanup();
}

TEST_F(CgroupsFsHierarchy, NoHierarchyAtAllIsAnError) {
  RunIsolated(CLONE_NEWNS, [&] {
    for (const Mount& mount : GetCgroupMounts()) {
      ASSERT_EQ(::umount2(mount.mountpoint.c_str(), MNT_DETACH), 0);
    }
    const Child child;
    const Error error = ErrorOf([&] { Apply(cgroup_, child.pid()); });
    EXPECT_EQ(error.error(), ENOENT);
    EXPECT_STREQ(error.what(), "find a mounted cgroup v1 hierarchy: No such file or directory");
  });
}

}  // namespace
}  // namespace libcontainer::cgroups::fs
