#ifndef LIBCONTAINER_SELINUX_LEVELS_H_
#define LIBCONTAINER_SELINUX_LEVELS_H_

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "libcontainer/unique_fd.h"

namespace libcontainer::selinux {

// A process that uses a level; the start time, as in state.json, tells it from another of its pid.
struct LevelUse {
  std::string level;
  pid_t pid = 0;
  std::string start_time;
  bool operator==(const LevelUse&) const = default;
};

// Lines "LEVEL PID START_TIME". Others are left out: the rest of a line whose writer was killed.
std::vector<LevelUse> ParseLevelUses(std::string_view text);
std::string FormatLevelUses(const std::vector<LevelUse>& uses);

// The levels in use on this host. An object holds the lock on them. Throws Error.
class LevelRegistry {
 public:
  LevelRegistry();

  bool IsUsed(const std::string& level) const;
  // For the calling process.
  void Add(const std::string& level);
  void Remove(const std::string& level);
  // A level of two categories below c`categories` that nobody uses; adds it. Error: ENOSPC.
  std::string AddUnique(uint32_t categories);

 private:
  void Write();

  UniqueFd file_;
  LevelUse own_;  // without level
  std::vector<LevelUse> uses_;
};

}  // namespace libcontainer::selinux

#endif  // LIBCONTAINER_SELINUX_LEVELS_H_
