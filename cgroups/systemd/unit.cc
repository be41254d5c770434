#include "unit.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <limits>

#include "../fs/hierarchy.h"
#include "internal/files.h"
#include "libcontainer/devices/devices.h"
#include "libcontainer/error.h"

namespace libcontainer::cgroups::systemd {
namespace {

constexpr size_t kLongestName = 255;
constexpr uint64_t kInfinity = std::numeric_limits<uint64_t>::max();
constexpr int64_t kMicrosecondsPerSecond = 1000000;
constexpr int64_t kDefaultPeriod = 100000;
// systemd keeps a quota as a percentage, so that less than this is lost when it is reloaded.
constexpr uint64_t kQuotaStep = 10000;
constexpr std::string_view kSliceSuffix = ".slice";
constexpr unsigned kHighestCpu = 8191;

using PropertyList = std::vector<Property>;

bool IsAlphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// -1 stands for no limit.
uint64_t LimitOf(int64_t number) { return number < 0 ? kInfinity : static_cast<uint64_t>(number); }

void AddNumber(const char* name, int64_t number, PropertyList& properties) {
  if (number != 0) properties.push_back({name, LimitOf(number)});
}

void AddMemory(const Cgroup& cgroup, Layout layout, PropertyList& properties) {
  if (layout == Layout::kV1) return AddNumber("MemoryLimit", cgroup.memory, properties);
  AddNumber("MemoryMax", cgroup.memory, properties);
  AddNumber("MemoryLow", cgroup.memory_reservation, properties);
  if (cgroup.memory_swap < 0) {
    properties.push_back({"MemorySwapMax", kInfinity});
  } else if (cgroup.memory > 0) {
    // v2 counts swap alone, the configuration memory and swap together.
    const int64_t swap =
        cgroup.memory_swap == 0 ? cgroup.memory : cgroup.memory_swap - cgroup.memory;
    if (swap < 0) throw Error(EINVAL, "check memory_swap", std::to_string(cgroup.memory_swap));
    properties.push_back({"MemorySwapMax", static_cast<uint64_t>(swap)});
  }
}

void AddQuota(const Cgroup& cgroup, PropertyList& properties) {
  if (cgroup.cpu_period > 0) AddNumber("CPUQuotaPeriodUSec", cgroup.cpu_period, properties);
  if (cgroup.cpu_quota == 0) return;
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max() / kMicrosecondsPerSecond;
  uint64_t per_second = kInfinity;
  if (cgroup.cpu_quota > 0 && cgroup.cpu_quota <= kMost) {
    const int64_t period = cgroup.cpu_period > 0 ? cgroup.cpu_period : kDefaultPeriod;
    per_second = static_cast<uint64_t>(cgroup.cpu_quota * kMicrosecondsPerSecond / period);
    per_second = std::max<uint64_t>((per_second + kQuotaStep - 1) / kQuotaStep, 1) * kQuotaStep;
  }
  properties.push_back({"CPUQuotaPerSecUSec", per_second});
}

// `value` of the range [from_low, from_high] in [1, 10000], the range of weights in v2.
int64_t ToWeight(int64_t value, int64_t from_low, int64_t from_high) {
  const int64_t clamped = std::clamp(value, from_low, from_high);
  return 1 + (clamped - from_low) * 9999 / (from_high - from_low);
}

void AddCpu(const Cgroup& cgroup, Layout layout, PropertyList& properties) {
  AddQuota(cgroup, properties);
  if (layout == Layout::kV1) return AddNumber("CPUShares", cgroup.cpu_shares, properties);
  if (cgroup.cpu_shares != 0) {
    AddNumber("CPUWeight", ToWeight(cgroup.cpu_shares, 2, 262144), properties);
  }
  if (!cgroup.cpuset_cpus.empty()) {
    properties.push_back({"AllowedCPUs", CpuBitmap(cgroup.cpuset_cpus)});
  }
  if (!cgroup.cpuset_mems.empty()) {
    properties.push_back({"AllowedMemoryNodes", CpuBitmap(cgroup.cpuset_mems)});
  }
}

void AddBlkio(const Cgroup& cgroup, Layout layout, PropertyList& properties) {
  if (layout == Layout::kV1) return AddNumber("BlockIOWeight", cgroup.blkio_weight, properties);
  if (cgroup.blkio_weight != 0) {
    AddNumber("IOWeight", ToWeight(cgroup.blkio_weight, 10, 1000), properties);
  }
}

// How DeviceAllow= names the devices of a rule.
std::string DeviceSpecifier(const devices::Device& device) {
  const std::string type = device.type == 'b' ? "block" : "char";
  if (device.minor_number != devices::kWildcard && device.major_number == devices::kWildcard) {
    throw Error(EOPNOTSUPP, "express for systemd the device rule",
                devices::GetCgroupAllowString(device));
  }
  const std::string major = devices::GetDeviceNumberString(device.major_number);
  if (device.minor_number == devices::kWildcard) return type + "-" + major;
  return "/dev/" + type + "/" + major + ":" + std::to_string(device.minor_number);
}

void AddDevices(const Cgroup& cgroup, PropertyList& properties) {
  if (cgroup.allow_all_devices) return;
  properties.push_back({"DevicePolicy", std::string("strict")});
  StringPairs rules;
  for (const devices::Device& device : cgroup.allowed_devices) {
    rules.emplace_back(DeviceSpecifier(device), device.cgroup_permissions);
  }
  properties.push_back({"DeviceAllow", std::move(rules)});
}

unsigned ParseNumber(std::string_view text, const std::string& list) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number > kHighestCpu) {
    throw Error(EINVAL, "read list of processors or memory nodes", "\"" + list + "\"");
  }
  return number;
}

}  // namespace

