#include "support/cgroups.h"

#include <filesystem>

#include "internal/mountinfo.h"
#include "support/isolated.h"

namespace libcontainer::testing {
namespace {

// Other tests remove groups meanwhile: what vanishes is left out, and the walk goes on.
void FindDirectories(const std::string& top, const std::string& name,
                     std::vector<std::string>& found) {
  std::error_code ignored;
  for (std::filesystem::directory_iterator it(top, ignored), end; it != end;
       it.increment(ignored)) {
    if (!it->is_directory(ignored)) continue;
    if (it->path().filename() == name) found.push_back(it->path().string());
    FindDirectories(it->path().string(), name, found);
  }
}

}  // namespace

std::vector<std::string> CgroupDirectories(const std::string& name) {
  std::vector<std::string> found;
  for (const internal::MountInfo& mount :
       internal::ParseMountInfo(ReadFile("/proc/self/mountinfo"))) {
    if (mount.type == "cgroup" || mount.type == "cgroup2") {
      FindDirectories(mount.mountpoint, name, found);
    }
  }
  return found;
}

}  // namespace libcontainer::testing
