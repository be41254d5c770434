#include <gtest/gtest.h>

#include <cerrno>
#include <string>
#include <vector>

#include "../../cgroups/fs/hierarchy.h"
#include "libcontainer/cgroups/fs.h"
#include "libcontainer/error.h"

namespace libcontainer::cgroups::fs {
namespace {

Cgroup Named(const std::string& parent, const std::string& name) {
  Cgroup cgroup;
  cgroup.parent = parent;
  cgroup.name = name;
  return cgroup;
}

struct BadPath {
  std::string parent;
  std::string name;
};

std::vector<BadPath> BadPaths() {
  return {{"", ""},
          {"", "."},
          {"", ".."},
          {"", "a/b"},
          {"", "/a"},
          {"", "a\nb"},
          {"", std::string("a\0b", 3)},
          {"/", "a"},
          {"/docker", "a"},
          {"docker/", "a"},
          {"a//b", "a"},
          {"..", "a"},
          {"../../x", "a"},
          {"x/../../y", "a"},
          {"./x", "a"},
          {"x\n", "a"},
          {std::string("x\0y", 3), "a"}};
}

TEST(CgroupsPath, ParentAndNameAreSplitIntoComponents) {
  EXPECT_EQ(GroupPath(Named("", "web")), (std::vector<std::string>{"web"}));
  EXPECT_EQ(GroupPath(Named("a/b:c", "...")), (std::vector<std::string>{"a", "b:c", "..."}));
}

TEST(CgroupsPath, HazardC2_PathsThatCouldLeaveTheHierarchyAreRefused) {
  for (const BadPath& bad : BadPaths()) {
    try {
      GroupPath(Named(bad.parent, bad.name));
      ADD_FAILURE() << bad.parent << " " << bad.name;
    } catch (const Error& error) {
      EXPECT_EQ(error.error(), EINVAL) << bad.parent << " " << bad.name;
    }
  }
}

TEST(CgroupsPath, HazardC2_EveryFunctionRefusesThem) {
  for (const BadPath& bad : BadPaths()) {
    const Cgroup cgroup = Named(bad.parent, bad.name);
    EXPECT_THROW(Apply(cgroup, 1), Error);
    EXPECT_THROW(GetPids(cgroup), Error);
    try {
      Freeze(cgroup, kFrozen);
      ADD_FAILURE() << bad.parent << " " << bad.name;
    } catch (const Error& error) {
      EXPECT_EQ(error.error(), EINVAL);
    }
  }
}

TEST(CgroupsPath, ApplyRefusesWhatIsNoProcess) {
  // 0 would move the caller, and a negative number is no process.
  for (const pid_t pid : {0, -1}) {
    try {
      Apply(Named("", "libcontainer-test"), pid);
      ADD_FAILURE() << pid;
    } catch (const Error& error) {
      EXPECT_EQ(error.error(), EINVAL);
    }
  }
}

}  // namespace
}  // namespace libcontainer::cgroups::fs
