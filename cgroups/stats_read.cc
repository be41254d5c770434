#include "stats_read.h"

#include <cmath>
#include <thread>

#include "stats_parse.h"

namespace libcontainer::cgroups {

void SampleCpu(std::chrono::nanoseconds window,
               const std::function<std::optional<uint64_t>()>& total_usage, CpuUsage& usage) {
  using Clock = std::chrono::steady_clock;
  if (window <= std::chrono::nanoseconds::zero()) return;
  const std::optional<uint64_t> before = total_usage();
  const Clock::time_point start = Clock::now();
  if (!before) return;
  std::this_thread::sleep_for(window);
  const std::optional<uint64_t> after = total_usage();
  const std::chrono::duration<double, std::nano> elapsed = Clock::now() - start;
  // A write to the counter of v1 resets it.
  if (!after || *after < *before) return;
  const uint64_t used = *after - *before;
  constexpr double kPercent = 100;
  usage.current_usage = used;
  usage.percent_usage =
      static_cast<uint64_t>(std::llround(static_cast<double>(used) * kPercent / elapsed.count()));
}

PidsStats ReadPids(const ControlFiles& group) {
  return {.current = group.Get("pids.current", ParseCount),
          .limit = group.Get("pids.max", ParseLimit).value_or(std::nullopt)};
}

}  // namespace libcontainer::cgroups
