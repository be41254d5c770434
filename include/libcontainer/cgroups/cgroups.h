#ifndef LIBCONTAINER_CGROUPS_CGROUPS_H_
#define LIBCONTAINER_CGROUPS_CGROUPS_H_

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "libcontainer/devices/devices.h"

namespace libcontainer::cgroups {

// States of the freezer; kUndefined is none that is asked for.
inline constexpr const char* kUndefined = "";     // leave the processes as they are
inline constexpr const char* kFrozen = "FROZEN";  // all processes stopped
inline constexpr const char* kThawed = "THAWED";  // all processes running

// "major:minor" of a block device with a limit: bytes or operations per second.
struct BlkioThrottle {
  int64_t major_number = 0;  // of the device
  int64_t minor_number = 0;  // of the device
  int64_t rate = 0;          // bytes or operations per second
  bool operator==(const BlkioThrottle&) const = default;
};

// Limit of one huge page size: `page_size` as the kernel names it ("2MB"), `limit` in bytes.
struct HugetlbLimit {
  std::string page_size;  // "2MB"
  int64_t limit = 0;      // bytes
  bool operator==(const HugetlbLimit&) const = default;
};

// The control group of a container and its limits. 0 and empty leave the kernel's default.
struct Cgroup {
  std::string name;    // required; one path component
  std::string parent;  // relative path; components are created where missing

  bool allow_all_devices = false;                // whatever `allowed_devices` says
  std::vector<devices::Device> allowed_devices;  // all others are refused

  int64_t memory = 0;              // limit in bytes
  int64_t memory_reservation = 0;  // soft limit in bytes
  int64_t memory_swap = 0;         // memory and swap together in bytes; 0 = twice memory,
                                   // -1 = unlimited swap
  int64_t cpu_shares = 0;          // relative weight, 1024 is the kernel's default
  int64_t cpu_quota = 0;           // microseconds of CPU time a period
  int64_t cpu_period = 0;          // microseconds
  std::string cpuset_cpus;         // list such as "0-1,4"
  std::string freezer;             // kFrozen, kThawed or kUndefined
  std::string slice;               // systemd only

  int64_t pids_limit = 0;                                // number of tasks; -1 = unlimited
  std::string cpuset_mems;                               // list of memory nodes
  int64_t blkio_weight = 0;                              // 10…1000
  std::vector<BlkioThrottle> blkio_throttle_read_bps;    // bytes per second
  std::vector<BlkioThrottle> blkio_throttle_write_bps;   // bytes per second
  std::vector<BlkioThrottle> blkio_throttle_read_iops;   // operations per second
  std::vector<BlkioThrottle> blkio_throttle_write_iops;  // operations per second
  std::vector<HugetlbLimit> hugetlb_limits;              // one a page size
  std::map<std::string, std::string> unified;            // cgroup v2 file -> value
  bool operator==(const Cgroup&) const = default;
};

// Where a container's group is: for whoever reads or changes it later, and for whoever has to remove
// it when the process that made it is gone.
struct Location {
  std::vector<std::string> bases;    // directories, one a hierarchy; the only one on cgroup v2
  std::string path;                  // of the group below each of them
  std::vector<std::string> created;  // parents, with their bases, that did not exist before
  bool unified = false;              // cgroup v2
  std::string unit;                  // of systemd, if that made the group; otherwise empty
  bool operator==(const Location&) const = default;
};

// What a group was seen to use. Fields that this kernel does not tell are 0.
struct PeakUsage {
  uint64_t memory_bytes = 0;  // most memory held at a time
  uint64_t oom_kills = 0;     // processes killed for want of memory
};

// A control group that a container is in.
class ActiveCgroup {
 public:
  virtual ~ActiveCgroup() = default;

  // Where the group is; see Location.
  virtual Location GetLocation() const = 0;

  // A descriptor of the group's directory on cgroup v2, for clone3(2); otherwise -1. Stays owned by
  // this object.
  virtual int Directory() const { return -1; }

  // What the group has used up to now. Throws Error: the errno of reading it.
  virtual PeakUsage GetPeakUsage() = 0;

  // Kills every process left in the group, waits for their end (2 s at most) and removes what Apply
  // created: the group, and parents that Apply created and nobody else uses.
  // Throws Error: EBUSY, processes or child groups remain. May be called again.
  virtual void Cleanup() = 0;
};

// One mounted hierarchy.
struct Mount {
  std::string mountpoint;  // its path
  std::string root;        // the part of the hierarchy that is mounted, usually "/"
  std::vector<std::string>
      subsystems;        // v1: "memory", or "name=systemd" for one without controllers
  bool unified = false;  // cgroup v2

  // The cgroup of the calling process in this hierarchy. Throws as the function below.
  std::string GetThisCgroupDir() const;
};

// Where the v1 controller `subsystem` is mounted.
// Throws Error: ENOENT, it is not mounted; otherwise the errno of reading /proc/self/mountinfo.
std::string FindCgroupMountpoint(const std::string& subsystem);

// All mounted v1 hierarchies, in the order of /proc/self/mountinfo; a hierarchy mounted twice is
// listed once. Throws Error when /proc cannot be read.
std::vector<Mount> GetCgroupMounts();

// Where cgroup v2 is mounted; nothing if it is not. Throws Error when /proc cannot be read.
std::optional<Mount> GetUnifiedMount();

// Controllers that this kernel has and that are not disabled, from /proc/cgroups.
std::vector<std::string> GetAllSubsystems();

// Path of the calling process's cgroup (or of PID 1's) in the hierarchy of `subsystem`.
// Throws Error: ENOENT, the process is in no such hierarchy.
std::string GetThisCgroupDir(const std::string& subsystem);
std::string GetInitCgroupDir(const std::string& subsystem);

// Process ids in `dir`/cgroup.procs. Throws Error: EINVAL, a line is not a number; otherwise the
// errno of reading the file.
std::vector<pid_t> ReadProcsFile(const std::string& dir);

}  // namespace libcontainer::cgroups

#endif  // LIBCONTAINER_CGROUPS_CGROUPS_H_
