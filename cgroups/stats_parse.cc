#include "stats_parse.h"

#include <cerrno>
#include <charconv>
#include <limits>
#include <utility>

#include "internal/files.h"
#include "libcontainer/error.h"

namespace libcontainer::cgroups {
namespace {

constexpr uint64_t kNanosecondsPerMicrosecond = 1'000;

[[noreturn]] void Malformed(std::string_view part, const std::string& name) {
  throw Error(EINVAL, "parse \"" + std::string(part.substr(0, 80)) + "\" in", name);
}

std::optional<uint64_t> ToNumber(std::string_view text) {
  uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

uint64_t Number(std::string_view text, const std::string& name) {
  const std::optional<uint64_t> number = ToNumber(text);
  if (!number) Malformed(text, name);
  return *number;
}

// The kernel ends every line: text without the last line end was cut, perhaps within a number.
std::vector<std::string_view> Lines(std::string_view text, const std::string& name) {
  if (text.empty()) return {};
  if (!text.ends_with('\n')) Malformed(text.substr(text.rfind('\n') + 1), name);
  text.remove_suffix(1);
  return internal::Split(text, '\n');
}

std::string_view OnlyLine(std::string_view text, const std::string& name) {
  const std::vector<std::string_view> lines = Lines(text, name);
  if (lines.size() != 1) Malformed(text, name);
  return lines[0];
}

// The parts before and after the first `separator`.
std::optional<std::pair<std::string_view, std::string_view>> Halves(std::string_view text,
                                                                    char separator) {
  const size_t at = text.find(separator);
  if (at == std::string_view::npos) return std::nullopt;
  return std::pair(text.substr(0, at), text.substr(at + 1));
}

// An entry with the numbers of the device "<major>:<minor>".
std::optional<BlkioStatEntry> ToDevice(std::string_view text) {
  const auto halves = Halves(text, ':');
  if (!halves) return std::nullopt;
  const std::optional<uint64_t> major = ToNumber(halves->first);
  const std::optional<uint64_t> minor = ToNumber(halves->second);
  if (!major || !minor) return std::nullopt;
  return BlkioStatEntry{.major = *major, .minor = *minor, .op = "", .value = 0};
}

// "12.34"
double Percent(std::string_view text, const std::string& name) {
  const auto halves = Halves(text, '.');
  if (!halves || halves->second.size() != 2) Malformed(text, name);
  constexpr double kHundred = 100;
  return (static_cast<double>(Number(halves->first, name)) * kHundred +
          static_cast<double>(Number(halves->second, name))) /
         kHundred;
}

PressureTimes ParsePressureLine(std::string_view line, const std::string& name) {
  PressureTimes times;
  unsigned found = 0;
  const std::vector<std::string_view> parts = internal::Split(line, ' ');
  for (size_t i = 1; i < parts.size(); ++i) {
    const auto pair = Halves(parts[i], '=');
    if (!pair) Malformed(line, name);
    const auto& [key, value] = *pair;
    ++found;
    if (key == "avg10") {
      times.avg10 = Percent(value, name);
    } else if (key == "avg60") {
      times.avg60 = Percent(value, name);
    } else if (key == "avg300") {
      times.avg300 = Percent(value, name);
    } else if (key == "total") {
      times.total_us = Number(value, name);
    } else {
      --found;
    }
  }
  if (found != 4) Malformed(line, name);
  return times;
}

struct IoKey {
  std::string_view key;
  std::vector<BlkioStatEntry> BlkioStats::*list;
  const char* op;
};
constexpr IoKey kIoKeys[] = {
    {"rbytes", &BlkioStats::io_service_bytes_recursive, "Read"},
    {"wbytes", &BlkioStats::io_service_bytes_recursive, "Write"},
    {"dbytes", &BlkioStats::io_service_bytes_recursive, "Discard"},
    {"rios", &BlkioStats::io_serviced_recursive, "Read"},
    {"wios", &BlkioStats::io_serviced_recursive, "Write"},
    {"dios", &BlkioStats::io_serviced_recursive, "Discard"},
};

}  // namespace

uint64_t ParseCount(std::string_view text, const std::string& name) {
  return Number(OnlyLine(text, name), name);
}

std::optional<uint64_t> ParseLimit(std::string_view text, const std::string& name) {
  if (text == "max\n") return std::nullopt;
  return ParseCount(text, name);
}

std::vector<uint64_t> ParseCounts(std::string_view text, const std::string& name) {
  std::vector<uint64_t> counts;
  for (const std::string_view part : internal::Split(OnlyLine(text, name), ' ')) {
    if (!part.empty()) counts.push_back(Number(part, name));
  }
  return counts;
}

std::string ParseSwitch(std::string_view text, const std::string& name) {
  if (text != "0\n" && text != "1\n") Malformed(text, name);
  return std::string(text.substr(0, 1));
}

FlatKeyed ParseFlatKeyed(std::string_view text, const std::string& name) {
  FlatKeyed table;
  for (const std::string_view line : Lines(text, name)) {
    const auto pair = Halves(line, ' ');
    if (!pair || pair->first.empty()) Malformed(line, name);
    table.insert_or_assign(std::string(pair->first), Number(pair->second, name));
  }
  return table;
}

std::optional<uint64_t> Find(const FlatKeyed& table, const std::string& key) {
  const auto found = table.find(key);
  if (found == table.end()) return std::nullopt;
  return found->second;
}

std::optional<uint64_t> ToNanoseconds(std::optional<uint64_t> count, uint64_t nanoseconds,
                                      const std::string& name) {
  if (!count) return std::nullopt;
  if (*count > std::numeric_limits<uint64_t>::max() / nanoseconds) {
    Malformed(std::to_string(*count), name);
  }
  return *count * nanoseconds;
}

std::vector<BlkioStatEntry> ParseBlkio(std::string_view text, const std::string& name) {
  std::vector<BlkioStatEntry> entries;
  for (const std::string_view line : Lines(text, name)) {
    const std::vector<std::string_view> parts = internal::Split(line, ' ');
    if (parts.size() < 2 || parts.size() > 3) Malformed(line, name);
    const uint64_t value = Number(parts.back(), name);
    if (parts[0] == "Total" && parts.size() == 2) continue;
    std::optional<BlkioStatEntry> entry = ToDevice(parts[0]);
    if (!entry) Malformed(line, name);
    if (parts.size() == 3) entry->op = parts[1];
    entry->value = value;
    entries.push_back(*std::move(entry));
  }
  return entries;
}

BlkioStats ParseIoStat(std::string_view text, const std::string& name) {
  BlkioStats stats;
  // Some kernels do not end the line of a device that has no numbers, so lines mean nothing here.
  if (!text.empty() && !text.ends_with('\n') && !text.ends_with(' ')) Malformed(text, name);
  std::optional<BlkioStatEntry> device;
  while (!text.empty()) {
    const size_t end = text.find_first_of(" \n");
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (part.empty()) continue;
    const auto pair = Halves(part, '=');
    if (!pair) {
      device = ToDevice(part);
      if (!device) Malformed(part, name);
      continue;
    }
    if (!device) Malformed(part, name);
    for (const IoKey& known : kIoKeys) {
      if (pair->first != known.key) continue;
      device->op = known.op;
      device->value = Number(pair->second, name);
      (stats.*known.list).push_back(*device);
    }
  }
  return stats;
}

Pressure ParsePressure(std::string_view text, const std::string& name) {
  Pressure pressure;
  for (const std::string_view line : Lines(text, name)) {
    if (line.starts_with("some ")) {
      pressure.some = ParsePressureLine(line, name);
    } else if (line.starts_with("full ")) {
      pressure.full = ParsePressureLine(line, name);
    } else {
      Malformed(line, name);
    }
  }
  return pressure;
}

MemoryEvents ParseMemoryEvents(std::string_view text, const std::string& name) {
  const FlatKeyed table = ParseFlatKeyed(text, name);
  return {.low = Find(table, "low"),
          .high = Find(table, "high"),
          .max = Find(table, "max"),
          .oom = Find(table, "oom"),
          .oom_kill = Find(table, "oom_kill")};
}

ThrottlingData ParseThrottling(std::string_view text, const std::string& name) {
  const FlatKeyed table = ParseFlatKeyed(text, name);
  return {.periods = Find(table, "nr_periods"),
          .throttled_periods = Find(table, "nr_throttled"),
          .throttled_time = Find(table, "throttled_time")};
}

CpuStats ParseCpuStat(std::string_view text, const std::string& name) {
  const FlatKeyed table = ParseFlatKeyed(text, name);
  const auto time = [&](const char* key) {
    return ToNanoseconds(Find(table, key), kNanosecondsPerMicrosecond, name);
  };
  CpuStats stats;
  stats.cpu_usage.total_usage = time("usage_usec");
  stats.cpu_usage.usage_in_kernelmode = time("system_usec");
  stats.cpu_usage.usage_in_usermode = time("user_usec");
  stats.throttling_data = {.periods = Find(table, "nr_periods"),
                           .throttled_periods = Find(table, "nr_throttled"),
                           .throttled_time = time("throttled_usec")};
  return stats;
}

}  // namespace libcontainer::cgroups
