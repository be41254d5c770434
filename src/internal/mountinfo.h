#ifndef LIBCONTAINER_SRC_INTERNAL_MOUNTINFO_H_
#define LIBCONTAINER_SRC_INTERNAL_MOUNTINFO_H_

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

namespace libcontainer::internal {

// One line of /proc/PID/mountinfo (proc_pid_mountinfo(5)), octal escapes decoded.
struct MountInfo {
  dev_t device = 0;        // what st_dev of its files is
  std::string root;        // the directory of the file system that is mounted
  std::string mountpoint;  // where, below the process's root directory
  std::string type;
  std::string source;  // may be empty
  std::string super_options;
  std::string options;  // of the mount itself: "ro,nosuid"
};

// Replaces \ooo, as which the kernel writes white space and backslashes, by the character.
std::string DecodeOctal(std::string_view text);

// In the order of the file. Lines that are not of that form are left out.
std::vector<MountInfo> ParseMountInfo(std::string_view text);

}  // namespace libcontainer::internal

#endif  // LIBCONTAINER_SRC_INTERNAL_MOUNTINFO_H_
