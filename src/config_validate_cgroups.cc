#include <algorithm>
#include <charconv>
#include <set>

#include "config_validate.h"
#include "internal/files.h"

namespace libcontainer::internal {
namespace {

using cgroups::BlkioThrottle;
using cgroups::Cgroup;

constexpr int64_t kMaxMajor = 4095;
constexpr int64_t kMaxMinor = 1048575;
constexpr size_t kMaxName = 255;  // NAME_MAX

bool IsComponent(std::string_view name) {
  return IsPlainRelativePath(name) && name.find('/') == std::string_view::npos &&
         name.size() <= kMaxName && IsOneLine(name);
}

void ValidateNames(const Cgroup& cgroup, Problems& problems) {
  problems.Require(
      IsComponent(cgroup.name), "cgroups.name",
      cgroup.name.empty() ? "is required" : "must be one path component of at most 255 bytes");
  const std::vector<std::string_view> parts = Split(cgroup.parent, '/');
  problems.Require(cgroup.parent.empty() || std::ranges::all_of(parts, IsComponent),
                   "cgroups.parent",
                   R"(must be a relative path without empty, "." and ".." components)");
}

bool IsPermissions(std::string_view permissions) {
  const std::set<char> letters(permissions.begin(), permissions.end());
  return !permissions.empty() && letters.size() == permissions.size() &&
         permissions.find_first_not_of("rwm") == std::string_view::npos;
}

void ValidateDeviceRules(const Cgroup& cgroup, Problems& problems) {
  for (size_t i = 0; i < cgroup.allowed_devices.size(); ++i) {
    const devices::Device& device = cgroup.allowed_devices[i];
    const std::string path = Item("cgroups.allowed_devices", i);
    ValidateDevice(device, devices::kWildcard, path, problems);
    problems.Require(IsPermissions(device.cgroup_permissions), path + ".cgroup_permissions",
                     R"(must be letters of "rwm", each at most once)");
  }
}

void ValidateMemory(const Cgroup& cgroup, Problems& problems) {
  problems.Require(cgroup.memory >= 0, "cgroups.memory", kNegative);
  problems.Require(cgroup.memory_reservation >= 0, "cgroups.memory_reservation", kNegative);
  const int64_t swap = cgroup.memory_swap;
  problems.Require(swap >= -1, "cgroups.memory_swap",
                   "must be a number of bytes, 0 for twice `memory`, or -1 for no limit of swap");
  // The kernel refuses a limit of the sum below that of memory, which is none if it is not set.
  problems.Require(swap <= 0 || cgroup.memory != 0, "cgroups.memory_swap",
                   "needs `memory`: it is the limit of memory and swap together");
  problems.Require(swap <= 0 || swap >= cgroup.memory, "cgroups.memory_swap",
                   "must not be below `memory`: it is the limit of memory and swap together");
}

// A CPU or node number; its end is the start of what follows.
bool TakeNumber(std::string_view* text, unsigned* number) {
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), *number);
  if (error != std::errc()) return false;
  text->remove_prefix(static_cast<size_t>(end - text->data()));
  return true;
}

// "0-3,6": List Format of cpuset(7), without its strides.
bool IsCpusetList(std::string_view list) {
  return std::ranges::all_of(Split(list, ','), [](std::string_view range) {
    unsigned first = 0;
    unsigned last = 0;
    if (!TakeNumber(&range, &first)) return false;
    if (range.empty()) return true;
    if (range.front() != '-') return false;
    range.remove_prefix(1);
    return TakeNumber(&range, &last) && range.empty() && first <= last;
  });
}

void ValidateCpu(const Cgroup& cgroup, Problems& problems) {
  constexpr const char* kNotList = R"(must be a list of numbers and ranges, as "0-1,4")";
  problems.Require(cgroup.cpu_shares >= 0, "cgroups.cpu_shares", kNegative);
  problems.Require(cgroup.cpu_quota >= 0, "cgroups.cpu_quota", kNegative);
  problems.Require(cgroup.cpu_period >= 0, "cgroups.cpu_period", kNegative);
  problems.Require(cgroup.cpuset_cpus.empty() || IsCpusetList(cgroup.cpuset_cpus),
                   "cgroups.cpuset_cpus", kNotList);
  problems.Require(cgroup.cpuset_mems.empty() || IsCpusetList(cgroup.cpuset_mems),
                   "cgroups.cpuset_mems", kNotList);
}

