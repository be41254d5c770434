#ifndef LIBCONTAINER_CGROUPS_STATS_H_
#define LIBCONTAINER_CGROUPS_STATS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

// What a control group uses. A field is empty if this kernel, or this version of cgroups, has no
// file that tells it, or if its controller is not mounted. Everything that is counted is counted
// from the creation of the group on and includes the groups below it.
namespace libcontainer::cgroups {

// Of the CPU quota. Source: cpu.stat.
struct ThrottlingData {
  std::optional<uint64_t> periods;            // that have elapsed while the group was running
  std::optional<uint64_t> throttled_periods;  // of these, in which the quota was used up
  std::optional<uint64_t> throttled_time;     // nanoseconds, summed over processors
  bool operator==(const ThrottlingData&) const = default;
};

// Source: cpuacct.*; cpu.stat on v2.
struct CpuUsage {
  std::optional<uint64_t> percent_usage;  // percent of one CPU over the window; may exceed 100
  std::optional<uint64_t> current_usage;  // nanoseconds of CPU time used in the window
  std::optional<uint64_t> total_usage;    // nanoseconds of CPU time
  std::vector<uint64_t> percpu_usage;     // nanoseconds on each possible processor; v1 only
  std::optional<uint64_t> usage_in_kernelmode;  // nanoseconds
  std::optional<uint64_t> usage_in_usermode;    // nanoseconds
  bool operator==(const CpuUsage&) const = default;
};

// Processor time, and how often its limit was reached.
struct CpuStats {
  CpuUsage cpu_usage;              // time used
  ThrottlingData throttling_data;  // time refused
  bool operator==(const CpuStats&) const = default;
};

// Source: memory.*
struct MemoryStats {
  std::optional<uint64_t> usage;          // bytes now
  std::optional<uint64_t> max_usage;      // most bytes at a time; v2: Linux 5.19 and later
  std::map<std::string, uint64_t> stats;  // memory.stat; the names differ between v1 and v2
  std::optional<uint64_t> failcnt;  // times that usage hit the limit; v2: "max" in memory.events
  bool operator==(const MemoryStats&) const = default;
};

// One number of one device.
struct BlkioStatEntry {
  uint64_t major = 0;  // of the device
  uint64_t minor = 0;  // of the device
  // "Read", "Write" or "Discard"; v1 also "Sync", "Async" and, over the first three, "Total".
  // Empty where the kernel does not tell operations apart.
  std::string op;
  uint64_t value = 0;  // bytes, operations or sectors, as its list says
  bool operator==(const BlkioStatEntry&) const = default;
};

// Source: blkio.* of the CFQ scheduler (before Linux 5.0), otherwise blkio.throttle.*, which current
// kernels count only for devices with a throttle rule; io.stat on v2.
struct BlkioStats {
  std::vector<BlkioStatEntry> io_service_bytes_recursive;  // bytes
  std::vector<BlkioStatEntry> io_serviced_recursive;       // operations
  std::vector<BlkioStatEntry> io_queued_recursive;         // operations waiting now; CFQ only
  std::vector<BlkioStatEntry> sectors_recursive;           // of 512 bytes; CFQ only
  bool operator==(const BlkioStats&) const = default;
};

// "1": the group is frozen or to be frozen; "0": it is not.
struct FreezerStats {
  std::string parent_state;  // because a group above is; v1 only
  std::string self_state;    // by itself
  bool operator==(const FreezerStats&) const = default;
};

// Processes and threads. Source: pids.current, pids.max.
struct PidsStats {
  std::optional<uint64_t> current;  // tasks that there are
  std::optional<uint64_t> limit;    // empty also if there is none
  bool operator==(const PidsStats&) const = default;
};

// How long tasks waited for a resource: in percent of the last 10, 60 and 300 seconds, and in all.
struct PressureTimes {
  double avg10 = 0;       // percent of the last 10 s
  double avg60 = 0;       // percent of the last 60 s
  double avg300 = 0;      // percent of the last 300 s
  uint64_t total_us = 0;  // microseconds since the start of the group
  bool operator==(const PressureTimes&) const = default;
};

// Time lost by tasks that waited for one resource.
struct Pressure {
  std::optional<PressureTimes> some;  // at least one task waited
  std::optional<PressureTimes> full;  // all tasks that were not idle waited
  bool operator==(const Pressure&) const = default;
};

// Pressure stall information; v2 only. Source: cpu.pressure, memory.pressure, io.pressure.
struct PressureStats {
  std::optional<Pressure> cpu;     // waiting for a processor
  std::optional<Pressure> memory;  // waiting for memory
  std::optional<Pressure> io;      // waiting for block devices
  bool operator==(const PressureStats&) const = default;
};

// How often each thing happened; v2 only. Source: memory.events.
struct MemoryEvents {
  std::optional<uint64_t> low;       // memory was taken although usage is below memory.low
  std::optional<uint64_t> high;      // a process was throttled above memory.high
  std::optional<uint64_t> max;       // usage was about to exceed memory.max
  std::optional<uint64_t> oom;       // memory.max was reached and an allocation about to fail
  std::optional<uint64_t> oom_kill;  // a process was killed for want of memory
  bool operator==(const MemoryEvents&) const = default;
};

// Everything that a control group counts.
struct Stats {
  CpuStats cpu_stats;          // processors
  MemoryStats memory_stats;    // memory
  BlkioStats blkio_stats;      // block devices
  FreezerStats freezer_stats;  // v1 freezer
  PidsStats pids_stats;        // number of tasks
  PressureStats pressure;      // pressure stall information
  MemoryEvents memory_events;  // want of memory
  bool operator==(const Stats&) const = default;
};

}  // namespace libcontainer::cgroups

#endif  // LIBCONTAINER_CGROUPS_STATS_H_
