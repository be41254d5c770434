#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <vector>

#include "fixture.h"
#include "libcontainer/cgroups/fs.h"
#include "libcontainer/devices/devices.h"
#include "support/isolated.h"

namespace libcontainer::cgroups::fs {
namespace {

using testing::Child;
using testing::ErrorOf;
using testing::GroupDir;
using testing::ReadControl;

constexpr int64_t kMiB = 1 << 20;

class CgroupsFsSettingsRoot : public testing::CgroupsRoot {
 protected:
  std::string Read(const std::string& subsystem, const std::string& file) {
    return ReadControl(subsystem, cgroup_, file);
  }
  bool HasFile(const std::string& subsystem, const std::string& file) {
    return testing::IsMounted(subsystem) &&
           testing::Exists(GroupDir(subsystem, cgroup_) + "/" + file);
  }
};

TEST_F(CgroupsFsSettingsRoot, MemoryLimitsAreInForce) {
  Child child;
  cgroup_.memory = 64 * kMiB;
  cgroup_.memory_reservation = 32 * kMiB;
  const auto active = Apply(cgroup_, child.pid());
  EXPECT_EQ(Read("memory", "memory.limit_in_bytes"), std::to_string(64 * kMiB));
  EXPECT_EQ(Read("memory", "memory.soft_limit_in_bytes"), std::to_string(32 * kMiB));
  if (HasFile("memory", "memory.memsw.limit_in_bytes")) {
    EXPECT_EQ(Read("memory", "memory.memsw.limit_in_bytes"), std::to_string(128 * kMiB));
  }
  active->Cleanup();
}

TEST_F(CgroupsFsSettingsRoot, HazardC6_MemorySwapIsWhatWasAsked) {
  if (!testing::Exists(FindCgroupMountpoint("memory") + "/memory.memsw.limit_in_bytes")) {
    GTEST_SKIP() << "the kernel does not account swap";
  }
  Child child;
  cgroup_.memory = 64 * kMiB;
  cgroup_.memory_swap = 96 * kMiB;
  auto active = Apply(cgroup_, child.pid());
  EXPECT_EQ(Read("memory", "memory.memsw.limit_in_bytes"), std::to_string(96 * kMiB));
  active->Cleanup();

  Child second;
  cgroup_.memory_swap = -1;
  active = Apply(cgroup_, second.pid());
  EXPECT_EQ(Read("memory", "memory.limit_in_bytes"), std::to_string(64 * kMiB));
  EXPECT_GT(Read("memory", "memory.memsw.limit_in_bytes").size(), 15U);
  active->Cleanup();
}

TEST_F(CgroupsFsSettingsRoot, HazardC7_ReservationAloneStarts) {
  Child child;
  cgroup_.memory_reservation = 32 * kMiB;
  const auto active = Apply(cgroup_, child.pid());
  EXPECT_EQ(Read("memory", "memory.soft_limit_in_bytes"), std::to_string(32 * kMiB));
  EXPECT_GT(Read("memory", "memory.limit_in_bytes").size(), 15U);
  active->Cleanup();
}

TEST_F(CgroupsFsSettingsRoot, CpuLimitsAreInForce) {
  Child child;
  cgroup_.cpu_shares = 512;
  cgroup_.cpu_period = 50000;
  cgroup_.cpu_quota = 75000;
  const auto active = Apply(cgroup_, child.pid());
  EXPECT_EQ(Read("cpu", "cpu.shares"), "512");
  EXPECT_EQ(Read("cpu", "cpu.cfs_period_us"), "50000");
  EXPECT_EQ(Read("cpu", "cpu.cfs_quota_us"), "75000");
  active->Cleanup();
}

TEST_F(CgroupsFsSettingsRoot, PidsLimitStopsForks) {
  Child child([] {
    int forks = 0;
    while (forks < 10 && ::fork() > 0) ++forks;
    return forks;
  });
  cgroup_.pids_limit = 4;
  auto active = Apply(cgroup_, child.pid());
  EXPECT_EQ(Read("pids", "pids.max"), "4");
  child.Start();
  EXPECT_LT(WEXITSTATUS(child.Wait()), 10);
  active->Cleanup();

  Child second;
  cgroup_.pids_limit = -1;
  active = Apply(cgroup_, second.pid());
  EXPECT_EQ(Read("pids", "pids.max"), "max");
  active->Cleanup();
}

TEST_F(CgroupsFsSettingsRoot, HazardC12_CpusetIsInheritedAndJoined) {
  Child child;
  cgroup_.parent += "/a";
  const auto active = Apply(cgroup_, child.pid());
  for (const std::string file : {"/cpuset.cpus", "/cpuset.mems"}) {
    EXPECT_EQ(Read("cpuset", file), ReadControl("cpuset", Cgroup{.name = "."}, file));
    EXPECT_FALSE(Read("cpuset", file).empty());
  }
  EXPECT_EQ(Read("cpuset", "cgroup.procs"), std::to_string(child.pid()));
  active->Cleanup();
}

TEST_F(CgroupsFsSettingsRoot, HazardC12_CpusAndMemsAreThoseAsked) {
  Child child([] {
    cpu_set_t cpus;
    return ::sched_getaffinity(0, sizeof cpus, &cpus) == 0 ? CPU_COUNT(&cpus) : -1;
  });
  cgroup_.cpuset_cpus = "0";
  cgroup_.cpuset_mems = "0";
  const auto active = Apply(cgroup_, child.pid());
  EXPECT_EQ(Read("cpuset", "cpuset.cpus"), "0");
  EXPECT_EQ(Read("cpuset", "cpuset.mems"), "0");
  child.Start();
  EXPECT_EQ(WEXITSTATUS(child.Wait()), 1);
  active->Cleanup();
}

TEST_F(CgroupsFsSettingsRoot, EmptyCpusetParentThatWasThereIsFilled) {
  const std::string group = GroupDir("cpuset", cgroup_);
  const std::string parent = group.substr(0, group.rfind('/'));
  ASSERT_EQ(::mkdir(parent.c_str(), 0755), 0);
  Child child;
  const auto active = Apply(cgroup_, child.pid());
  EXPECT_EQ(Read("cpuset", "cgroup.procs"), std::to_string(child.pid()));
  active->Cleanup();
  EXPECT_EQ(::rmdir(parent.c_str()), 0);
}

TEST_F(CgroupsFsSettingsRoot, BlockDeviceLimitsAreInForce) {
  const std::string number = testing::ReadFile("/sys/block/vda/dev");
  if (!testing::IsMounted("blkio") || number.empty()) {
    GTEST_SKIP() << "needs the blkio controller and a disk vda";
  }
  Child child;
  const BlkioThrottle disk = {std::stoll(number), std::stoll(number.substr(number.find(':') + 1)),
                              1048576};
  cgroup_.blkio_throttle_read_bps = {disk};
  cgroup_.blkio_throttle_write_bps = {disk};
  cgroup_.blkio_throttle_read_iops = {disk};
  cgroup_.blkio_throttle_write_iops = {disk};
  const auto active = Apply(cgroup_, child.pid());
  const std::string line = number.substr(0, number.find('\n')) + " 1048576";
  for (const std::string kind : {"read_bps", "write_bps", "read_iops", "write_iops"}) {
    EXPECT_EQ(Read("blkio", "blkio.throttle." + kind + "_device"), line);
  }
  active->Cleanup();
}

TEST_F(CgroupsFsSettingsRoot, BlockWeightIsWrittenToTheFileOfThisKernel) {
  if (!testing::IsMounted("blkio")) GTEST_SKIP() << "the blkio controller is not mounted";
  Child child;
  cgroup_.blkio_weight = 300;
  try {
    const auto active = Apply(cgroup_, child.pid());
    const bool old = HasFile("blkio", "blkio.weight");
    EXPECT_EQ(Read("blkio", old ? "blkio.weight" : "blkio.bfq.weight"), "300");
    active->Cleanup();
  } catch (const Error& error) {
    // A kernel without CFQ and BFQ has no weights.
    EXPECT_EQ(error.error(), ENOENT);
    EXPECT_TRUE(error.object().ends_with("/blkio.bfq.weight")) << error.what();
  }
}

int ErrnoOfOpen(const char* path) {
  const int fd = ::open(path, O_RDWR | O_CLOEXEC);
  if (fd < 0) return errno;
  ::close(fd);
  return 0;
}

TEST_F(CgroupsFsSettingsRoot, DeviceRulesAreInForce) {
  const auto body = [] {
    return (ErrnoOfOpen("/dev/zero") == EPERM ? 1 : 0) + (ErrnoOfOpen("/dev/null") == 0 ? 2 : 0);
  };
  Child child(body);
  cgroup_.allow_all_devices = false;
  cgroup_.allowed_devices = {devices::GetDevice("/dev/null", "rw"),
                             {.type = 'b',
                              .major_number = 8,
                              .minor_number = devices::kWildcard,
                              .cgroup_permissions = "m"}};
  auto active = Apply(cgroup_, child.pid());
  EXPECT_EQ(Read("devices", "devices.list"), "c 1:3 rw\nb 8:* m");
  child.Start();
  EXPECT_EQ(WEXITSTATUS(child.Wait()), 3);
  active->Cleanup();

  Child free(body);
  cgroup_.allow_all_devices = true;
  active = Apply(cgroup_, free.pid());
  EXPECT_EQ(Read("devices", "devices.list"), "a *:* rwm");
  free.Start();
  EXPECT_EQ(WEXITSTATUS(free.Wait()), 2);
  active->Cleanup();
}

TEST_F(CgroupsFsSettingsRoot, DefaultDeviceListIsAcceptedByTheKernel) {
  Child child;
  cgroup_.allow_all_devices = false;
  cgroup_.allowed_devices = devices::DefaultAllowedDevices();
  const auto active = Apply(cgroup_, child.pid());
  const std::string list = Read("devices", "devices.list");
  for (const devices::Device& device : cgroup_.allowed_devices) {
    EXPECT_NE(("\n" + list + "\n").find("\n" + devices::GetCgroupAllowString(device) + "\n"),
              std::string::npos);
  }
  active->Cleanup();
}

TEST_F(CgroupsFsSettingsRoot, RefusedDeviceRuleNamesFileAndValue) {
  Child child;
  cgroup_.allow_all_devices = false;
  cgroup_.allowed_devices = {{.type = 'x', .cgroup_permissions = "rwm"}};
  const Error error = ErrorOf([&] { Apply(cgroup_, child.pid()); });
  EXPECT_EQ(error.error(), EINVAL);
  EXPECT_EQ(error.object(), GroupDir("devices", cgroup_) + "/devices.allow");
  EXPECT_NE(error.operation().find("x 0:0 rwm"), std::string::npos);
}

TEST_F(CgroupsFsSettingsRoot, LimitOfAControllerThatIsNotMountedIsRefused) {
  testing::RunIsolated(CLONE_NEWNS, [&] {
    ASSERT_EQ(::umount2(FindCgroupMountpoint("pids").c_str(), MNT_DETACH), 0);
    Child child;
    const auto active = Apply(cgroup_, child.pid());
    active->Cleanup();

    Child second;
    cgroup_.pids_limit = 5;
    const Error error = ErrorOf([&] { Apply(cgroup_, second.pid()); });
    EXPECT_EQ(error.error(), ENOENT);
    EXPECT_EQ(error.object(), "pids for pids_limit");
  });
}

TEST_F(CgroupsFsSettingsRoot, LimitWithoutAFileOfThisKernelIsRefused) {
  if (!testing::IsMounted("hugetlb")) GTEST_SKIP() << "the hugetlb controller is not mounted";
  Child child;
  cgroup_.hugetlb_limits = {{"7XB", 1}};
  const Error error = ErrorOf([&] { Apply(cgroup_, child.pid()); });
  EXPECT_EQ(error.error(), ENOENT);
  EXPECT_EQ(error.object(), GroupDir("hugetlb", cgroup_) + "/hugetlb.7XB.limit_in_bytes");
}

}  // namespace
}  // namespace libcontainer::cgroups::fs