std::string Escape(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string escaped;
  for (const char c : text) {
    if (IsAlphanumeric(c) || c == ':' || c == '_' || (c == '.' && !escaped.empty())) {
      escaped += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    escaped += {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return escaped;
}

std::string UnitName(const Cgroup& cgroup) {
  std::string name;
  for (const std::string& component : fs::GroupPath(cgroup)) {
    name.append(name.empty() ? "" : "-").append(Escape(component));
  }
  if (cgroup.parent.empty()) name = "libcontainer-" + name;
  name += ".scope";
  if (name.size() > kLongestName) throw Error(ENAMETOOLONG, "name unit", name);
  return name;
}

std::string SliceName(const Cgroup& cgroup) {
  return cgroup.slice.empty() ? "system.slice" : cgroup.slice;
}

std::string SlicePath(const std::string& slice) {
  if (slice == "-.slice") return "";
  const auto is_allowed = [](char c) {
    return IsAlphanumeric(c) || std::string_view(":_.-\\").find(c) != std::string_view::npos;
  };
  const bool valid = slice.ends_with(kSliceSuffix) && slice.size() <= kLongestName &&
                     std::all_of(slice.begin(), slice.end(), is_allowed);
  if (!valid) throw Error(EINVAL, "check slice", "\"" + slice + "\"");
  std::string path;
  std::string prefix;
  const std::string_view stem =
      std::string_view(slice).substr(0, slice.size() - kSliceSuffix.size());
  for (const std::string_view part : internal::Split(stem, '-')) {
    if (part.empty()) throw Error(EINVAL, "check slice", "\"" + slice + "\"");
    prefix.append(prefix.empty() ? "" : "-").append(part);
    path.append(path.empty() ? "" : "/").append(prefix).append(kSliceSuffix);
  }
  return path;
}

std::vector<uint8_t> CpuBitmap(const std::string& list) {
  std::vector<uint8_t> bitmap;
  for (const std::string_view range : internal::Split(list, ',')) {
    const size_t dash = range.find('-');
    const unsigned first = ParseNumber(range.substr(0, dash), list);
    const unsigned last =
        dash == std::string_view::npos ? first : ParseNumber(range.substr(dash + 1), list);
    if (last < first)
      throw Error(EINVAL, "read list of processors or memory nodes", "\"" + list + "\"");
    if (bitmap.size() <= last / 8) bitmap.resize(last / 8 + 1);
    for (unsigned i = first; i <= last; ++i) bitmap[i / 8] |= static_cast<uint8_t>(1U << (i % 8));
  }
  return bitmap;
}

std::vector<Property> Properties(const Cgroup& cgroup, pid_t pid, Layout layout) {
  PropertyList properties = {
      {"Description", "libcontainer container " + cgroup.name},
      {"Slice", SliceName(cgroup)},
      {"PIDs", std::vector<uint32_t>{static_cast<uint32_t>(pid)}},
      {"Delegate", true},
      {"DefaultDependencies", false},
      // Otherwise a scope whose processes failed stays loaded until somebody resets it.
      {"CollectMode", std::string("inactive-or-failed")},
      {"MemoryAccounting", true},
      {"CPUAccounting", true},
      {"TasksAccounting", true},
      {layout == Layout::kV1 ? "BlockIOAccounting" : "IOAccounting", true},
  };
  AddMemory(cgroup, layout, properties);
  AddCpu(cgroup, layout, properties);
  AddBlkio(cgroup, layout, properties);
  AddNumber("TasksMax", cgroup.pids_limit, properties);
  AddDevices(cgroup, properties);
  return properties;
}

}  // namespace libcontainer::cgroups::systemd
