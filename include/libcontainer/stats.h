#ifndef LIBCONTAINER_STATS_H_
#define LIBCONTAINER_STATS_H_

#include <string>
#include <vector>

#include "libcontainer/cgroups/stats.h"
#include "libcontainer/network/network.h"

namespace libcontainer {

// `stats` as JSON indented with tabs, without a line end at its end. Keys and order are those of the
// original Go package, its spelling included (throlling_data, io_serviced_recusrive,
// io_queue_recursive), and so is what it leaves out: zeros, except for usage_in_kernelmode,
// usage_in_usermode and failcnt. pids_stats, pressure and memory_events follow, then `interfaces` by
// their names as `network`, zeros included. Fields that are not known are left out.
std::string ToJson(const cgroups::Stats& stats,
                   const std::vector<network::InterfaceStats>& interfaces = {});

}  // namespace libcontainer

#endif  // LIBCONTAINER_STATS_H_
