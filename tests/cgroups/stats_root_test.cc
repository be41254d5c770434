#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <string>
#include <thread>

#include "fixture.h"
#include "libcontainer/cgroups/fs.h"
#include "libcontainer/cgroups/fs2.h"
#include "load.h"
#include "support/isolated.h"
#include "unified_fixture.h"

namespace libcontainer::cgroups {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using testing::Child;
using Clock = std::chrono::steady_clock;

constexpr nanoseconds kNoWindow(0);
constexpr milliseconds kWindow(1000);
constexpr size_t kMebibyte = 1 << 20;

uint64_t ToCount(const std::string& text) { return std::stoull(text); }

// Where `value` has to be for a `measured` one that may be 10 % off.
void ExpectWithinTenPercent(uint64_t value, double measured) {
  EXPECT_GE(static_cast<double>(value), 0.9 * measured);
  EXPECT_LE(static_cast<double>(value), 1.1 * measured);
}

// The sampled fields against `total_usage` (nanoseconds) read before and after.
template <typename Total, typename GetStats>
CpuUsage SampleAndCompare(Total total_usage, GetStats get_stats) {
  const auto before = static_cast<double>(total_usage());
  const Clock::time_point start = Clock::now();
  CpuUsage usage = get_stats(kWindow).cpu_stats.cpu_usage;
  const auto elapsed = static_cast<double>(nanoseconds(Clock::now() - start).count());
  const double used = static_cast<double>(total_usage()) - before;
  EXPECT_GT(used, 0);
  ExpectWithinTenPercent(usage.current_usage.value_or(0), used);
  ExpectWithinTenPercent(usage.percent_usage.value_or(0), 100 * used / elapsed);
  return usage;
}

// A call that sleeps gives the processor up each time; one that waits for a lock now and then does not.
template <typename GetStats>
void ExpectDoesNotSleep(GetStats get_stats) {
  constexpr int kCalls = 50;
  rusage before{};
  rusage after{};
  ASSERT_EQ(::getrusage(RUSAGE_THREAD, &before), 0);
  for (int i = 0; i < kCalls; ++i) get_stats();
  ASSERT_EQ(::getrusage(RUSAGE_THREAD, &after), 0);
  EXPECT_LT(after.ru_nvcsw - before.ru_nvcsw, kCalls);
}

// A pipe that a child writes to when it is ready.
class ReadyPipe {
 public:
  ReadyPipe() { EXPECT_EQ(::pipe(ends_), 0); }
  ReadyPipe(const ReadyPipe&) = delete;
  ReadyPipe& operator=(const ReadyPipe&) = delete;
  ~ReadyPipe() {
    ::close(ends_[0]);
    ::close(ends_[1]);
  }
  int write_end() const { return ends_[1]; }
  void Wait() {
    char byte = 0;
    EXPECT_EQ(::read(ends_[0], &byte, 1), 1);
  }

