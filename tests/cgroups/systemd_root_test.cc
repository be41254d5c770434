#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <string>
#include <vector>

#include "../../cgroups/systemd/manager.h"
#include "../../cgroups/systemd/unit.h"
#include "fixture.h"
#include "libcontainer/cgroups/systemd.h"
#include "libcontainer/unique_fd.h"
#include "support/cgroups.h"
#include "support/isolated.h"

namespace libcontainer::cgroups::systemd {
namespace {

using testing::Child;
using testing::ErrorOf;
using testing::ReadFile;

class CgroupsSystemd : public ::testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root";
    if (!UseSystemd()) GTEST_SKIP() << "systemd is not PID 1";
    unified_ = GetCgroupMounts().empty();
    cgroup_.parent = "libcontainer test";
    cgroup_.name = "box-" + std::to_string(::getpid());
    cgroup_.allow_all_devices = true;
  }
  void TearDown() override {
    if (cgroup_.name.empty()) return;
    EXPECT_NO_THROW(Manager().CheckFree(UnitName(cgroup_)));
    EXPECT_EQ(testing::CgroupDirectories(UnitName(cgroup_)), std::vector<std::string>{});
  }
  std::string Dir(const std::string& controller) const {
    const std::string mount = unified_ ? "/sys/fs/cgroup" : FindCgroupMountpoint(controller);
    return mount + "/system.slice/" + UnitName(cgroup_);
  }
  std::string Read(const std::string& controller, const std::string& file) const {
    return ReadFile(Dir(controller) + "/" + file);
  }
  bool unified_ = false;
  Cgroup cgroup_;
};

TEST_F(CgroupsSystemd, HazardC18_ProcessIsInTheScopeWhenApplyReturns) {
  Child child;
  Location announced;
  const auto active =
      Apply(cgroup_, child.pid(), [&](const Location& location) { announced = location; });
  EXPECT_EQ(active->GetLocation(), announced);
  EXPECT_EQ(announced.unit, UnitName(cgroup_));
  EXPECT_EQ(announced.unified, unified_);
  for (const std::string& base : announced.bases) {
    EXPECT_EQ(ReadProcsFile(base + "/" + announced.path), std::vector<pid_t>{child.pid()}) << base;
  }
  EXPECT_EQ(GetPids(cgroup_), std::vector<pid_t>{child.pid()});
  active->Cleanup();
}

TEST_F(CgroupsSystemd, HazardC20_OddNamesAreUnitsOfTheirOwn) {
  cgroup_.name += " '\\%$*\xc3\xa4";
  Child child;
  const auto active = Apply(cgroup_, child.pid());
  EXPECT_EQ(GetPids(cgroup_), std::vector<pid_t>{child.pid()});
  active->Cleanup();
}

TEST_F(CgroupsSystemd, SliceIsMadeAndNested) {
  cgroup_.slice = "lctest-inner.slice";
  Child child;
  const auto active = Apply(cgroup_, child.pid());
  EXPECT_TRUE(active->GetLocation().path.starts_with("lctest.slice/lctest-inner.slice/"));
  active->Cleanup();
  Manager().Stop("lctest-inner.slice");
  Manager().Stop("lctest.slice");
}

TEST_F(CgroupsSystemd, HazardC19_LimitsAreWhatWasAsked) {
  cgroup_.memory = 64 << 20;
  cgroup_.cpu_shares = 512;
  cgroup_.pids_limit = 17;
  Child child;
  const auto active = Apply(cgroup_, child.pid());
  EXPECT_EQ(Read("memory", unified_ ? "memory.max" : "memory.limit_in_bytes"), "67108864\n");
  EXPECT_EQ(Read("cpu", unified_ ? "cpu.weight" : "cpu.shares"), unified_ ? "20\n" : "512\n");
  EXPECT_EQ(Read("pids", "pids.max"), "17\n");
  active->Cleanup();
}

TEST_F(CgroupsSystemd, HazardC17_QuotaIsApplied) {
  cgroup_.cpu_quota = 20000;
  cgroup_.cpu_period = 50000;
  Child child;
  const auto active = Apply(cgroup_, child.pid());
  if (unified_) {
    EXPECT_EQ(Read("cpu", "cpu.max"), "20000 50000\n");
  } else {
    EXPECT_EQ(Read("cpu", "cpu.cfs_quota_us"), "20000\n");
    EXPECT_EQ(Read("cpu", "cpu.cfs_period_us"), "50000\n");
  }
  active->Cleanup();
}

TEST_F(CgroupsSystemd, CpusetIsApplied) {
  cgroup_.cpuset_cpus = "0";
  Child child;
  const auto active = Apply(cgroup_, child.pid());
  EXPECT_EQ(Read("cpuset", "cpuset.cpus"), "0\n");
  active->Cleanup();
}

