#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "commands.h"
#include "internal/files.h"
#include "libcontainer/cgroups/driver.h"
#include "libcontainer/error.h"
#include "libcontainer/namespaces/exec.h"
#include "report.h"
#include "screen.h"

namespace libcontainer::nsinit {
namespace {

using std::chrono::steady_clock;

// What one container used up to a moment. Fields that are not known are empty.
struct Sample {
  steady_clock::time_point time;
  pid_t pid = 0;  // 0: nothing runs there
  std::optional<uint64_t> cpu_ns;
  std::optional<uint64_t> memory;
  std::optional<uint64_t> memory_limit;
  std::optional<uint64_t> pids;
  std::optional<uint64_t> read;
  std::optional<uint64_t> written;
  std::optional<uint64_t> received;
  std::optional<uint64_t> sent;
};

// Bytes; nothing if there is no limit, which v1 tells as the largest multiple of the page size.
std::optional<uint64_t> MemoryLimit(const cgroups::Location& group, const cgroups::Stats& stats) {
  constexpr uint64_t kUnlimited = uint64_t{1} << 62;
  uint64_t limit = kUnlimited;
  if (group.unified) {
    const std::string text =
        internal::ReadFile(group.bases.at(0) + "/" + group.path + "/memory.max");
    std::from_chars(text.data(), text.data() + text.size(), limit);  // or "max"
  } else if (const auto found = stats.memory_stats.stats.find("hierarchical_memory_limit");
             found != stats.memory_stats.stats.end()) {
    limit = found->second;
  }
  return limit < kUnlimited ? std::optional(limit) : std::nullopt;
}

std::optional<uint64_t> Sum(const std::vector<cgroups::BlkioStatEntry>& entries,
                            std::string_view operation) {
  if (entries.empty()) return std::nullopt;
  uint64_t sum = 0;
  for (const cgroups::BlkioStatEntry& entry : entries) {
    if (entry.op == operation) sum += entry.value;
  }
  return sum;
}

// Adds up all interfaces but the loopback one. Nothing if there is no other.
// Source: the columns of /proc/net/dev, in dev_seq_printf_stats() of net/core/net-procfs.c.
void ReadNetwork(Sample& sample) {
  constexpr size_t kReceived = 0;
  constexpr size_t kSent = 8;
  const std::string text = internal::ReadFile("/proc/" + std::to_string(sample.pid) + "/net/dev");
  for (const std::string_view line : internal::Split(text, '\n')) {
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos || line.substr(0, colon).ends_with(" lo")) continue;
    std::array<uint64_t, kSent + 1> columns = {};
    const char* next = line.data() + colon + 1;
    const char* const end = line.data() + line.size();
    for (uint64_t& column : columns) {
      next = std::find_if(next, end, [](char c) { return c != ' '; });
      next = std::from_chars(next, end, column).ptr;
    }
    sample.received = sample.received.value_or(0) + columns[kReceived];
    sample.sent = sample.sent.value_or(0) + columns[kSent];
  }
}

void ReadGroup(const cgroups::Location& group, Sample& sample) {
  const cgroups::Stats stats = cgroups::GetStats(group, std::chrono::nanoseconds(0));
  sample.cpu_ns = stats.cpu_stats.cpu_usage.total_usage;
  sample.memory = stats.memory_stats.usage;
  if (sample.memory) sample.memory_limit = MemoryLimit(group, stats);
  sample.pids = stats.pids_stats.current;
  sample.read = Sum(stats.blkio_stats.io_service_bytes_recursive, "Read");
  sample.written = Sum(stats.blkio_stats.io_service_bytes_recursive, "Write");
}

Sample Take(const std::string& directory) {
  Sample sample;
  const std::optional<State> state = namespaces::GetRunning(directory);
  sample.time = steady_clock::now();
  if (!state) return sample;
  sample.pid = state->init_pid;
  try {
    if (!state->cgroup.path.empty()) ReadGroup(state->cgroup, sample);
    ReadNetwork(sample);
  } catch (const Error& error) {
    const int code = error.error();
    if (code != ENOENT && code != ENODEV && code != ESRCH) throw;
    sample.pid = 0;  // it ended meanwhile
  }
  return sample;
}

std::vector<Sample> TakeAll(const std::vector<std::string>& directories) {
  std::vector<Sample> samples;
  samples.reserve(directories.size());
  for (const std::string& directory : directories) samples.push_back(Take(directory));
  return samples;
}

std::string Number(double value, const char* format) {
  std::array<char, 32> text = {};
  std::snprintf(text.data(), text.size(), format, value);
  return text.data();
}

// "512", "1.5K", "64M": with a digit after the point where there is only one before it.
std::string Bytes(std::optional<uint64_t> bytes) {
  if (!bytes) return "-";
  constexpr std::string_view kUnits = "KMGTPE";
  if (*bytes < 1024) return std::to_string(*bytes);
  auto value = static_cast<double>(*bytes);
  size_t unit = 0;
  for (value /= 1024; value >= 999.5 && unit + 1 < kUnits.size(); value /= 1024) ++unit;
  return Number(value, value < 9.95 ? "%.1f" : "%.0f") + kUnits[unit];
}

// Percent of one processor since the sample before.
std::string Cpu(const Sample& before, const Sample& now) {
  if (!before.cpu_ns || !now.cpu_ns || before.pid != now.pid) return "-";
  const auto used = static_cast<double>(*now.cpu_ns) - static_cast<double>(*before.cpu_ns);
  const std::chrono::duration<double, std::nano> time = now.time - before.time;
  return Number(std::max(used, 0.0) / time.count() * 100, "%.1f");
}

std::string Line(const std::string& directory, size_t width,
                 const std::vector<std::string>& cells) {
  std::string line = directory + std::string(width - directory.size(), ' ');
  for (const std::string& cell : cells) {
    constexpr size_t kWidth = 8;
    line += std::string(cell.size() < kWidth ? kWidth - cell.size() : 1, ' ') + cell;
  }
  return line + "\n";
}

std::string Table(const std::vector<std::string>& directories, const std::vector<Sample>& before,
                  const std::vector<Sample>& now) {
  size_t width = std::string_view("DIRECTORY").size();
  for (const std::string& directory : directories) width = std::max(width, directory.size());
  std::string table =
      Line("DIRECTORY", width,
           {"PID", "CPU%", "MEMORY", "LIMIT", "TASKS", "READ", "WRITTEN", "RECVD", "SENT"});
  for (size_t i = 0; i < directories.size(); ++i) {
    const Sample& sample = now[i];
    if (sample.pid == 0) {
      table += Printable(directories[i]) + "  not running\n";
      continue;
    }
    table += Line(
        Printable(directories[i]), width,
        {std::to_string(sample.pid), Cpu(before[i], sample), Bytes(sample.memory),
         Bytes(sample.memory_limit), sample.pids ? std::to_string(*sample.pids) : "-",
         Bytes(sample.read), Bytes(sample.written), Bytes(sample.received), Bytes(sample.sent)});
  }
  return table;
}

int PrintOnce(const std::vector<std::string>& directories, const std::vector<Sample>& first) {
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  std::fputs(Table(directories, first, TakeAll(directories)).c_str(), stdout);
  return std::fflush(stdout) == 0 ? 0 : 1;
}

int ShowUntilEnd(const std::vector<std::string>& directories, std::vector<Sample> before) {
  Screen screen;
  // A first look soon: there is nothing to compare with yet.
  std::chrono::milliseconds time(200);
  while (screen.Wait(time)) {
    std::vector<Sample> now = TakeAll(directories);
    screen.Show(Table(directories, before, now) + "\nq: quit");
    before = std::move(now);
    time = std::chrono::seconds(1);
  }
  return 0;
}

}  // namespace

int RunTop(const Globals& globals, const std::vector<std::string>& args) {
  const std::vector<std::string> directories = args.empty() ? std::vector{globals.data_path} : args;
  std::vector<Sample> first = TakeAll(directories);
  if (std::ranges::all_of(first, [](const Sample& sample) { return sample.pid == 0; })) {
    throw Error(ESRCH, "find a running container in",
                directories.size() == 1 ? directories[0] : "any of the directories");
  }
  if (::isatty(STDOUT_FILENO) == 0) return PrintOnce(directories, first);
  return ShowUntilEnd(directories, std::move(first));
}

}  // namespace libcontainer::nsinit
