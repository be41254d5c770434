#include <gtest/gtest.h>

#include <cerrno>

#include "../../cgroups/fs2/settings.h"
#include "libcontainer/error.h"

namespace libcontainer::cgroups::fs2 {
namespace {

using fs::Setting;

// "file=value" of each write.
std::vector<std::string> Writes(const Cgroup& cgroup) {
  std::vector<std::string> writes;
  for (const Setting& setting : LimitSettings(cgroup)) {
    for (const std::string& value : setting.values) writes.push_back(setting.file + "=" + value);
  }
  return writes;
}

using Expected = std::vector<std::string>;

TEST(CgroupsFs2Settings, NothingAskedWritesNothing) { EXPECT_EQ(Writes({}), Expected()); }

TEST(CgroupsFs2Settings, HazardC6_SwapIsTheTotalWithoutMemory) {
  EXPECT_EQ(Writes({.memory = 64, .memory_swap = 96}),
            (Expected{"memory.max=64", "memory.swap.max=32"}));
  EXPECT_EQ(Writes({.memory = 64}), (Expected{"memory.max=64", "memory.swap.max=64"}));
  EXPECT_EQ(Writes({.memory = 64, .memory_swap = 64}),
            (Expected{"memory.max=64", "memory.swap.max=0"}));
  EXPECT_EQ(Writes({.memory_swap = -1}), (Expected{"memory.swap.max=max"}));
}

TEST(CgroupsFs2Settings, HazardC7_ReservationAloneLimitsNoSwap) {
  EXPECT_EQ(Writes({.memory_reservation = 64}), (Expected{"memory.low=64"}));
}

TEST(CgroupsFs2Settings, SharesBecomeWeights) {
  const std::vector<std::pair<int64_t, std::string>> table = {
      {1, "1"}, {2, "1"}, {1024, "39"}, {262144, "10000"}, {300000, "10000"}};
  for (const auto& [shares, weight] : table) {
    EXPECT_EQ(Writes({.cpu_shares = shares}), (Expected{"cpu.weight=" + weight})) << shares;
  }
}

TEST(CgroupsFs2Settings, QuotaAndPeriodAreOneFile) {
  EXPECT_EQ(Writes({.cpu_quota = 500, .cpu_period = 1000}), (Expected{"cpu.max=500 1000"}));
  EXPECT_EQ(Writes({.cpu_quota = 500}), (Expected{"cpu.max=500 100000"}));
  EXPECT_EQ(Writes({.cpu_period = 1000}), (Expected{"cpu.max=max 1000"}));
}

TEST(CgroupsFs2Settings, BlkioBecomesIo) {
  const std::vector<Setting> settings = LimitSettings({.blkio_weight = 1000});
  ASSERT_EQ(settings.size(), 1U);
  EXPECT_EQ(settings[0].file, "io.bfq.weight");
  EXPECT_EQ(settings[0].other_file, "io.weight");
  EXPECT_EQ(settings[0].other_values, Expected{"10000"});
  EXPECT_EQ(
      Writes({.blkio_throttle_read_bps = {{8, 0, 5}}, .blkio_throttle_write_iops = {{8, 1, 0}}}),
      (Expected{"io.max=8:0 rbps=5", "io.max=8:1 wiops=max"}));
}

TEST(CgroupsFs2Settings, UnifiedIsWrittenLastAndVerbatim) {
  EXPECT_EQ(Writes({.pids_limit = -1, .unified = {{"memory.high", "1G"}}}),
            (Expected{"pids.max=max", "memory.high=1G"}));
}

TEST(CgroupsFs2Settings, UnifiedRefusesWhatIsNoLimit) {
  for (const char* const file : {"", "memory", ".max", "memory.", "../memory.max", "a/memory.max",
                                 "cgroup.procs", "cgroup.threads", "cgroup.subtree_control",
                                 "cgroup.kill", "cgroup.type", "cgroup.max.depth"}) {
    EXPECT_THROW(Writes({.unified = {{file, "1"}}}), Error) << file;
  }
}

}  // namespace
}  // namespace libcontainer::cgroups::fs2
