#include "parse.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <optional>
#include <utility>

#include "internal/files.h"
#include "internal/mountinfo.h"
#include "libcontainer/error.h"

namespace libcontainer::cgroups {
namespace {

constexpr std::string_view kNamePrefix = "name=";

template <typename Number>
std::optional<Number> ParseNumber(std::string_view text) {
  Number number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

std::vector<std::string> SubsystemsOf(std::string_view options,
                                      const std::vector<CgroupEntry>& entries) {
  std::vector<std::string> subsystems;
  for (const std::string_view option : internal::Split(options, ',')) {
    if (option.starts_with(kNamePrefix) || FindEntry(entries, option) != nullptr) {
      subsystems.emplace_back(option);
    }
  }
  return subsystems;
}

}  // namespace

std::vector<CgroupEntry> ParseProcCgroup(std::string_view text) {
  std::vector<CgroupEntry> entries;
  for (const std::string_view line : internal::Split(text, '\n')) {
    const size_t first = line.find(':');
    if (first == std::string_view::npos) continue;
    const size_t second = line.find(':', first + 1);
    if (second == std::string_view::npos) continue;
    CgroupEntry entry;
    for (const std::string_view name :
         internal::Split(line.substr(first + 1, second - first - 1), ',')) {
      if (!name.empty()) entry.subsystems.emplace_back(name);
    }
    entry.path = line.substr(second + 1);
    entries.push_back(std::move(entry));
  }
  return entries;
}

const CgroupEntry* FindEntry(const std::vector<CgroupEntry>& entries, std::string_view subsystem) {
  for (const CgroupEntry& entry : entries) {
    for (const std::string& name : entry.subsystems) {
      if (name == subsystem) return &entry;
    }
  }
  return nullptr;
}

std::vector<CgroupMount> ParseCgroupMounts(std::string_view mountinfo,
                                           const std::vector<CgroupEntry>& entries) {
  std::vector<CgroupMount> mounts;
  for (internal::MountInfo& mount : internal::ParseMountInfo(mountinfo)) {
    if (mount.type != "cgroup") continue;
    std::vector<std::string> subsystems = SubsystemsOf(mount.super_options, entries);
    if (subsystems.empty()) continue;
    mounts.push_back(
        {{std::move(mount.mountpoint), std::move(mount.root), std::move(subsystems), false},
         mount.device});
  }
  return mounts;
}

std::vector<std::string> ParseSubsystems(std::string_view text) {
  std::vector<std::string> subsystems;
  for (const std::string_view line : internal::Split(text, '\n')) {
    // name hierarchy num_cgroups enabled
    const std::vector<std::string_view> fields = internal::Split(line, '\t');
    if (fields.size() < 4 || line.starts_with('#') || fields[3] == "0") continue;
    subsystems.emplace_back(fields[0]);
  }
  return subsystems;
}

std::vector<pid_t> ParseProcs(std::string_view text, const std::string& name) {
  std::vector<pid_t> pids;
  for (const std::string_view line : internal::Split(text, '\n')) {
    if (line.empty()) continue;
    const std::optional<pid_t> pid = ParseNumber<pid_t>(line);
    if (!pid || *pid < 0) throw Error(EINVAL, "parse \"" + std::string(line) + "\" in", name);
    if (*pid > 0) pids.push_back(*pid);
  }
  return pids;
}

}  // namespace libcontainer::cgroups
