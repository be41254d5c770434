#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <string>
#include <vector>

#include "../../cgroups/fs/freezer.h"
#include "fixture.h"
#include "libcontainer/cgroups/fs.h"
#include "libcontainer/unique_fd.h"
#include "support/cgroups.h"

namespace libcontainer::cgroups::fs {
namespace {

using testing::Child;
using testing::ErrorOf;
using testing::GroupDir;
using testing::ReadControl;

class CgroupsFsFreezer : public testing::CgroupsRoot {
 protected:
  void SetUp() override {
    CgroupsRoot::SetUp();
    if (!IsSkipped() && !testing::IsMounted("freezer")) GTEST_SKIP() << "no freezer is mounted";
  }
  std::string State() { return ReadControl("freezer", cgroup_, "freezer.state"); }
};

TEST_F(CgroupsFsFreezer, FreezesAndThawsAllProcesses) {
  // In the freezer a process is in state D, whatever it did before.
  Child child([]() -> int {
    for (;;) ::getppid();
  });
  const auto active = Apply(cgroup_, child.pid());
  child.Start();
  Freeze(cgroup_, kFrozen);
  EXPECT_EQ(State(), "FROZEN");
  EXPECT_EQ(testing::ProcessState(child.pid()), 'D');
  Freeze(cgroup_, kThawed);
  EXPECT_EQ(State(), "THAWED");
  EXPECT_EQ(testing::ProcessState(child.pid()), 'R');
  active->Cleanup();
}

TEST_F(CgroupsFsFreezer, HazardC22_TheCallersConfigurationStaysAsItIs) {
  Child child;
  const auto active = Apply(cgroup_, child.pid());
  const Cgroup before = cgroup_;
  Freeze(cgroup_, kFrozen);
  EXPECT_EQ(cgroup_, before);
  EXPECT_EQ(cgroup_.freezer, kUndefined);
  active->Cleanup();
}

TEST_F(CgroupsFsFreezer, ApplyLeavesTheFreezerAlone) {
  Child child;
  cgroup_.freezer = kFrozen;
  const auto active = Apply(cgroup_, child.pid());
  EXPECT_EQ(State(), "THAWED");
  active->Cleanup();
}

TEST_F(CgroupsFsFreezer, OtherStatesAreRefused) {
  for (const std::string state : {"", "FREEZING", "frozen", "FROZEN\n"}) {
    EXPECT_EQ(ErrorOf([&] { Freeze(cgroup_, state); }).error(), EINVAL) << state;
  }
}

TEST_F(CgroupsFsFreezer, GroupThatDoesNotExistIsAnError) {
  EXPECT_EQ(ErrorOf([&] { Freeze(cgroup_, kFrozen); }).error(), ENOENT);
  EXPECT_TRUE(testing::CgroupDirectories(cgroup_.parent).empty());
}

// Below a frozen group THAWED is never reached: the wait has to end.
TEST_F(CgroupsFsFreezer, HazardC9_TheWaitHasADeadline) {
  Child child;
  const auto active = Apply(cgroup_, child.pid());
  Freeze(cgroup_, kFrozen);
  const std::string inner = GroupDir("freezer", cgroup_) + "/inner";
  ASSERT_EQ(::mkdir(inner.c_str(), 0755), 0);
  const UniqueFd dir(::open(inner.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const Error error =
      ErrorOf([&] { SetFreezerState(dir.get(), inner, kThawed, std::chrono::milliseconds(50)); });
  EXPECT_EQ(error.error(), ETIMEDOUT);
  EXPECT_EQ(error.object(), inner + "/freezer.state");
  active->Cleanup();
}

}  // namespace
}  // namespace libcontainer::cgroups::fs
