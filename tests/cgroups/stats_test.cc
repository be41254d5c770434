#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string>

#include "libcontainer/cgroups/fs.h"
#include "libcontainer/cgroups/fs2.h"
#include "libcontainer/error.h"
#include "support/isolated.h"

// Statistics of groups as kernels other than this one show them: directories with the same files.
namespace libcontainer::cgroups {
namespace {

using Entries = std::vector<BlkioStatEntry>;
constexpr std::chrono::nanoseconds kNoWindow(0);

// The group "a/b" in hierarchies of its own.
class CgroupsStats : public ::testing::Test {
 protected:
  void Write(const std::string& hierarchy, const std::string& file, const std::string& content) {
    const std::string base = dir_.Path(hierarchy);
    if (std::filesystem::create_directories(base + "/a/b")) {
      location_.bases.push_back(base);
      testing::WriteFile(base + "/a/b/cgroup.procs", "");
    }
    testing::WriteFile(base + "/a/b/" + file, content);
  }
  void WriteUnified(const std::string& file, const std::string& content) {
    location_.unified = true;
    Write("unified", file, content);
  }
  int ErrorOfGetStats() {
    try {
      location_.unified ? fs2::GetStats(location_, kNoWindow) : fs::GetStats(location_, kNoWindow);
    } catch (const Error& error) {
      return error.error();
    }
    return 0;
  }

