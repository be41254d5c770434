#include "../../cgroups/stats_parse.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>
#include <vector>

#include "libcontainer/error.h"

namespace libcontainer::cgroups {
namespace {

using Entries = std::vector<BlkioStatEntry>;

// Every one of `texts` is refused with EINVAL, and the error names the file.
template <typename Parse>
void ExpectMalformed(Parse parse, const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    try {
      parse(text, "group/file");
      ADD_FAILURE() << "accepted: " << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.error(), EINVAL) << text;
      EXPECT_EQ(error.object(), "group/file");
    }
  }
}

TEST(CgroupsStatsParse, CountIsOneNumber) {
  EXPECT_EQ(ParseCount("0\n", ""), 0U);
  EXPECT_EQ(ParseCount("18446744073709551615\n", ""), UINT64_MAX);
  ExpectMalformed(ParseCount, {"", "\n", "12", "12\n13\n", "12 \n", " 12\n", "-1\n", "+1\n",
                               "0x1\n", "1e3\n", "max\n", "18446744073709551616\n",
                               std::string("1\0\n", 3), std::string(100000, '9') + "\n"});
}

TEST(CgroupsStatsParse, LimitMayBeMax) {
  EXPECT_EQ(ParseLimit("max\n", ""), std::nullopt);
  EXPECT_EQ(ParseLimit("7\n", ""), 7U);
  ExpectMalformed(ParseLimit, {"", "max", "maximum\n", "max\nmax\n", "-1\n"});
}

TEST(CgroupsStatsParse, CountsStandBetweenSpaces) {
  EXPECT_EQ(ParseCounts("1 0 23 \n", ""), (std::vector<uint64_t>{1, 0, 23}));
  EXPECT_EQ(ParseCounts("5\n", ""), std::vector<uint64_t>{5});
  EXPECT_TRUE(ParseCounts("\n", "").empty());
  ExpectMalformed(ParseCounts, {"", "1 2", "1 2 x \n", "1,2\n", "1\n2\n", "1 -2\n"});
}

TEST(CgroupsStatsParse, SwitchIsZeroOrOne) {
  EXPECT_EQ(ParseSwitch("0\n", ""), "0");
  EXPECT_EQ(ParseSwitch("1\n", ""), "1");
  ExpectMalformed(ParseSwitch, {"", "\n", "1", "2\n", "01\n", "1\n1\n", "FROZEN\n"});
}

TEST(CgroupsStatsParse, FlatKeyedGivesEachKeyItsNumber) {
  EXPECT_EQ(ParseFlatKeyed("cache 512\nhierarchical_memory_limit 9223372036854771712\n", ""),
            (FlatKeyed{{"cache", 512}, {"hierarchical_memory_limit", 9223372036854771712U}}));
  EXPECT_TRUE(ParseFlatKeyed("", "").empty());
  EXPECT_EQ(Find({{"a", 0}}, "a"), 0U);
  EXPECT_EQ(Find({{"a", 0}}, "b"), std::nullopt);
  ExpectMalformed(ParseFlatKeyed,
                  {"cache 512", "cache\n", "cache \n", " 512\n", "cache  512\n", "cache 512 \n",
                   "cache 512\n\n", "\n", "cache -1\n", "cache 512\nrss 1", "cache\t512\n",
                   "cache 18446744073709551616\n"});
}

TEST(CgroupsStatsParse, UnitsThatDoNotFitAreRefused) {
  EXPECT_EQ(ToNanoseconds(std::nullopt, 1000, ""), std::nullopt);
  EXPECT_EQ(ToNanoseconds(18446744073709551U, 1000, ""), 18446744073709551000U);
  EXPECT_THROW(ToNanoseconds(18446744073709552U, 1000, ""), Error);
}

TEST(CgroupsStatsParse, BlkioTableLeavesTheGrandTotalOut) {
  EXPECT_EQ(ParseBlkio("8:0 Read 1282048\n8:16 Total 0\nTotal 1282048\n", ""),
            (Entries{{8, 0, "Read", 1282048}, {8, 16, "Total", 0}}));
  EXPECT_EQ(ParseBlkio("8:0 6792\n", ""), (Entries{{8, 0, "", 6792}}));
  EXPECT_TRUE(ParseBlkio("Total 0\n", "").empty());
  EXPECT_TRUE(ParseBlkio("", "").empty());
}

TEST(CgroupsStatsParse, MalformedBlkioRowsAreRefused) {
  ExpectMalformed(
      ParseBlkio,
      {"8:0 Read 12", "8:0\n", "8:0 Read\n", "8:0 Read Write\n", "8:0 Read 1 2\n", "8:0:1 Read 1\n",
       "8 Read 1\n", ":0 Read 1\n", "8: Read 1\n", "a:0 Read 1\n", "8:b Read 1\n", "8:0 Read -1\n",
       "Total\n", "Total x\n", "Total Read 1\n", "Totals 1\n", "8:0 Read 1\n\n", "\n"});
}

TEST(CgroupsStatsParse, IoStatIsSplitIntoOperations) {
  const BlkioStats stats = ParseIoStat(
      "8:16 rbytes=1459200 wbytes=314773504 rios=192 wios=353 dbytes=4096 dios=1\n", "");
  EXPECT_EQ(
      stats.io_service_bytes_recursive,
      (Entries{{8, 16, "Read", 1459200}, {8, 16, "Write", 314773504}, {8, 16, "Discard", 4096}}));
  EXPECT_EQ(stats.io_serviced_recursive,
            (Entries{{8, 16, "Read", 192}, {8, 16, "Write", 353}, {8, 16, "Discard", 1}}));
  EXPECT_TRUE(stats.io_queued_recursive.empty());
  EXPECT_EQ(ParseIoStat("", ""), BlkioStats());
}