 private:
  int ends_[2];
};

class CgroupsFsStats : public testing::CgroupsRoot {
 protected:
  uint64_t Count(const std::string& subsystem, const std::string& file) {
    return ToCount(testing::ReadControl(subsystem, cgroup_, file));
  }
};

TEST_F(CgroupsFsStats, HazardC11_SampledCpuUsageIsWhatTheKernelCounts) {
  if (!testing::IsMounted("cpuacct")) GTEST_SKIP() << "no cpuacct";
  Child child(testing::Spin);
  const auto active = fs::Apply(cgroup_, child.pid());
  child.Start();
  const CpuUsage usage =
      SampleAndCompare([&] { return Count("cpuacct", "cpuacct.usage"); },
                       [&](nanoseconds window) { return fs::GetStats(cgroup_, window); });
  EXPECT_GT(usage.percent_usage, 0U);
  EXPECT_LE(usage.percent_usage, 110U);
  EXPECT_GE(usage.total_usage, usage.current_usage);
  EXPECT_EQ(usage.percpu_usage.size(), static_cast<size_t>(::sysconf(_SC_NPROCESSORS_CONF)));
  EXPECT_GT(usage.usage_in_usermode, 0U);
  active->Cleanup();
}

TEST_F(CgroupsFsStats, HazardC11_FractionOfOneCpuIsNotZero) {
  if (!testing::IsMounted("cpuacct") || !testing::IsMounted("cpu")) GTEST_SKIP() << "no cpu";
  Child child(testing::Spin);
  cgroup_.cpu_period = 50000;
  cgroup_.cpu_quota = 10000;
  const auto active = fs::Apply(cgroup_, child.pid());
  child.Start();
  const Stats stats = fs::GetStats(active->GetLocation(), kWindow);
  EXPECT_GE(stats.cpu_stats.cpu_usage.percent_usage, 5U);
  EXPECT_LE(stats.cpu_stats.cpu_usage.percent_usage, 30U);
  EXPECT_GT(stats.cpu_stats.throttling_data.periods, 0U);
  EXPECT_GT(stats.cpu_stats.throttling_data.throttled_periods, 0U);
  EXPECT_GT(stats.cpu_stats.throttling_data.throttled_time, 0U);
  active->Cleanup();
}

TEST_F(CgroupsFsStats, HazardC11_WithoutAWindowNothingIsSampledAndNothingSleeps) {
  Child child;
  const auto active = fs::Apply(cgroup_, child.pid());
  const Location location = active->GetLocation();
  EXPECT_EQ(fs::GetStats(location, kNoWindow).cpu_stats.cpu_usage.percent_usage, std::nullopt);
  EXPECT_EQ(fs::GetStats(location, kNoWindow).cpu_stats.cpu_usage.current_usage, std::nullopt);
  ExpectDoesNotSleep([&] { fs::GetStats(location, kNoWindow); });
  active->Cleanup();
}

TEST_F(CgroupsFsStats, MemoryIsWhatTheKernelCounts) {
  if (!testing::IsMounted("memory")) GTEST_SKIP() << "no memory";
  ReadyPipe ready;
  Child child([&] { return testing::HoldMemory(32 * kMebibyte, ready.write_end()); });
  const auto active = fs::Apply(cgroup_, child.pid());
  child.Start();
  ready.Wait();
  const MemoryStats stats = fs::GetStats(cgroup_, kNoWindow).memory_stats;
  EXPECT_GE(stats.usage, 32 * kMebibyte);
  ExpectWithinTenPercent(*stats.usage,
                         static_cast<double>(Count("memory", "memory.usage_in_bytes")));
  EXPECT_EQ(stats.max_usage, Count("memory", "memory.max_usage_in_bytes"));
  EXPECT_GE(stats.max_usage, stats.usage);
  EXPECT_GE(stats.stats.at("rss"), 32 * kMebibyte);
  EXPECT_EQ(stats.failcnt, 0U);
  active->Cleanup();
}

TEST_F(CgroupsFsStats, FailcntCountsHitsOfTheLimit) {
  if (!testing::IsMounted("memory")) GTEST_SKIP() << "no memory";
  cgroup_.memory = 16 * kMebibyte;
  // More than the twofold that memory and swap together may have, so that it ends where there is swap.
  Child child([] { return testing::HoldMemory(64 * kMebibyte, -1); });
  const auto active = fs::Apply(cgroup_, child.pid());
  child.Start();
  child.Wait();
  const MemoryStats stats = fs::GetStats(cgroup_, kNoWindow).memory_stats;
  EXPECT_GT(stats.failcnt, 0U);
  EXPECT_EQ(stats.failcnt, Count("memory", "memory.failcnt"));
  active->Cleanup();
}

TEST_F(CgroupsFsStats, PidsAndTheirLimit) {
  if (!testing::IsMounted("pids")) GTEST_SKIP() << "no pids";
  Child child;
  cgroup_.pids_limit = 17;
  const auto active = fs::Apply(cgroup_, child.pid());
  EXPECT_EQ(fs::GetStats(cgroup_, kNoWindow).pids_stats, (PidsStats{1, 17}));
  ASSERT_EQ(testing::WriteControl(testing::GroupDir("pids", cgroup_) + "/pids.max", "max"), 0);
  EXPECT_EQ(fs::GetStats(cgroup_, kNoWindow).pids_stats, (PidsStats{1, std::nullopt}));
  active->Cleanup();
}

TEST_F(CgroupsFsStats, FrozenGroupSaysSo) {
  if (!testing::IsMounted("freezer")) GTEST_SKIP() << "no freezer";
  Child child;
  const auto active = fs::Apply(cgroup_, child.pid());
  EXPECT_EQ(fs::GetStats(cgroup_, kNoWindow).freezer_stats, (FreezerStats{"0", "0"}));
  fs::Freeze(cgroup_, kFrozen);
  EXPECT_EQ(fs::GetStats(cgroup_, kNoWindow).freezer_stats, (FreezerStats{"0", "1"}));
  active->Cleanup();
}

// Current kernels count a device from its first throttle rule on.
TEST_F(CgroupsFsStats, HazardC10_WritesPastThePageCacheAreCounted) {
  if (!testing::IsMounted("blkio")) GTEST_SKIP() << "no blkio";
  testing::TempDir dir;
  struct stat status {};
  ASSERT_EQ(::stat(dir.path().c_str(), &status), 0);
  Child child([&] { return testing::WriteDirect(dir.Path("file"), 64 * kMebibyte); });
  const auto active = fs::Apply(cgroup_, child.pid());
  const std::string device =
      std::to_string(major(status.st_dev)) + ":" + std::to_string(minor(status.st_dev));
  const int error = testing::WriteControl(
      testing::GroupDir("blkio", cgroup_) + "/blkio.throttle.write_bps_device",
      device + " 1099511627776");
  child.Start();
  const int written = child.Wait();
  const BlkioStats stats = fs::GetStats(cgroup_, kNoWindow).blkio_stats;
  active->Cleanup();
  if (error != 0) GTEST_SKIP() << device << " cannot have throttle rules";
  if (written != 0) GTEST_SKIP() << "no direct writes in " << dir.path();
  uint64_t bytes = 0;
  for (const BlkioStatEntry& entry : stats.io_service_bytes_recursive) {
    if (entry.major == major(status.st_dev) && entry.minor == minor(status.st_dev) &&
        entry.op == "Write") {
      bytes = entry.value;
    }
  }
  ExpectWithinTenPercent(bytes, 64 * kMebibyte);
  EXPECT_FALSE(stats.io_serviced_recursive.empty());
}

TEST_F(CgroupsFsStats, HazardC10_HierarchyThatIsNotMountedLeavesItsFieldsOut) {
  if (!testing::IsMounted("pids")) GTEST_SKIP() << "no pids";
  Child child;
  const auto active = fs::Apply(cgroup_, child.pid());
  Location location = active->GetLocation();
  const std::string pids = testing::GroupDir("pids", cgroup_);
  location.bases = {pids.substr(0, pids.size() - location.path.size() - 1)};
  const Stats stats = fs::GetStats(location, milliseconds(1));
  EXPECT_EQ(stats, (Stats{.pids_stats = {1, std::nullopt}}));
  active->Cleanup();
}

TEST_F(CgroupsFsStats, GroupThatGoesAwayMeanwhileIsAnError) {
  Child child;
  const auto active = fs::Apply(cgroup_, child.pid());
  std::thread remover([&] {
    std::this_thread::sleep_for(milliseconds(50));
    active->Cleanup();
  });
  const Error error = testing::ErrorOf([&] { fs::GetStats(cgroup_, kWindow); });
  remover.join();
  EXPECT_EQ(error.error(), ENODEV);
}

TEST_F(CgroupsFsStats, GroupThatDoesNotExistIsAnError) {
  const Error error = testing::ErrorOf([&] { fs::GetStats(cgroup_, kNoWindow); });
  EXPECT_EQ(error.error(), ENOENT);
}

class CgroupsFs2Stats : public testing::UnifiedRoot {};

TEST_F(CgroupsFs2Stats, HazardC11_SampledCpuUsageIsWhatTheKernelCounts) {
  Child child(testing::Spin);
  Join(child.pid());
  child.Start();
  const auto total_usage = [&] {
    const std::string text = Get("cpu.stat");
    return 1000 * ToCount(text.substr(text.find(' ') + 1));
  };
  const CpuUsage usage = SampleAndCompare(
      total_usage, [&](nanoseconds window) { return fs2::GetStats(location_, window); });
  EXPECT_LE(usage.percent_usage, 110U);
  EXPECT_GT(usage.usage_in_usermode, 0U);
}

TEST_F(CgroupsFs2Stats, WithoutAWindowNothingIsSampledAndNothingSleeps) {
  const CpuUsage usage = fs2::GetStats(location_, kNoWindow).cpu_stats.cpu_usage;
  EXPECT_EQ(usage.total_usage, 0U);
  EXPECT_EQ(usage.percent_usage, std::nullopt);
  EXPECT_EQ(usage.current_usage, std::nullopt);
  ExpectDoesNotSleep([&] { fs2::GetStats(location_, kNoWindow); });
}

TEST_F(CgroupsFs2Stats, HazardC10_ControllersThatAreMissingLeaveTheirFieldsOut) {
  const Stats stats = fs2::GetStats(location_, kNoWindow);
  EXPECT_EQ(stats.memory_stats.usage.has_value(), HasFile("memory.current"));
  EXPECT_EQ(stats.memory_stats.max_usage.has_value(), HasFile("memory.peak"));
  EXPECT_EQ(stats.memory_stats.stats.empty(), !HasFile("memory.stat"));
  EXPECT_EQ(stats.memory_events.oom_kill.has_value(), HasFile("memory.events"));
  EXPECT_EQ(stats.pids_stats.current.has_value(), HasFile("pids.current"));
  EXPECT_EQ(stats.freezer_stats.self_state.empty(), !HasFile("cgroup.freeze"));
}

TEST_F(CgroupsFs2Stats, PressureIsToldWhereTheKernelMeasuresIt) {
  if (!HasFile("cpu.pressure")) GTEST_SKIP() << "no pressure stall information";
  if (Get("cpu.pressure").empty()) GTEST_SKIP() << "pressure stall information is switched off";
  Child first(testing::Spin);
  Join(first.pid());
  first.Start();
  const PressureStats stats = fs2::GetStats(location_, kWindow).pressure;
  ASSERT_TRUE(stats.cpu && stats.cpu->some);
  EXPECT_TRUE(stats.memory && stats.memory->some && stats.memory->full);
  EXPECT_TRUE(stats.io && stats.io->some && stats.io->full);
}

TEST_F(CgroupsFs2Stats, FrozenGroupSaysSo) {
  EXPECT_EQ(fs2::GetStats(location_, kNoWindow).freezer_stats.self_state, "0");
  Set("cgroup.freeze", "1");
  EXPECT_EQ(fs2::GetStats(location_, kNoWindow).freezer_stats.self_state, "1");
}

TEST_F(CgroupsFs2Stats, MemoryIsWhatTheKernelCounts) {
  if (!HasFile("memory.current")) GTEST_SKIP() << "no memory controller on cgroup v2";
  ReadyPipe ready;
  Child child([&] { return testing::HoldMemory(32 * kMebibyte, ready.write_end()); });
  Join(child.pid());
  child.Start();
  ready.Wait();
  const MemoryStats stats = fs2::GetStats(location_, kNoWindow).memory_stats;
  EXPECT_GE(stats.usage, 32 * kMebibyte);
  ExpectWithinTenPercent(*stats.usage, static_cast<double>(ToCount(Get("memory.current"))));
  EXPECT_GE(stats.stats.at("anon"), 32 * kMebibyte);
  EXPECT_EQ(stats.failcnt, 0U);
}

TEST_F(CgroupsFs2Stats, PidsAndTheirLimit) {
  if (!HasFile("pids.max")) GTEST_SKIP() << "no pids controller on cgroup v2";
  Child child;
  Join(child.pid());
  EXPECT_EQ(fs2::GetStats(location_, kNoWindow).pids_stats, (PidsStats{1, std::nullopt}));
  Set("pids.max", "17");
  EXPECT_EQ(fs2::GetStats(location_, kNoWindow).pids_stats, (PidsStats{1, 17}));
}

TEST_F(CgroupsFs2Stats, WritesPastThePageCacheAreCounted) {
  if (!HasFile("io.stat")) GTEST_SKIP() << "no io controller on cgroup v2";
  testing::TempDir dir;
  Child child([&] { return testing::WriteDirect(dir.Path("file"), 64 * kMebibyte); });
  Join(child.pid());
  child.Start();
  if (child.Wait() != 0) GTEST_SKIP() << "no direct writes in " << dir.path();
  struct stat status {};
  ASSERT_EQ(::stat(dir.path().c_str(), &status), 0);
  if (major(status.st_dev) == 0) GTEST_SKIP() << dir.path() << " is on no block device";
  uint64_t bytes = 0;
  for (const auto& entry :
       fs2::GetStats(location_, kNoWindow).blkio_stats.io_service_bytes_recursive) {
    if (entry.op == "Write") bytes += entry.value;
  }
  EXPECT_GE(bytes, 64 * kMebibyte);
}

TEST_F(CgroupsFs2Stats, GroupThatIsGoneIsAnError) {
  Remove();
  const Error error = testing::ErrorOf([&] { fs2::GetStats(location_, kNoWindow); });
  EXPECT_EQ(error.error(), ENOENT);
  EXPECT_EQ(error.object(), Dir());
}

TEST_F(CgroupsFs2Stats, GroupThatGoesAwayMeanwhileIsAnError) {
  std::thread remover([&] {
    std::this_thread::sleep_for(milliseconds(50));
    Remove();
  });
  const Error error = testing::ErrorOf([&] { fs2::GetStats(location_, kWindow); });
  remover.join();
  EXPECT_EQ(error.error(), ENODEV);
}

}  // namespace
}  // namespace libcontainer::cgroups
