#ifndef LIBCONTAINER_CGROUPS_STATS_READ_H_
#define LIBCONTAINER_CGROUPS_STATS_READ_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

#include "control_files.h"
#include "libcontainer/cgroups/stats.h"

// The parts of statistics that v1 and v2 have in common.
namespace libcontainer::cgroups {

// Fills in percent_usage and current_usage from what `total_usage` (nanoseconds of CPU time; empty:
// not known) gives before and after a sleep of `window`. Without a sleep for 0.
void SampleCpu(std::chrono::nanoseconds window,
               const std::function<std::optional<uint64_t>()>& total_usage, CpuUsage& usage);

PidsStats ReadPids(const ControlFiles& group);

}  // namespace libcontainer::cgroups

#endif  // LIBCONTAINER_CGROUPS_STATS_READ_H_
