#ifndef LIBCONTAINER_CGROUPS_PARSE_H_
#define LIBCONTAINER_CGROUPS_PARSE_H_

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "libcontainer/cgroups/cgroups.h"

// Pure parsers of the kernel's cgroup and mount tables. Format: proc(5), cgroups(7).
namespace libcontainer::cgroups {

// One line of /proc/PID/cgroup. cgroup v2 has no `subsystems`; a hierarchy that has a name but no
// controllers has "name=…".
struct CgroupEntry {
  std::vector<std::string> subsystems;
  std::string path;  // may hold colons
};

// Lines that are not of the form id:subsystems:path are skipped.
std::vector<CgroupEntry> ParseProcCgroup(std::string_view text);

// The entry of `subsystem`, or nullptr. cgroup v2 is never found, not even by an empty name.
const CgroupEntry* FindEntry(const std::vector<CgroupEntry>& entries, std::string_view subsystem);

// A mount of type cgroup, and the device number that its files have.
struct CgroupMount {
  Mount mount;
  dev_t device = 0;
};

// The cgroup v1 mounts in the text of /proc/PID/mountinfo, in its order and with duplicates. Which
// mount options are controllers is known from `entries`. Malformed lines are skipped.
std::vector<CgroupMount> ParseCgroupMounts(std::string_view mountinfo,
                                           const std::vector<CgroupEntry>& entries);

// Names of the enabled controllers in the text of /proc/cgroups.
std::vector<std::string> ParseSubsystems(std::string_view text);

// Process ids in the text of cgroup.procs; `name` is how an error calls the file. Processes outside
// the reader's PID namespace are listed as 0, which kill(2) takes for the own process group: they
// are left out. Throws Error: EINVAL, a line is not a number.
std::vector<pid_t> ParseProcs(std::string_view text, const std::string& name);

}  // namespace libcontainer::cgroups

#endif  // LIBCONTAINER_CGROUPS_PARSE_H_
