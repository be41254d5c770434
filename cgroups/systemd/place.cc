#include "place.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <utility>

#include "../fs2/unified.h"
#include "../parse.h"
#include "internal/files.h"
#include "libcontainer/error.h"

namespace libcontainer::cgroups::systemd {
namespace {

// systemd moves itself there from the group that it manages.
constexpr std::string_view kInitScope = "/init.scope";
// The hierarchy in which systemd keeps its units, if that is one of v1.
constexpr const char* kOwnHierarchy = "name=systemd";

// The path in the hierarchy of `subsystem`, "" for v2. Throws Error: ENOENT, there is none.
std::string PathOf(const std::string& pid, const std::string& subsystem) {
  const std::string file = "/proc/" + pid + "/cgroup";
  const std::vector<CgroupEntry> entries = ParseProcCgroup(internal::ReadFile(file));
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const CgroupEntry& entry) {
    return subsystem.empty() ? entry.subsystems.empty() : FindEntry({entry}, subsystem) != nullptr;
  });
  if (found == entries.end()) throw Error(ENOENT, "find cgroup hierarchy in", file);
  return found->path;
}

// The group that systemd manages in that hierarchy, "" for its root.
std::string RootOf(const std::string& subsystem) {
  std::string path = PathOf("1", subsystem);
  if (path.ends_with(kInitScope)) path.resize(path.size() - kInitScope.size());
  return path == "/" ? "" : path;
}

fs::Hierarchy OpenHierarchy(const Mount& mount) {
  std::string root = RootOf(mount.subsystems.empty() ? "" : mount.subsystems.front());
  if (mount.root != "/") {
    if (!(root + "/").starts_with(mount.root + "/")) {
      throw Error(ENOENT, "find the cgroup of systemd below", mount.mountpoint);
    }
    root.erase(0, mount.root.size());
  }
  if (mount.unified) return fs2::OpenUnifiedAt(mount.mountpoint + root);
  fs::Hierarchy hierarchy;
  hierarchy.subsystems = mount.subsystems;
  hierarchy.path = mount.mountpoint + root;
  hierarchy.base = internal::Open(AT_FDCWD, hierarchy.path, O_RDONLY | O_DIRECTORY);
  return hierarchy;
}

std::vector<Mount> MountsOf(Layout layout) {
  if (layout == Layout::kV1) return GetCgroupMounts();
  if (std::optional<Mount> unified = GetUnifiedMount()) return {*std::move(unified)};
  throw Error(ENOENT, "find where it is mounted:", "cgroup v2");
}

}  // namespace

Layout CurrentLayout() { return GetCgroupMounts().empty() ? Layout::kUnified : Layout::kV1; }

std::vector<std::string> UnitPath(const Cgroup& cgroup) {
  std::vector<std::string> path;
  const std::string slice = SlicePath(SliceName(cgroup));
  if (!slice.empty()) {
    for (const std::string_view component : internal::Split(slice, '/')) {
      path.emplace_back(component);
    }
  }
  path.push_back(UnitName(cgroup));
  return path;
}

std::vector<fs::Group> GroupsOf(const Cgroup& cgroup, Layout layout) {
  const std::vector<std::string> path = UnitPath(cgroup);
  std::vector<fs::Group> groups;
  for (const Mount& mount : MountsOf(layout)) groups.emplace_back(OpenHierarchy(mount), path);
  return groups;
}

Location LocationOf(const Cgroup& cgroup, const std::vector<fs::Group>& groups, Layout layout) {
  Location location;
  location.unit = UnitName(cgroup);
  location.unified = layout == Layout::kUnified;
  for (const std::string& component : UnitPath(cgroup)) {
    location.path += (location.path.empty() ? "" : "/") + component;
  }
  for (const fs::Group& group : groups) {
    location.bases.push_back(group.base_path());
    for (std::string& parent : group.MissingParents()) {
      location.created.push_back(std::move(parent));
    }
  }
  return location;
}

void CheckPlace(const Cgroup& cgroup, pid_t pid, Layout layout) {
  const std::string subsystem = layout == Layout::kUnified ? "" : kOwnHierarchy;
  std::string expected = RootOf(subsystem);
  for (const std::string& component : UnitPath(cgroup)) expected += "/" + component;
  const std::string actual = PathOf(std::to_string(pid), subsystem);
  if (actual != expected) {
    throw Error(ENOENT, "find process " + std::to_string(pid) + " (it is in " + actual + ") in",
                expected);
  }
}

}  // namespace libcontainer::cgroups::systemd
