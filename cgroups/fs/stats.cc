#include <unistd.h>

#include <array>
#include <span>
#include <utility>

#include "../stats_parse.h"
#include "../stats_read.h"
#include "libcontainer/cgroups/fs.h"
#include "open_groups.h"

namespace libcontainer::cgroups::fs {
namespace {

constexpr const char* kCpuTotal = "cpuacct.usage";

// Files with the same numbers, the best first: of the CFQ scheduler, which Linux 5.0 removed; of
// throttling, with the groups below; and without them, on older kernels.
constexpr std::array kServiceBytes = {"blkio.io_service_bytes_recursive",
                                      "blkio.throttle.io_service_bytes_recursive",
                                      "blkio.throttle.io_service_bytes"};
constexpr std::array kServiced = {"blkio.io_serviced_recursive",
                                  "blkio.throttle.io_serviced_recursive",
                                  "blkio.throttle.io_serviced"};
constexpr std::array kQueued = {"blkio.io_queued_recursive"};
constexpr std::array kSectors = {"blkio.sectors_recursive"};

// A file without entries gives way to the next: a scheduler knows only the devices that it serves.
std::vector<BlkioStatEntry> FirstTable(const ControlFiles& group,
                                       std::span<const char* const> files) {
  for (const char* const file : files) {
    auto entries = group.Get(file, ParseBlkio);
    if (entries && !entries->empty()) return *std::move(entries);
  }
  return {};
}

BlkioStats ReadBlkio(const ControlFiles& group) {
  return {.io_service_bytes_recursive = FirstTable(group, kServiceBytes),
          .io_serviced_recursive = FirstTable(group, kServiced),
          .io_queued_recursive = FirstTable(group, kQueued),
          .sectors_recursive = FirstTable(group, kSectors)};
}

CpuUsage ReadCpuUsage(const ControlFiles& group, std::chrono::nanoseconds window) {
  CpuUsage usage;
  SampleCpu(
      window, [&] { return group.Get(kCpuTotal, ParseCount); }, usage);
  usage.total_usage = group.Get(kCpuTotal, ParseCount);
  usage.percpu_usage =
      group.Get("cpuacct.usage_percpu", ParseCounts).value_or(std::vector<uint64_t>());
  const std::string times_file = "cpuacct.stat";
  const FlatKeyed times = group.Get(times_file, ParseFlatKeyed).value_or(FlatKeyed());
  const uint64_t tick_ns = std::nano::den / static_cast<uint64_t>(::sysconf(_SC_CLK_TCK));
  const auto time = [&](const char* key) {
    return ToNanoseconds(Find(times, key), tick_ns, group.NameOf(times_file));
  };
  usage.usage_in_kernelmode = time("system");
  usage.usage_in_usermode = time("user");
  return usage;
}

MemoryStats ReadMemory(const ControlFiles& group) {
  return {.usage = group.Get("memory.usage_in_bytes", ParseCount),
          .max_usage = group.Get("memory.max_usage_in_bytes", ParseCount),
          .stats = group.Get("memory.stat", ParseFlatKeyed).value_or(FlatKeyed()),
          .failcnt = group.Get("memory.failcnt", ParseCount)};
}

FreezerStats ReadFreezer(const ControlFiles& group) {
  return {.parent_state = group.Get("freezer.parent_freezing", ParseSwitch).value_or(""),
          .self_state = group.Get("freezer.self_freezing", ParseSwitch).value_or("")};
}

Stats ReadStats(const std::vector<ControlFiles>& groups, std::chrono::nanoseconds window) {
  Stats stats;
  if (const ControlFiles* const cpuacct = GroupWith(groups, kCpuTotal)) {
    stats.cpu_stats.cpu_usage = ReadCpuUsage(*cpuacct, window);
  }
  if (const ControlFiles* const cpu = GroupWith(groups, "cpu.stat")) {
    stats.cpu_stats.throttling_data =
        cpu->Get("cpu.stat", ParseThrottling).value_or(ThrottlingData());
  }
  if (const ControlFiles* const memory = GroupWith(groups, "memory.stat")) {
    stats.memory_stats = ReadMemory(*memory);
  }
  if (const ControlFiles* const blkio = GroupWith(groups, "blkio.reset_stats")) {
    stats.blkio_stats = ReadBlkio(*blkio);
  }
  if (const ControlFiles* const freezer = GroupWith(groups, "freezer.self_freezing")) {
    stats.freezer_stats = ReadFreezer(*freezer);
  }
  if (const ControlFiles* const pids = GroupWith(groups, "pids.current")) {
    stats.pids_stats = ReadPids(*pids);
  }
  for (const ControlFiles& group : groups) group.CheckStillThere();
  return stats;
}

}  // namespace

Stats GetStats(const Location& location, std::chrono::nanoseconds window) {
  return ReadStats(OpenGroups(location), window);
}

Stats GetStats(const Cgroup& cgroup, std::chrono::nanoseconds window) {
  return ReadStats(OpenGroups(cgroup), window);
}

}  // namespace libcontainer::cgroups::fs
