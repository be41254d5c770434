#include "settings.h"

#include <cctype>
#include <cerrno>
#include <cstdint>
#include <limits>
#include <utility>

#include "libcontainer/devices/devices.h"
#include "libcontainer/error.h"

// Files and values: Documentation/admin-guide/cgroup-v1.
namespace libcontainer::cgroups::fs {
namespace {

using Settings = std::vector<Setting>;

void AddNumber(const Setting& setting, int64_t number, Settings& settings) {
  if (number == 0) return;
  settings.push_back(setting);
  settings.back().values = {std::to_string(number)};
}

void AddText(const Setting& setting, const std::string& text, Settings& settings) {
  if (text.empty()) return;
  settings.push_back(setting);
  settings.back().values = {text};
}

int64_t TwiceOrUnlimited(int64_t bytes) {
  if (bytes < 0) return -1;
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  return bytes > kMost / 2 ? kMost : bytes * 2;
}

void AddMemory(const Cgroup& cgroup, Settings& settings) {
  // The kernel refuses memsw below the limit, so the limit of a fresh group comes first.
  AddNumber({"memory", "memory", "memory.limit_in_bytes"}, cgroup.memory, settings);
  AddNumber({"memory_reservation", "memory", "memory.soft_limit_in_bytes"},
            cgroup.memory_reservation, settings);
  // Without swap accounting in the kernel the file is missing.
  Setting swap = {"memory_swap", "memory", "memory.memsw.limit_in_bytes"};
  swap.optional = cgroup.memory_swap == 0;
  AddNumber(swap, swap.optional ? TwiceOrUnlimited(cgroup.memory) : cgroup.memory_swap, settings);
}

void AddCpu(const Cgroup& cgroup, Settings& settings) {
  AddNumber({"cpu_shares", "cpu", "cpu.shares"}, cgroup.cpu_shares, settings);
  AddNumber({"cpu_period", "cpu", "cpu.cfs_period_us"}, cgroup.cpu_period, settings);
  AddNumber({"cpu_quota", "cpu", "cpu.cfs_quota_us"}, cgroup.cpu_quota, settings);
  AddText({"cpuset_cpus", "cpuset", "cpuset.cpus"}, cgroup.cpuset_cpus, settings);
  AddText({"cpuset_mems", "cpuset", "cpuset.mems"}, cgroup.cpuset_mems, settings);
}

void AddThrottles(const Setting& setting, const std::vector<BlkioThrottle>& throttles,
                  Settings& settings) {
  if (throttles.empty()) return;
  settings.push_back(setting);
  for (const BlkioThrottle& throttle : throttles) {
    settings.back().values.push_back(std::to_string(throttle.major_number) + ":" +
                                     std::to_string(throttle.minor_number) + " " +
                                     std::to_string(throttle.rate));
  }
}

void AddBlkio(const Cgroup& cgroup, Settings& settings) {
  // blkio.weight was CFQ's and went with it in Linux 5.0; BFQ has a file of its own.
  Setting weight = {"blkio_weight", "blkio", "blkio.weight"};
  weight.other_file = "blkio.bfq.weight";
  AddNumber(weight, cgroup.blkio_weight, settings);
  AddThrottles({"blkio_throttle_read_bps", "blkio", "blkio.throttle.read_bps_device"},
               cgroup.blkio_throttle_read_bps, settings);
  AddThrottles({"blkio_throttle_write_bps", "blkio", "blkio.throttle.write_bps_device"},
               cgroup.blkio_throttle_write_bps, settings);
  AddThrottles({"blkio_throttle_read_iops", "blkio", "blkio.throttle.read_iops_device"},
               cgroup.blkio_throttle_read_iops, settings);
  AddThrottles({"blkio_throttle_write_iops", "blkio", "blkio.throttle.write_iops_device"},
               cgroup.blkio_throttle_write_iops, settings);
}

bool IsAlphanumeric(const std::string& text) {
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) return false;
  }
  return !text.empty();
}

void AddHugetlb(const Cgroup& cgroup, Settings& settings) {
  for (const HugetlbLimit& limit : cgroup.hugetlb_limits) {
    // It becomes part of a file name.
    if (!IsAlphanumeric(limit.page_size)) {
      throw Error(EINVAL, "check huge page size", "\"" + limit.page_size + "\"");
    }
    AddText({"hugetlb_limits", "hugetlb", "hugetlb." + limit.page_size + ".limit_in_bytes"},
            std::to_string(limit.limit), settings);
  }
}

void AddDevices(const Cgroup& cgroup, Settings& settings) {
  if (cgroup.allow_all_devices) return;
  // Writing "a" leaves an empty list of exceptions, whatever the group above allows.
  settings.push_back({"allow_all_devices", "devices", "devices.deny", {"a"}});
  if (cgroup.allowed_devices.empty()) return;
  Setting rules = {"allowed_devices", "devices", "devices.allow"};
  for (const devices::Device& device : cgroup.allowed_devices) {
    rules.values.push_back(devices::GetCgroupAllowString(device));
  }
  settings.push_back(std::move(rules));
}

void WriteSetting(const Setting& setting, const Group& group) {
  try {
    group.Write(setting.file, setting.values);
  } catch (const Error& error) {
    if (error.error() != ENOENT) throw;
    if (setting.optional) return;
    if (setting.other_file.empty()) throw;
    group.Write(setting.other_file,
                setting.other_values.empty() ? setting.values : setting.other_values);
  }
}

}  // namespace

std::vector<Setting> LimitSettings(const Cgroup& cgroup) {
  Settings settings;
  AddCpu(cgroup, settings);
  AddMemory(cgroup, settings);
  AddDevices(cgroup, settings);
  AddBlkio(cgroup, settings);
  AddHugetlb(cgroup, settings);
  const std::string pids = cgroup.pids_limit == -1 ? "max" : std::to_string(cgroup.pids_limit);
  AddText({"pids_limit", "pids", "pids.max"}, cgroup.pids_limit == 0 ? "" : pids, settings);
  return settings;
}

Group* FindGroup(std::vector<Group>& groups, const std::string& controller) {
  for (Group& group : groups) {
    if (group.Has(controller)) return &group;
  }
  return nullptr;
}

void CheckControllers(const std::vector<Setting>& settings, std::vector<Group>& groups) {
  for (const Setting& setting : settings) {
    if (FindGroup(groups, setting.controller) != nullptr) continue;
    if (setting.optional) continue;
    throw Error(ENOENT, "find cgroup controller", setting.controller + " for " + setting.key);
  }
}

void WriteSettings(const std::vector<Setting>& settings, std::vector<Group>& groups) {
  for (const Setting& setting : settings) {
    if (const Group* const group = FindGroup(groups, setting.controller)) {
      WriteSetting(setting, *group);
    }
  }
}

}  // namespace libcontainer::cgroups::fs
