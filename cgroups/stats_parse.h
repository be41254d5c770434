#ifndef LIBCONTAINER_CGROUPS_STATS_PARSE_H_
#define LIBCONTAINER_CGROUPS_STATS_PARSE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libcontainer/cgroups/stats.h"

// Pure parsers of the files of a group that hold statistics. Formats: the kernel's
// admin-guide/cgroup-v1/ and cgroup-v2.rst, accounting/psi.rst. `name` is how an error calls the
// file. All throw Error: EINVAL, the text is not of that form or a number has no room in 64 bits.
namespace libcontainer::cgroups {

// "<number>\n", as memory.usage_in_bytes.
uint64_t ParseCount(std::string_view text, const std::string& name);

// As ParseCount, or "max", which is empty.
std::optional<uint64_t> ParseLimit(std::string_view text, const std::string& name);

// Numbers between spaces, as cpuacct.usage_percpu.
std::vector<uint64_t> ParseCounts(std::string_view text, const std::string& name);

// "0" or "1", as freezer.self_freezing.
std::string ParseSwitch(std::string_view text, const std::string& name);

// Lines "<key> <number>", as memory.stat.
using FlatKeyed = std::map<std::string, uint64_t>;
FlatKeyed ParseFlatKeyed(std::string_view text, const std::string& name);

// The number of `key`; empty if there is none.
std::optional<uint64_t> Find(const FlatKeyed& table, const std::string& key);

// `count` units of `nanoseconds` each; empty stays empty. `name` is the file that holds `count`.
std::optional<uint64_t> ToNanoseconds(std::optional<uint64_t> count, uint64_t nanoseconds,
                                      const std::string& name);

// Lines "<major>:<minor> <op> <number>" or "<major>:<minor> <number>", and "Total <number>", which
// is left out.
std::vector<BlkioStatEntry> ParseBlkio(std::string_view text, const std::string& name);

// The bytes and operations in io.stat, lines "<major>:<minor> rbytes=<number> wbytes=<number> …".
BlkioStats ParseIoStat(std::string_view text, const std::string& name);

// Lines "some avg10=<percent> avg60=<percent> avg300=<percent> total=<microseconds>", and "full …".
Pressure ParsePressure(std::string_view text, const std::string& name);

MemoryEvents ParseMemoryEvents(std::string_view text, const std::string& name);

// cpu.stat of v1 and of v2.
ThrottlingData ParseThrottling(std::string_view text, const std::string& name);
CpuStats ParseCpuStat(std::string_view text, const std::string& name);

}  // namespace libcontainer::cgroups

#endif  // LIBCONTAINER_CGROUPS_STATS_PARSE_H_
