// Time of cgroups::GetStats without sampling, for a group with every controller: stats CALLS
// Prints median and 99th percentile in milliseconds. Needs root.
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "libcontainer/cgroups/driver.h"

namespace cgroups = libcontainer::cgroups;
using std::chrono::duration;
using std::chrono::steady_clock;

int main(int argc, char** argv) {
  const int calls = argc > 1 ? std::atoi(argv[1]) : 0;
  if (calls <= 0) {
    std::fprintf(stderr, "usage: stats CALLS\n");
    return 2;
  }
  const pid_t child = ::fork();
  if (child == -1) return 1;
  if (child == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::pause();
    ::_exit(0);
  }
  cgroups::Cgroup cgroup;
  cgroup.name = "bench-stats-" + std::to_string(::getpid());
  cgroup.allow_all_devices = true;
  const auto active = cgroups::Apply(cgroup, child);
  const cgroups::Location location = active->GetLocation();
  std::vector<double> times;
  for (int i = 0; i < calls; ++i) {
    const auto begin = steady_clock::now();
    cgroups::GetStats(location, std::chrono::nanoseconds(0));
    times.push_back(duration<double, std::milli>(steady_clock::now() - begin).count());
  }
  active->Cleanup();  // kills the child
  std::sort(times.begin(), times.end());
  std::printf("GetStats: median %.3f ms, p99 %.3f ms\n", times[times.size() / 2],
              times[times.size() * 99 / 100]);
  return 0;
}