void ValidateThrottles(const std::vector<BlkioThrottle>& throttles, const std::string& key,
                       Problems& problems) {
  for (size_t i = 0; i < throttles.size(); ++i) {
    const BlkioThrottle& throttle = throttles[i];
    const std::string path = Item(key, i);
    problems.Require(throttle.major_number >= 0 && throttle.major_number <= kMaxMajor,
                     path + ".major_number", "must be from 0 to 4095");
    problems.Require(throttle.minor_number >= 0 && throttle.minor_number <= kMaxMinor,
                     path + ".minor_number", "must be from 0 to 1048575");
    problems.Require(throttle.rate >= 0, path + ".rate", kNegative);
  }
}

void ValidateBlkio(const Cgroup& cgroup, Problems& problems) {
  const int64_t weight = cgroup.blkio_weight;
  problems.Require(weight == 0 || (weight >= 10 && weight <= 1000), "cgroups.blkio_weight",
                   "must be from 10 to 1000, or 0 for the kernel's default");
  ValidateThrottles(cgroup.blkio_throttle_read_bps, "cgroups.blkio_throttle_read_bps", problems);
  ValidateThrottles(cgroup.blkio_throttle_write_bps, "cgroups.blkio_throttle_write_bps", problems);
  ValidateThrottles(cgroup.blkio_throttle_read_iops, "cgroups.blkio_throttle_read_iops", problems);
  ValidateThrottles(cgroup.blkio_throttle_write_iops, "cgroups.blkio_throttle_write_iops",
                    problems);
}

// As in the names of the kernel's hugetlb files: hugetlb.2MB.limit_in_bytes.
bool IsPageSize(std::string_view size) {
  if (!size.ends_with("KB") && !size.ends_with("MB") && !size.ends_with("GB")) return false;
  size.remove_suffix(2);
  return !size.empty() && size.front() != '0' &&
         size.find_first_not_of("0123456789") == std::string_view::npos;
}

void ValidateHugetlb(const Cgroup& cgroup, Problems& problems) {
  for (size_t i = 0; i < cgroup.hugetlb_limits.size(); ++i) {
    const std::string path = Item("cgroups.hugetlb_limits", i);
    problems.Require(IsPageSize(cgroup.hugetlb_limits[i].page_size), path + ".page_size",
                     R"(must be a size as the kernel writes it, as "2MB")");
    problems.Require(cgroup.hugetlb_limits[i].limit >= 0, path + ".limit", kNegative);
  }
}

// "memory.high": controller, dot, name. What begins with "cgroup." is no limit.
void ValidateUnified(const Cgroup& cgroup, Problems& problems) {
  for (const auto& [file, value] : cgroup.unified) {
    const size_t dot = file.find('.');
    problems.Require(
        dot != std::string::npos && dot != 0 && !file.ends_with('.') &&
            !file.starts_with("cgroup.") &&
            file.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                   "0123456789._-") == std::string::npos,
        "cgroups.unified." + file, R"(must be a limit file of cgroup v2, as "memory.high")");
    problems.Require(!value.empty(), "cgroups.unified." + file, "must not be empty");
  }
}

}  // namespace

void ValidateDevice(const devices::Device& device, int64_t least_number, const std::string& path,
                    Problems& problems) {
  const std::string least = std::to_string(least_number);
  problems.Require(device.type == 'c' || device.type == 'b', path + ".type",
                   R"(must be 99 or "c", 98 or "b")");
  problems.Require(device.major_number >= least_number && device.major_number <= kMaxMajor,
                   path + ".major_number", "must be from " + least + " to 4095");
  problems.Require(device.minor_number >= least_number && device.minor_number <= kMaxMinor,
                   path + ".minor_number", "must be from " + least + " to 1048575");
}

void ValidateCgroup(const Cgroup& cgroup, Problems& problems) {
  ValidateNames(cgroup, problems);
  ValidateDeviceRules(cgroup, problems);
  ValidateMemory(cgroup, problems);
  ValidateCpu(cgroup, problems);
  problems.Require(cgroup.freezer == cgroups::kUndefined || cgroup.freezer == cgroups::kFrozen ||
                       cgroup.freezer == cgroups::kThawed,
                   "cgroups.freezer", R"(must be "FROZEN" or "THAWED")");
  problems.Require(cgroup.pids_limit >= -1, "cgroups.pids_limit",
                   "must be a number of tasks, or -1 for no limit");
  ValidateBlkio(cgroup, problems);
  ValidateHugetlb(cgroup, problems);
  ValidateUnified(cgroup, problems);
}

}  // namespace libcontainer::internal
