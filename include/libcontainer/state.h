#ifndef LIBCONTAINER_STATE_H_
#define LIBCONTAINER_STATE_H_

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>

#include "libcontainer/cgroups/cgroups.h"

namespace libcontainer {

// What state.json says of a running container.
struct State {
  pid_t init_pid = 0;           // in the pid namespace of whoever started the container
  std::string init_start_time;  // field 22 of /proc/PID/stat: clock ticks since boot, in decimal
  // The process that started the container, likewise; 0 and empty in state.json. The container is to
  // end with it.
  pid_t owner_pid = 0;
  std::string owner_start_time;  // see owner_pid
  // Keys cgroup_path, cgroup_bases, cgroup_created, cgroup_unified and cgroup_unit; left out while
  // `path` is empty.
  cgroups::Location cgroup;
  bool operator==(const State&) const = default;
};

// Writes `base_path`/state.json with mode 0600, by a temporary file and rename(2), so a reader sees
// the old content or the new, and a link planted under that name is replaced and not followed.
// Throws Error.
void SaveState(const std::string& base_path, const State& state);

// Reads `base_path`/state.json. Empty if there is no such file, or one of length 0 (a start that
// has not reached its end). Follows no link. Throws Error: EINVAL, the content is not a state;
// ELOOP, it is a link; otherwise open(2)'s errno.
std::optional<State> GetState(const std::string& base_path);

// Removes `base_path`/state.json; it is no error if there is none. Throws Error.
void DeleteState(const std::string& base_path);

// The text of state.json for `state`, with its newline, and the other way round; a pid of 0 is one
// that is not known yet. DecodeState throws Error EINVAL naming `name`.
std::string EncodeState(const State& state);
State DecodeState(std::string_view text, const std::string& name);

// Field 22 of /proc/`pid`/stat. Throws Error: ENOENT or ESRCH, no such process.
std::string GetProcessStartTime(pid_t pid);

// True if the process that `state` names is alive and is the one that was started, not another that
// was given its pid.
bool IsAlive(const State& state);

// True if the process that started the container is alive, by the same test.
bool OwnerIsAlive(const State& state);

}  // namespace libcontainer

#endif  // LIBCONTAINER_STATE_H_
