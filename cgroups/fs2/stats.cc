#include <utility>

#include "../stats_parse.h"
#include "../stats_read.h"
#include "group_files.h"
#include "libcontainer/cgroups/fs2.h"

namespace libcontainer::cgroups::fs2 {
namespace {

CpuStats ReadCpu(const ControlFiles& group, std::chrono::nanoseconds window) {
  const auto read = [&] { return group.Get("cpu.stat", ParseCpuStat).value_or(CpuStats()); };
  CpuUsage sampled;
  SampleCpu(
      window, [&] { return read().cpu_usage.total_usage; }, sampled);
  CpuStats stats = read();
  stats.cpu_usage.percent_usage = sampled.percent_usage;
  stats.cpu_usage.current_usage = sampled.current_usage;
  return stats;
}

MemoryStats ReadMemory(const ControlFiles& group) {
  return {.usage = group.Get("memory.current", ParseCount),
          .max_usage = group.Get("memory.peak", ParseCount),
          .stats = group.Get("memory.stat", ParseFlatKeyed).value_or(FlatKeyed())};
}

FreezerStats ReadFreezer(const ControlFiles& group) {
  return {.self_state = group.Get("cgroup.freeze", ParseSwitch).value_or("")};
}

PressureStats ReadPressure(const ControlFiles& group) {
  return {.cpu = group.Get("cpu.pressure", ParsePressure),
          .memory = group.Get("memory.pressure", ParsePressure),
          .io = group.Get("io.pressure", ParsePressure)};
}

}  // namespace

Stats GetStats(const Location& location, std::chrono::nanoseconds window) {
  const ControlFiles group = OpenGroupFiles(location);
  Stats stats;
  stats.cpu_stats = ReadCpu(group, window);
  stats.memory_stats = ReadMemory(group);
  stats.blkio_stats = group.Get("io.stat", ParseIoStat).value_or(BlkioStats());
  stats.freezer_stats = ReadFreezer(group);
  stats.pids_stats = ReadPids(group);
  stats.pressure = ReadPressure(group);
  stats.memory_events = group.Get("memory.events", ParseMemoryEvents).value_or(MemoryEvents());
  stats.memory_stats.failcnt = stats.memory_events.max;
  group.CheckStillThere();
  return stats;
}

}  // namespace libcontainer::cgroups::fs2
