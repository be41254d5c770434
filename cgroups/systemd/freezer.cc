#include "../fs/freezer.h"

#include <fcntl.h>

#include <cerrno>

#include "../fs/settings.h"
#include "internal/files.h"
#include "libcontainer/cgroups/fs2.h"
#include "libcontainer/cgroups/systemd.h"
#include "libcontainer/error.h"
#include "place.h"

namespace libcontainer::cgroups::systemd {
namespace {

constexpr std::chrono::milliseconds kTimeout(10000);

}  // namespace

void Freeze(const Cgroup& cgroup, const std::string& state) {
  if (state != kFrozen && state != kThawed) {
    throw Error(EINVAL, "set freezer state", "\"" + state + "\"");
  }
  const Layout layout = CurrentLayout();
  std::vector<fs::Group> groups = GroupsOf(cgroup, layout);
  if (layout == Layout::kUnified) return fs2::Freeze(LocationOf(cgroup, groups, layout), state);
  const fs::Group* const group = fs::FindGroup(groups, "freezer");
  if (group == nullptr) throw Error(ENOENT, "find mounted cgroup controller", "freezer");
  const UniqueFd dir = internal::Open(AT_FDCWD, group->Describe(), O_RDONLY | O_DIRECTORY);
  fs::SetFreezerState(dir.get(), group->Describe(), state, kTimeout);
}

}  // namespace libcontainer::cgroups::systemd