TEST_F(CgroupsSystemd, DevicesThatAreNotAllowedAreDenied) {
  cgroup_.allow_all_devices = false;
  cgroup_.allowed_devices = {
      {.type = 'c', .major_number = 1, .minor_number = 3, .cgroup_permissions = "rwm"}};
  Child child([]() -> int {
    const UniqueFd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
    const UniqueFd zero(::open("/dev/zero", O_RDONLY | O_CLOEXEC));
    const int error = errno;
    if (!null) return 1;
    return !zero && error == EPERM ? 0 : 2;
  });
  const auto active = Apply(cgroup_, child.pid());
  child.Start();
  EXPECT_EQ(child.Wait(), 0);
  active->Cleanup();
}

TEST_F(CgroupsSystemd, UnitThatExistsIsLeftAlone) {
  Child first;
  const auto active = Apply(cgroup_, first.pid());
  Child second;
  // In the hierarchies of controllers systemd moves processes of its own accord.
  const std::string subsystem = unified_ ? "" : "name=systemd";
  const std::string before = testing::CgroupOf(second.pid(), subsystem);
  bool announced = false;
  const Error error =
      ErrorOf([&] { Apply(cgroup_, second.pid(), [&](const Location&) { announced = true; }); });
  EXPECT_EQ(error.error(), EEXIST);
  EXPECT_FALSE(announced);
  EXPECT_EQ(testing::CgroupOf(second.pid(), subsystem), before);
  EXPECT_EQ(GetPids(cgroup_), std::vector<pid_t>{first.pid()});
  active->Cleanup();
}

TEST_F(CgroupsSystemd, ProcessThatIsGoneIsAnErrorAndLeavesNoUnit) {
  const Error error = ErrorOf([&] { Apply(cgroup_, 0x3ffffff); });
  EXPECT_NE(error.error(), 0);
  EXPECT_NE(error.object().find(UnitName(cgroup_)), std::string::npos) << error.what();
}

TEST_F(CgroupsSystemd, PropertyThatSystemdRefusesIsAnErrorWithItsName) {
  if (unified_) GTEST_SKIP() << "weights are clamped";
  cgroup_.cpu_shares = 1;
  Child child;
  const Error error = ErrorOf([&] { Apply(cgroup_, child.pid()); });
  EXPECT_NE(std::string(error.what()).find("org.freedesktop.DBus.Error."), std::string::npos)
      << error.what();
}

// The scope is running when the write of a limit fails: everything is taken back, and the process
// lives on where it was.
TEST_F(CgroupsSystemd, LimitThatTheKernelRefusesLeavesNothing) {
  if (unified_) {
    cgroup_.unified = {{"memory.max", "much"}};
  } else {
    cgroup_.cpuset_cpus = "4000";
  }
  Child child;
  const std::string file = "/proc/" + std::to_string(child.pid()) + "/cgroup";
  const std::string before = ReadFile(file);
  EXPECT_NE(ErrorOf([&] { Apply(cgroup_, child.pid()); }).error(), 0);
  EXPECT_EQ(ReadFile(file), before);
  EXPECT_EQ(::kill(child.pid(), 0), 0);
  EXPECT_FALSE(child.Exited());
}

TEST_F(CgroupsSystemd, CleanupKillsWhatIsLeftAndMayBeCalledAgain) {
  Child child;
  const auto active = Apply(cgroup_, child.pid());
  active->Cleanup();
  EXPECT_TRUE(WIFSIGNALED(child.Wait()));
  active->Cleanup();
}

TEST_F(CgroupsSystemd, AdoptRemovesWhatAnotherProcessMade) {
  Child child;
  const Location location = Apply(cgroup_, child.pid())->GetLocation();
  Adopt(location)->Cleanup();
  EXPECT_TRUE(WIFSIGNALED(child.Wait()));
  Adopt(location)->Cleanup();
}

TEST_F(CgroupsSystemd, ContainerThatEndedByItselfIsCleanedUp) {
  Child child([]() -> int { return 3; });
  const auto active = Apply(cgroup_, child.pid());
  child.Start();
  child.Wait();
  ::usleep(200000);
  active->Cleanup();
}

TEST_F(CgroupsSystemd, FreezesAndThaws) {
  if (!unified_ && !testing::IsMounted("freezer")) GTEST_SKIP() << "no freezer is mounted";
  Child child;
  const auto active = Apply(cgroup_, child.pid());
  Freeze(cgroup_, kFrozen);
  if (unified_) {
    EXPECT_NE(Read("", "cgroup.events").find("frozen 1"), std::string::npos);
  } else {
    EXPECT_EQ(Read("freezer", "freezer.state"), "FROZEN\n");
  }
  Freeze(cgroup_, kThawed);
  active->Cleanup();
}

TEST(CgroupsSystemdBus, BusThatDoesNotExistIsAnError) {
  EXPECT_EQ(ErrorOf([] { Dbus("/nonexistent/socket"); }).error(), ENOENT);
}

}  // namespace
}  // namespace libcontainer::cgroups::systemd
