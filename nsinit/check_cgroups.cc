// What limits need: each is tried, by the driver that a start would take, on a process that does nothing.
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <string_view>

#include "check.h"
#include "internal/files.h"
#include "internal/random_name.h"
#include "libcontainer/cgroups/driver.h"
#include "libcontainer/error.h"

namespace libcontainer::nsinit {
namespace {

using cgroups::Cgroup;

// One feature: its key, the controller it needs by its names on v1 and v2, and what to ask for.
struct Feature {
  const char* key;
  const char* controller;
  const char* controller_v2;
  // Copies what `from` asks for of this feature. Returns false if it asks for nothing.
  bool (*take)(const Cgroup& from, Cgroup& to);
};

constexpr Feature kFeatures[] = {
    {"name", "", "", [](const Cgroup& /*from*/, Cgroup& /*to*/) { return true; }},
    {"allowed_devices", "devices", "",
     [](const Cgroup& from, Cgroup& to) {
       to.allow_all_devices = from.allow_all_devices;
       to.allowed_devices = from.allowed_devices;
       return !from.allow_all_devices;
     }},
    {"memory", "memory", "memory",
     [](const Cgroup& from, Cgroup& to) {
       to.memory = from.memory;
       to.memory_swap = from.memory != 0 ? -1 : 0;
       to.memory_reservation = from.memory_reservation;
       return from.memory != 0 || from.memory_reservation != 0;
     }},
    {"memory_swap", "memory", "memory",
     [](const Cgroup& from, Cgroup& to) {
       to.memory = from.memory;
       to.memory_swap = from.memory_swap;
       return from.memory != 0;
     }},
    {"cpu_shares", "cpu", "cpu",
     [](const Cgroup& from, Cgroup& to) { return (to.cpu_shares = from.cpu_shares) != 0; }},
    {"cpu_quota", "cpu", "cpu",
     [](const Cgroup& from, Cgroup& to) {
       to.cpu_quota = from.cpu_quota;
       to.cpu_period = from.cpu_period;
       return from.cpu_quota != 0 || from.cpu_period != 0;
     }},
    {"cpuset", "cpuset", "cpuset",
     [](const Cgroup& from, Cgroup& to) {
       to.cpuset_cpus = from.cpuset_cpus;
       to.cpuset_mems = from.cpuset_mems;
       return !from.cpuset_cpus.empty() || !from.cpuset_mems.empty();
     }},
    {"pids_limit", "pids", "pids",
     [](const Cgroup& from, Cgroup& to) { return (to.pids_limit = from.pids_limit) != 0; }},
    {"blkio_weight", "blkio", "io",
     [](const Cgroup& from, Cgroup& to) { return (to.blkio_weight = from.blkio_weight) != 0; }},
    {"blkio_throttle", "blkio", "io",
     [](const Cgroup& from, Cgroup& to) {
       to.blkio_throttle_read_bps = from.blkio_throttle_read_bps;
       to.blkio_throttle_write_bps = from.blkio_throttle_write_bps;
       to.blkio_throttle_read_iops = from.blkio_throttle_read_iops;
       to.blkio_throttle_write_iops = from.blkio_throttle_write_iops;
       return !to.blkio_throttle_read_bps.empty() || !to.blkio_throttle_write_bps.empty() ||
              !to.blkio_throttle_read_iops.empty() || !to.blkio_throttle_write_iops.empty();
     }},
    {"hugetlb_limits", "hugetlb", "hugetlb",
     [](const Cgroup& from, Cgroup& to) {
       to.hugetlb_limits = from.hugetlb_limits;
       return !from.hugetlb_limits.empty();
     }},
    {"unified", "", "",
     [](const Cgroup& from, Cgroup& to) {
       to.unified = from.unified;
       return !from.unified.empty();
     }},
};

// A process in the caller's groups, for the time of the object.
class Idle {
 public:
  Idle() : pid_(::fork()) {
    if (pid_ < 0) throw Error(errno, "create", "process");
    if (pid_ > 0) return;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;) ::pause();
  }
  Idle(const Idle&) = delete;
  Idle& operator=(const Idle&) = delete;
  ~Idle() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_;
};

const char* NameOf(cgroups::Driver driver) {
  switch (driver) {
    case cgroups::Driver::kSystemd:
      return "systemd";
    case cgroups::Driver::kFs2:
      return "cgroup v2";
    default:
      return "cgroup v1";
  }
}

// True if the kernel was told to do without that controller. Source: cgroups(7), /proc/cgroups.
bool IsDisabled(const std::string& controller) {
  for (const std::string& known : cgroups::GetAllSubsystems()) {
    if (known == controller) return false;
  }
  return true;
}

std::string Remedy(const Feature& feature, int error) {
  const bool is_v1 = !cgroups::GetCgroupMounts().empty();
  const std::string controller = feature.controller;
  if (!is_v1 && !cgroups::GetUnifiedMount()) return "mount -t cgroup2 cgroup2 /sys/fs/cgroup";
  if (error == EACCES || error == EPERM || error == EROFS) return "run nsinit as root on the host";
  if (error == EBUSY) return "run nsinit in a group whose parent has no processes";
  if (!controller.empty() && IsDisabled(controller)) return "boot with cgroup_enable=" + controller;
  if (feature.key == std::string_view("memory_swap")) {
    return "boot with swapaccount=1, or set memory_swap to -1";
  }
  if (feature.key == std::string_view("unified") && is_v1) return "boot with cgroup v2 alone";
  if (error != ENOENT || controller.empty()) return "give another value";
  if (is_v1) {
    const std::string directory = "/sys/fs/cgroup/" + controller;
    return "mkdir -p " + directory + " && mount -t cgroup -o " + controller + " cgroup " +
           directory;
  }
  return std::string("echo +") + feature.controller_v2 + " >/sys/fs/cgroup/cgroup.subtree_control";
}

Gap TryFeature(const Feature& feature, const Cgroup& cgroup) {
  const Idle idle;
  try {
    cgroups::Apply(cgroup, idle.pid())->Cleanup();
    return {};
  } catch (const Error& error) {
    return {error.what(), Remedy(feature, error.error())};
  }
}

}  // namespace

void CheckCgroups(const Config& config, Findings& findings) {
  if (!config.cgroups) return;
  const cgroups::Driver driver = cgroups::ChooseDriver();
  for (const Feature& feature : kFeatures) {
    Cgroup trial;
    trial.name = internal::GenerateRandomName("nsinit-check-", 8);
    trial.slice = config.cgroups->slice;
    trial.allow_all_devices = true;
    if (!feature.take(*config.cgroups, trial)) continue;
    findings.push_back({std::string("cgroups.") + feature.key + " (" + NameOf(driver) + ")",
                        TryFeature(feature, trial)});
  }
}

}  // namespace libcontainer::nsinit
