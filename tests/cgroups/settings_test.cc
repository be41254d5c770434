#include "../../cgroups/fs/settings.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstdint>
#include <string>
#include <vector>

#include "libcontainer/devices/devices.h"
#include "libcontainer/error.h"

namespace libcontainer::cgroups::fs {
namespace {

using Lines = std::vector<std::string>;

// "file=value" of each setting, with a question mark behind an optional one.
Lines Describe(const Cgroup& cgroup) {
  Lines lines;
  for (const Setting& setting : LimitSettings(cgroup)) {
    EXPECT_TRUE(setting.file.starts_with(setting.controller + ".")) << setting.file;
    for (const std::string& value : setting.values) {
      lines.push_back(setting.file + "=" + value + (setting.optional ? "?" : ""));
    }
  }
  return lines;
}

Cgroup AllDevices() {
  Cgroup cgroup;
  cgroup.allow_all_devices = true;
  return cgroup;
}

TEST(CgroupsFsSettings, NothingAskedForWritesNothing) {
  EXPECT_EQ(Describe(AllDevices()), Lines{});
}

struct MemoryCase {
  int64_t memory;
  int64_t reservation;
  int64_t swap;
  Lines expected;
};

TEST(CgroupsFsSettings, HazardC6_MemorySwapIsWrittenAsAsked) {
  const MemoryCase cases[] = {
      {64, 0, 96, {"memory.limit_in_bytes=64", "memory.memsw.limit_in_bytes=96"}},
      {64, 0, 0, {"memory.limit_in_bytes=64", "memory.memsw.limit_in_bytes=128?"}},
      {64, 0, -1, {"memory.limit_in_bytes=64", "memory.memsw.limit_in_bytes=-1"}},
      {0, 0, 96, {"memory.memsw.limit_in_bytes=96"}},
      {-1, 0, 0, {"memory.limit_in_bytes=-1", "memory.memsw.limit_in_bytes=-1?"}},
      {INT64_MAX,
       0,
       0,
       {"memory.limit_in_bytes=9223372036854775807",
        "memory.memsw.limit_in_bytes=9223372036854775807?"}},
  };
  for (const MemoryCase& memory : cases) {
    Cgroup cgroup = AllDevices();
    cgroup.memory = memory.memory;
    cgroup.memory_swap = memory.swap;
    EXPECT_EQ(Describe(cgroup), memory.expected);
  }
}

TEST(CgroupsFsSettings, HazardC7_ReservationAloneWritesNoSwapLimit) {
  Cgroup cgroup = AllDevices();
  cgroup.memory_reservation = 32;
  EXPECT_EQ(Describe(cgroup), Lines{"memory.soft_limit_in_bytes=32"});
}

TEST(CgroupsFsSettings, CpuPeriodComesBeforeTheQuotaThatRefersToIt) {
  Cgroup cgroup = AllDevices();
  cgroup.cpu_shares = 512;
  cgroup.cpu_quota = 5000;
  cgroup.cpu_period = 10000;
  cgroup.cpuset_cpus = "0-1";
  cgroup.cpuset_mems = "0";
  EXPECT_EQ(Describe(cgroup), (Lines{"cpu.shares=512", "cpu.cfs_period_us=10000",
                                     "cpu.cfs_quota_us=5000", "cpuset.cpus=0-1", "cpuset.mems=0"}));
}

TEST(CgroupsFsSettings, PidsLimitOfMinusOneIsMax) {
  Cgroup cgroup = AllDevices();
  cgroup.pids_limit = 20;
  EXPECT_EQ(Describe(cgroup), Lines{"pids.max=20"});
  cgroup.pids_limit = -1;
  EXPECT_EQ(Describe(cgroup), Lines{"pids.max=max"});
}

TEST(CgroupsFsSettings, BlockDevicesAreNamedByNumber) {
  Cgroup cgroup = AllDevices();
  cgroup.blkio_weight = 500;
  cgroup.blkio_throttle_read_bps = {{8, 0, 1048576}, {8, 16, 2097152}};
  cgroup.blkio_throttle_write_iops = {{254, 1, 10}};
  EXPECT_EQ(Describe(cgroup),
            (Lines{"blkio.weight=500", "blkio.throttle.read_bps_device=8:0 1048576",
                   "blkio.throttle.read_bps_device=8:16 2097152",
                   "blkio.throttle.write_iops_device=254:1 10"}));
}

TEST(CgroupsFsSettings, DevicesAreAllDeniedBeforeRulesAllowSome) {
  Cgroup cgroup;
  cgroup.allowed_devices = {devices::DefaultSimpleDevices()[0]};
  EXPECT_EQ(Describe(cgroup), (Lines{"devices.deny=a", "devices.allow=c 1:3 rwm"}));
  cgroup.allow_all_devices = true;
  EXPECT_EQ(Describe(cgroup), Lines{});
}

TEST(CgroupsFsSettings, HugePageSizeNamesTheFile) {
  Cgroup cgroup = AllDevices();
  cgroup.hugetlb_limits = {{"2MB", 4194304}, {"1GB", 0}};
  EXPECT_EQ(Describe(cgroup),
            (Lines{"hugetlb.2MB.limit_in_bytes=4194304", "hugetlb.1GB.limit_in_bytes=0"}));
}

TEST(CgroupsFsSettings, HazardC2_HugePageSizeCannotBeAPath) {
  for (const std::string size : {"", "2MB/../../x", "../x", "2 MB", "2MB."}) {
    Cgroup cgroup = AllDevices();
    cgroup.hugetlb_limits = {{size, 1}};
    try {
      LimitSettings(cgroup);
      ADD_FAILURE() << size;
    } catch (const Error& error) {
      EXPECT_EQ(error.error(), EINVAL) << size;
    }
  }
}

}  // namespace
}  // namespace libcontainer::cgroups::fs
