#include "parse.h"

#include <sys/sysmacros.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <optional>
#include <utility>

#include "internal/files.h"
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

std::optional<dev_t> ParseDevice(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto major_number = ParseNumber<unsigned>(text.substr(0, colon));
  const auto minor_number = ParseNumber<unsigned>(text.substr(colon + 1));
  if (!major_number || !minor_number) return std::nullopt;
  return makedev(*major_number, *minor_number);
}

bool IsOctalEscape(std::string_view text) {
  const auto is_octal = [](char c) { return c >= '0' && c <= '7'; };
  return text.size() >= 4 && text[0] == '\\' && text[1] >= '0' && text[1] <= '3' &&
         is_octal(text[2]) && is_octal(text[3]);
}

std::vector<std::string> SubsystemsOf(std::string_view options,
                                      const std::vector<CgroupEntry>& entries) {
  std::vector<std::string> subsystems;
  for (const std::string_view option : internal::Split(options, ',')) {
    if (option.starts_with(kNamePrefix) || FindEntry(entries, option) != nullptr) {
      subsystems.push_back(DecodeOctal(option));
    }
  }
  return subsystems;
}

// id parent major:minor root mountpoint options [optional…] - type source super_options
std::optional<CgroupMount> ParseCgroupMount(std::string_view line,
                                            const std::vector<CgroupEntry>& entries) {
  const std::vector<std::string_view> fields = internal::Split(line, ' ');
  if (fields.size() < 7) return std::nullopt;
  const auto separator = std::find(fields.begin() + 6, fields.end(), "-");
  if (fields.end() - separator < 4 || separator[1] != "cgroup") return std::nullopt;
  const std::optional<dev_t> device = ParseDevice(fields[2]);
  if (!device) return std::nullopt;
  CgroupMount entry;
  entry.device = *device;
  entry.mount.root = DecodeOctal(fields[3]);
  entry.mount.mountpoint = DecodeOctal(fields[4]);
  // The source is one field even if it is empty, so it is skipped by position.
  entry.mount.subsystems = SubsystemsOf(separator[3], entries);
  if (entry.mount.subsystems.empty()) return std::nullopt;
  return entry;
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
  for (const std::string_view line : internal::Split(mountinfo, '\n')) {
    std::optional<CgroupMount> mount = ParseCgroupMount(line, entries);
    if (mount) mounts.push_back(*std::move(mount));
  }
  return mounts;
}

std::string DecodeOctal(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (!IsOctalEscape(text.substr(i))) {
      decoded += text[i];
      continue;
    }
    const int value = (text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0');
    decoded += static_cast<char>(value);
    i += 3;
  }
  return decoded;
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