  testing::TempDir dir_;
  Location location_{.path = "a/b"};
};

TEST_F(CgroupsStats, FilesOfTheOldSchedulerComeFirst) {
  Write("blkio", "blkio.reset_stats", "");
  Write("blkio", "blkio.io_service_bytes_recursive", "8:0 Read 1\nTotal 1\n");
  Write("blkio", "blkio.throttle.io_service_bytes_recursive", "8:0 Read 2\nTotal 2\n");
  Write("blkio", "blkio.io_serviced_recursive", "Total 0\n");
  Write("blkio", "blkio.throttle.io_serviced", "8:0 Read 3\nTotal 3\n");
  Write("blkio", "blkio.io_queued_recursive", "8:0 Total 4\nTotal 4\n");
  Write("blkio", "blkio.sectors_recursive", "8:0 5\n");
  const BlkioStats stats = fs::GetStats(location_, kNoWindow).blkio_stats;
  EXPECT_EQ(stats.io_service_bytes_recursive, (Entries{{8, 0, "Read", 1}}));
  EXPECT_EQ(stats.io_serviced_recursive, (Entries{{8, 0, "Read", 3}}));
  EXPECT_EQ(stats.io_queued_recursive, (Entries{{8, 0, "Total", 4}}));
  EXPECT_EQ(stats.sectors_recursive, (Entries{{8, 0, "", 5}}));
}

TEST_F(CgroupsStats, HazardC10_FilesThatAreGoneDoNotFailTheCall) {
  Write("blkio", "blkio.reset_stats", "");
  Write("blkio", "blkio.throttle.io_serviced_recursive", "8:0 Write 3\nTotal 3\n");
  Write("memory", "memory.stat", "rss 1\n");
  Write("memory", "memory.usage_in_bytes", "4096\n");
  const Stats stats = fs::GetStats(location_, kNoWindow);
  EXPECT_EQ(stats.blkio_stats, (BlkioStats{.io_serviced_recursive = {{8, 0, "Write", 3}}}));
  EXPECT_EQ(stats.memory_stats, (MemoryStats{.usage = 4096, .stats = {{"rss", 1}}}));
  EXPECT_EQ(stats.cpu_stats, CpuStats());
  EXPECT_EQ(stats.freezer_stats, FreezerStats());
  EXPECT_EQ(stats.pids_stats, PidsStats());
}

TEST_F(CgroupsStats, UserAndKernelTimeOfVersionOneAreNanoseconds) {
  Write("cpu,cpuacct", "cpuacct.usage", "123456789\n");
  Write("cpu,cpuacct", "cpuacct.usage_percpu", "123456780 9 \n");
  Write("cpu,cpuacct", "cpuacct.stat", "user 250\nsystem 3\n");
  Write("cpu,cpuacct", "cpu.stat", "nr_periods 1\nnr_throttled 2\nthrottled_time 3\n");
  const CpuStats stats = fs::GetStats(location_, kNoWindow).cpu_stats;
  const auto tick_ns = 1'000'000'000U / static_cast<uint64_t>(::sysconf(_SC_CLK_TCK));
  EXPECT_EQ(stats.cpu_usage.total_usage, 123456789U);
  EXPECT_EQ(stats.cpu_usage.percpu_usage, (std::vector<uint64_t>{123456780, 9}));
  EXPECT_EQ(stats.cpu_usage.usage_in_usermode, 250 * tick_ns);
  EXPECT_EQ(stats.cpu_usage.usage_in_kernelmode, 3 * tick_ns);
  EXPECT_EQ(stats.throttling_data, (ThrottlingData{1, 2, 3}));
}

TEST_F(CgroupsStats, HazardC11_WhatCannotBeReadIsAnError) {
  Write("cpuacct", "cpuacct.usage", "12\n");
  Write("cpuacct", "cpuacct.stat", "user 1\nsystem\n");
  EXPECT_EQ(ErrorOfGetStats(), EINVAL);
}

TEST_F(CgroupsStats, VersionTwoFromAllItsFiles) {
  WriteUnified("cpu.stat", "usage_usec 3\nuser_usec 2\nsystem_usec 1\nnr_periods 4\n");
  WriteUnified("memory.current", "8192\n");
  WriteUnified("memory.peak", "12288\n");
  WriteUnified("memory.stat", "anon 4096\nfile 0\n");
  WriteUnified("memory.events", "low 0\nhigh 0\nmax 6\noom 1\noom_kill 1\n");
  WriteUnified("io.stat", "8:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=5 dios=6\n");
  WriteUnified("pids.current", "2\n");
  WriteUnified("pids.max", "10\n");
  WriteUnified("cgroup.freeze", "1\n");
  WriteUnified("memory.pressure", "some avg10=0.50 avg60=0.00 avg300=0.00 total=9\n");
  const Stats stats = fs2::GetStats(location_, kNoWindow);
  EXPECT_EQ(stats.cpu_stats.cpu_usage.total_usage, 3000U);
  EXPECT_EQ(stats.cpu_stats.throttling_data, ThrottlingData{.periods = 4});
  EXPECT_EQ(stats.memory_stats, (MemoryStats{8192, 12288, {{"anon", 4096}, {"file", 0}}, 6}));
  EXPECT_EQ(stats.memory_events, (MemoryEvents{0, 0, 6, 1, 1}));
  EXPECT_EQ(stats.blkio_stats.io_service_bytes_recursive,
            (Entries{{8, 0, "Read", 1}, {8, 0, "Write", 2}, {8, 0, "Discard", 5}}));
  EXPECT_EQ(stats.pids_stats, (PidsStats{2, 10}));
  EXPECT_EQ(stats.freezer_stats, (FreezerStats{"", "1"}));
  EXPECT_EQ(stats.pressure.memory->some, (PressureTimes{.avg10 = 0.5, .total_us = 9}));
  EXPECT_EQ(stats.pressure.cpu, std::nullopt);
}

TEST_F(CgroupsStats, HazardC10_VersionTwoWithoutControllersHasOnlyWhatIsThere) {
  WriteUnified("cgroup.freeze", "0\n");
  EXPECT_EQ(fs2::GetStats(location_, kNoWindow), Stats{.freezer_stats = {.self_state = "0"}});
}

TEST_F(CgroupsStats, MalformedFilesOfVersionTwoFailTheCall) {
  for (const char* file : {"cpu.stat", "memory.current", "memory.peak", "memory.stat",
                           "memory.events", "io.stat", "pids.current", "pids.max", "cgroup.freeze",
                           "cpu.pressure", "memory.pressure", "io.pressure"}) {
    WriteUnified(file, "x y z\n");
    EXPECT_EQ(ErrorOfGetStats(), EINVAL) << file;
    std::filesystem::remove(dir_.Path("unified/a/b/") + file);
  }
  EXPECT_EQ(ErrorOfGetStats(), 0);
}

TEST_F(CgroupsStats, GroupThatIsNowhereIsAnError) {
  Write("memory", "memory.stat", "rss 1\n");
  location_.path = "a/c";
  EXPECT_EQ(ErrorOfGetStats(), ENOENT);
  location_.unified = true;
  EXPECT_EQ(ErrorOfGetStats(), ENOENT);
}

TEST_F(CgroupsStats, LocationOfTheOtherVersionIsRefused) {
  Write("memory", "memory.stat", "rss 1\n");
  EXPECT_THROW(fs2::GetStats(location_, kNoWindow), Error);
  EXPECT_THROW(fs2::NotifyOnOOM(location_), Error);
  location_.unified = true;
  EXPECT_THROW(fs::GetStats(location_, kNoWindow), Error);
  EXPECT_THROW(fs::NotifyOnOOM(location_), Error);
}

TEST_F(CgroupsStats, NothingOutsideTheBaseIsRead) {
  Write("memory", "memory.stat", "rss 1\n");
  std::filesystem::create_directory_symlink(dir_.Path("memory/a"), dir_.Path("memory/link"));
  for (const char* path : {"../memory/a/b", "link/b", "/"}) {
    location_.path = path;
    EXPECT_NE(ErrorOfGetStats(), 0) << path;
  }
}

}  // namespace
}  // namespace libcontainer::cgroups