// Seen from Linux 5.14 on: the line end of a device without numbers is missing.
TEST(CgroupsStatsParse, IoStatDevicesMayShareALine) {
  EXPECT_EQ(ParseIoStat("7:1 7:0 8:0 rbytes=3 rios=1\n7:2 ", "").io_service_bytes_recursive,
            (Entries{{8, 0, "Read", 3}}));
}

TEST(CgroupsStatsParse, IoStatKeysOfOtherPoliciesAreSkipped) {
  EXPECT_EQ(ParseIoStat("8:0 depth=max cost.vrate=100.00 rios=2 avg_lat=0\n", ""),
            (BlkioStats{.io_serviced_recursive = {{8, 0, "Read", 2}}}));
}

TEST(CgroupsStatsParse, MalformedIoStatIsRefused) {
  ExpectMalformed(ParseIoStat,
                  {"8:0 rbytes=12", "rbytes=1\n", "8:0 rbytes\n", "8:0 rbytes=\n", "8:0 rbytes=x\n",
                   "8:0 rbytes=-1\n", "8:0 rbytes=1=2\n", "8:x wios=1\n", "8 rbytes=1\n",
                   "8:0 wbytes=18446744073709551616\n"});
}

TEST(CgroupsStatsParse, PressureHasTwoLines) {
  const Pressure pressure = ParsePressure(
      "some avg10=0.12 avg60=100.00 avg300=3.05 total=123456\n"
      "full avg10=0.00 avg60=0.00 avg300=0.00 total=0\n",
      "");
  EXPECT_EQ(pressure.some, (PressureTimes{0.12, 100, 3.05, 123456}));
  EXPECT_EQ(pressure.full, PressureTimes());
  EXPECT_EQ(ParsePressure("some avg10=0.00 avg60=0.00 avg300=0.00 total=1\n", "").full,
            std::nullopt);
}

TEST(CgroupsStatsParse, PercentagesAreTheNearestDoubles) {
  for (int i = 0; i <= 10000; ++i) {
    const std::string percent =
        std::to_string(i / 100) + "." + std::to_string(i % 100 / 10) + std::to_string(i % 10);
    const Pressure pressure =
        ParsePressure("some avg10=" + percent + " avg60=0.00 avg300=0.00 total=0\n", "");
    EXPECT_EQ(pressure.some->avg10, std::stod(percent));
  }
}

TEST(CgroupsStatsParse, MalformedPressureIsRefused) {
  const std::string rest = " avg60=0.00 avg300=0.00 total=0\n";
  ExpectMalformed(ParsePressure,
                  {"some\n", "some \n", "most avg10=0.00" + rest, "some avg10=0.00 total=0\n",
                   "some avg10=0" + rest, "some avg10=0.0" + rest, "some avg10=0.000" + rest,
                   "some avg10=.00" + rest, "some avg10=-1.00" + rest, "some avg10=nan" + rest,
                   "some avg10=1e.00" + rest, "some avg10" + rest, "some avg10=0.00" + rest + "\n",
                   "some avg10=0.00 avg60=0.00 avg300=0.00 total=1.5\n",
                   "some avg10=0.00 avg60=0.00 avg300=0.00 total=0"});
}

TEST(CgroupsStatsParse, MemoryEventsThatAKernelDoesNotHaveAreEmpty) {
  const MemoryEvents events =
      ParseMemoryEvents("low 1\nhigh 2\nmax 3\noom 4\noom_kill 5\noom_group_kill 6\n", "");
  EXPECT_EQ(events, (MemoryEvents{1, 2, 3, 4, 5}));
  EXPECT_EQ(ParseMemoryEvents("low 0\noom 0\n", ""),
            (MemoryEvents{.low = 0, .high = {}, .max = {}, .oom = 0, .oom_kill = {}}));
}

TEST(CgroupsStatsParse, ThrottlingIsInNanoseconds) {
  EXPECT_EQ(ParseThrottling("nr_periods 5\nnr_throttled 2\nthrottled_time 18446744073709551615\n"
                            "nr_bursts 0\nburst_time 0\n",
                            ""),
            (ThrottlingData{5, 2, UINT64_MAX}));
  EXPECT_EQ(ParseThrottling("", ""), ThrottlingData());
}

TEST(CgroupsStatsParse, CpuStatIsConvertedToNanoseconds) {
  const CpuStats stats = ParseCpuStat(
      "usage_usec 30\nuser_usec 20\nsystem_usec 10\nnice_usec 0\n"
      "nr_periods 5\nnr_throttled 2\nthrottled_usec 7\n",
      "");
  EXPECT_EQ(stats.cpu_usage.total_usage, 30000U);
  EXPECT_EQ(stats.cpu_usage.usage_in_usermode, 20000U);
  EXPECT_EQ(stats.cpu_usage.usage_in_kernelmode, 10000U);
  EXPECT_EQ(stats.throttling_data, (ThrottlingData{5, 2, 7000}));
  ExpectMalformed(ParseCpuStat, {"usage_usec 18446744073709551615\n", "usage_usec x\n"});
}

TEST(CgroupsStatsParse, CpuStatWithoutTheControllerHasNoThrottling) {
  const CpuStats stats = ParseCpuStat("usage_usec 1\nuser_usec 1\nsystem_usec 0\n", "");
  EXPECT_EQ(stats.cpu_usage.total_usage, 1000U);
  EXPECT_EQ(stats.throttling_data, ThrottlingData());
}

}  // namespace
}  // namespace libcontainer::cgroups
