#include "settings.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <utility>

#include "libcontainer/error.h"

// Files and values: Documentation/admin-guide/cgroup-v2.rst.
namespace libcontainer::cgroups::fs2 {
namespace {

using fs::Setting;
using Settings = std::vector<Setting>;

constexpr const char* kMax = "max";

void Add(const char* key, const char* controller, const char* file, std::string value,
         Settings& settings) {
  settings.push_back({key, controller, file, {std::move(value)}});
}

// Swap alone, while the configuration gives the sum of memory and swap.
void AddSwap(const Cgroup& cgroup, Settings& settings) {
  if (cgroup.memory_swap == 0 && cgroup.memory == 0) return;
  const int64_t total = cgroup.memory_swap == 0 ? 2 * cgroup.memory : cgroup.memory_swap;
  Add("memory_swap", "memory", "memory.swap.max",
      total < 0 ? kMax : std::to_string(total - cgroup.memory), settings);
  // Without swap accounting in the kernel the file is missing.
  settings.back().optional = cgroup.memory_swap == 0;
}

void AddMemory(const Cgroup& cgroup, Settings& settings) {
  if (cgroup.memory != 0) {
    Add("memory", "memory", "memory.max", std::to_string(cgroup.memory), settings);
  }
  if (cgroup.memory_reservation != 0) {
    Add("memory_reservation", "memory", "memory.low", std::to_string(cgroup.memory_reservation),
        settings);
  }
  AddSwap(cgroup, settings);
}

// The range 2…262144 of v1 onto 1…10000, as everybody who converts does.
int64_t CpuWeight(int64_t shares) {
  return 1 + (std::clamp<int64_t>(shares, 2, 262144) - 2) * 9999 / 262142;
}

void AddCpu(const Cgroup& cgroup, Settings& settings) {
  if (cgroup.cpu_shares != 0) {
    Add("cpu_shares", "cpu", "cpu.weight", std::to_string(CpuWeight(cgroup.cpu_shares)), settings);
  }
  if (cgroup.cpu_quota != 0 || cgroup.cpu_period != 0) {
    constexpr int64_t kDefaultPeriodUs = 100000;
    const std::string quota = cgroup.cpu_quota > 0 ? std::to_string(cgroup.cpu_quota) : kMax;
    const int64_t period = cgroup.cpu_period != 0 ? cgroup.cpu_period : kDefaultPeriodUs;
    Add("cpu_quota", "cpu", "cpu.max", quota + " " + std::to_string(period), settings);
  }
  if (!cgroup.cpuset_cpus.empty()) {
    Add("cpuset_cpus", "cpuset", "cpuset.cpus", cgroup.cpuset_cpus, settings);
  }
  if (!cgroup.cpuset_mems.empty()) {
    Add("cpuset_mems", "cpuset", "cpuset.mems", cgroup.cpuset_mems, settings);
  }
}

void AddThrottles(const char* key, const char* name, const std::vector<BlkioThrottle>& throttles,
                  Settings& settings) {
  if (throttles.empty()) return;
  settings.push_back({key, "io", "io.max"});
  for (const BlkioThrottle& throttle : throttles) {
    const std::string rate = throttle.rate == 0 ? kMax : std::to_string(throttle.rate);
    settings.back().values.push_back(std::to_string(throttle.major_number) + ":" +
                                     std::to_string(throttle.minor_number) + " " + name + "=" +
                                     rate);
  }
}

void AddIo(const Cgroup& cgroup, Settings& settings) {
  if (cgroup.blkio_weight != 0) {
    // BFQ takes the weight of v1; otherwise 10…1000 goes onto 1…10000.
    Add("blkio_weight", "io", "io.bfq.weight", std::to_string(cgroup.blkio_weight), settings);
    settings.back().other_file = "io.weight";
    settings.back().other_values = {std::to_string(1 + (cgroup.blkio_weight - 10) * 9999 / 990)};
  }
  AddThrottles("blkio_throttle_read_bps", "rbps", cgroup.blkio_throttle_read_bps, settings);
  AddThrottles("blkio_throttle_write_bps", "wbps", cgroup.blkio_throttle_write_bps, settings);
  AddThrottles("blkio_throttle_read_iops", "riops", cgroup.blkio_throttle_read_iops, settings);
  AddThrottles("blkio_throttle_write_iops", "wiops", cgroup.blkio_throttle_write_iops, settings);
}

// "memory.high" is a limit of the controller memory; "cgroup.procs" is none, nor is a path.
bool IsLimitFile(const std::string& file) {
  return file.find('.') != std::string::npos && file.find('.') != 0 && !file.ends_with('.') &&
         file.find('/') == std::string::npos && !file.starts_with("cgroup.");
}

void AddUnified(const Cgroup& cgroup, Settings& settings) {
  for (const auto& [file, value] : cgroup.unified) {
    if (!IsLimitFile(file)) throw Error(EINVAL, "set in cgroups.unified", "\"" + file + "\"");
    settings.push_back({"unified", file.substr(0, file.find('.')), file, {value}});
  }
}

}  // namespace

Settings LimitSettings(const Cgroup& cgroup) {
  Settings settings;
  AddCpu(cgroup, settings);
  AddMemory(cgroup, settings);
  AddIo(cgroup, settings);
  for (const HugetlbLimit& limit : cgroup.hugetlb_limits) {
    Add("hugetlb_limits", "hugetlb", "", std::to_string(limit.limit), settings);
    settings.back().file = "hugetlb." + limit.page_size + ".max";
  }
  if (cgroup.pids_limit != 0) {
    Add("pids_limit", "pids", "pids.max",
        cgroup.pids_limit < 0 ? kMax : std::to_string(cgroup.pids_limit), settings);
  }
  AddUnified(cgroup, settings);
  return settings;
}

}  // namespace libcontainer::cgroups::fs2
