#ifndef LIBCONTAINER_CGROUPS_FS_SETTINGS_H_
#define LIBCONTAINER_CGROUPS_FS_SETTINGS_H_

#include <string>
#include <vector>

#include "group.h"
#include "libcontainer/cgroups/cgroups.h"

namespace libcontainer::cgroups::fs {

// What to write to one control file of the container's group.
struct Setting {
  std::string key;  // of container.json
  std::string controller;
  std::string file;
  std::vector<std::string> values;        // one write each
  std::string other_file;                 // the name of `file` on kernels without it
  bool optional = false;                  // nobody asked for it: skipped if the file is missing
  std::vector<std::string> other_values;  // for `other_file`, if they are not the same
  bool operator==(const Setting&) const = default;
};

// The limits of `cgroup` in the order in which they have to be written. Throws Error: EINVAL, a
// huge page size cannot be part of a file name.
std::vector<Setting> LimitSettings(const Cgroup& cgroup);

// The group that is in the hierarchy of `controller`, or nullptr.
Group* FindGroup(std::vector<Group>& groups, const std::string& controller);

// Throws Error: ENOENT, a setting needs a controller that no group has.
void CheckControllers(const std::vector<Setting>& settings, std::vector<Group>& groups);

// Writes the settings. Throws Error: ENOENT, this kernel does not have the file; otherwise the
// errno of the write.
void WriteSettings(const std::vector<Setting>& settings, std::vector<Group>& groups);

// Gives a new cpuset group, and parents that have none yet, the processors and memory nodes of the
// group above: as long as either list is empty, no process can join.
void InheritCpuset(const Group& group);

}  // namespace libcontainer::cgroups::fs

#endif  // LIBCONTAINER_CGROUPS_FS_SETTINGS_H_
