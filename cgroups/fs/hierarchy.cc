#include "hierarchy.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <utility>

#include "../parse.h"
#include "internal/files.h"
#include "libcontainer/error.h"

namespace libcontainer::cgroups::fs {
namespace {

// Hierarchies of other controllers, and named ones, follow in the order of their names.
constexpr std::array<std::string_view, 14> kOrder = {
    "cpuset", "cpu",     "cpuacct", "memory",   "devices",    "freezer", "blkio",
    "pids",   "hugetlb", "net_cls", "net_prio", "perf_event", "rdma",    "misc"};

using Rank = std::pair<size_t, std::string_view>;

Rank RankOf(const std::vector<std::string>& subsystems) {
  Rank best = {kOrder.size(), subsystems.front()};
  for (const std::string& name : subsystems) {
    const auto found = std::find(kOrder.begin(), kOrder.end(), name);
    best = std::min(best, Rank(found - kOrder.begin(), name));
  }
  return best;
}

// The part of `path` below `root`; "" if they are the same group.
std::optional<std::string> PathBelow(const std::string& root, const std::string& path) {
  if (root == "/") return path.substr(1);
  if (path == root) return "";
  if (!path.starts_with(root + "/")) return std::nullopt;
  return path.substr(root.size() + 1);
}

// False if another mount hides this one.
bool IsVisible(int fd, dev_t device) {
  struct statfs file_system {};
  struct stat status {};
  return ::fstatfs(fd, &file_system) == 0 && file_system.f_type == CGROUP_SUPER_MAGIC &&
         ::fstat(fd, &status) == 0 && status.st_dev == device;
}

std::optional<std::string> OwnPathBelow(const CgroupMount& mount,
                                        const std::vector<CgroupEntry>& entries) {
  const CgroupEntry* const own = FindEntry(entries, mount.mount.subsystems.front());
  if (own == nullptr || !own->path.starts_with('/')) return std::nullopt;
  return PathBelow(mount.mount.root, own->path);
}

Hierarchy OpenBase(UniqueFd mountpoint, Mount mount, const std::string& below) {
  Hierarchy hierarchy;
  hierarchy.subsystems = std::move(mount.subsystems);
  hierarchy.path = std::move(mount.mountpoint);
  hierarchy.base = std::move(mountpoint);
  if (below.empty()) return hierarchy;
  hierarchy.path += "/" + below;
  hierarchy.base = OpenBelow(hierarchy.base.get(), below);
  if (!hierarchy.base) throw Error(errno, "open cgroup", hierarchy.path);
  return hierarchy;
}

// One hierarchy while its mounts are looked through.
struct Candidate {
  dev_t device = 0;
  std::string unusable;  // a mount that does not show the own group
  std::optional<Hierarchy> hierarchy;
};

void TryMount(CgroupMount entry, const std::vector<CgroupEntry>& entries, Candidate& candidate) {
  UniqueFd fd(
      ::open(entry.mount.mountpoint.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!fd || !IsVisible(fd.get(), entry.device)) return;
  const std::optional<std::string> below = OwnPathBelow(entry, entries);
  if (!below) {
    candidate.unusable = entry.mount.mountpoint;
    return;
  }
  candidate.hierarchy = OpenBase(std::move(fd), std::move(entry.mount), *below);
}

std::vector<Candidate> TryMounts() {
  const std::vector<CgroupEntry> entries = ParseProcCgroup(internal::ReadFile("/proc/self/cgroup"));
  std::vector<Candidate> candidates;
  for (CgroupMount& entry :
       ParseCgroupMounts(internal::ReadFile("/proc/self/mountinfo"), entries)) {
    auto candidate =
        std::find_if(candidates.begin(), candidates.end(),
                     [&](const Candidate& other) { return other.device == entry.device; });
    if (candidate == candidates.end()) {
      candidate = candidates.insert(candidates.end(), Candidate{.device = entry.device});
    }
    if (!candidate->hierarchy) TryMount(std::move(entry), entries, *candidate);
  }
  return candidates;
}

void CheckComponent(std::string_view component, const char* what, const std::string& value) {
  constexpr std::string_view kForbidden("/\n\0", 3);
  if (component.empty() || component == "." || component == ".." ||
      component.find_first_of(kForbidden) != std::string_view::npos) {
    throw Error(EINVAL, "check cgroup " + std::string(what), "\"" + value + "\"");
  }
}

}  // namespace

bool Hierarchy::Has(std::string_view subsystem) const {
  return std::find(subsystems.begin(), subsystems.end(), subsystem) != subsystems.end();
}

std::vector<Hierarchy> OpenHierarchies() {
  std::vector<Hierarchy> hierarchies;
  for (Candidate& candidate : TryMounts()) {
    if (candidate.hierarchy) {
      hierarchies.push_back(*std::move(candidate.hierarchy));
    } else if (!candidate.unusable.empty()) {
      throw Error(ENOENT, "find the own cgroup below", candidate.unusable);
    }
  }
  if (hierarchies.empty()) throw Error(ENOENT, "find", "a mounted cgroup v1 hierarchy");
  std::sort(hierarchies.begin(), hierarchies.end(), [](const Hierarchy& a, const Hierarchy& b) {
    return RankOf(a.subsystems) < RankOf(b.subsystems);
  });
  return hierarchies;
}

std::vector<Hierarchy> OpenHierarchiesAt(const std::vector<std::string>& bases) {
  const std::vector<CgroupMount> mounts =
      ParseCgroupMounts(internal::ReadFile("/proc/self/mountinfo"),
                        ParseProcCgroup(internal::ReadFile("/proc/self/cgroup")));
  std::vector<Hierarchy> hierarchies;
  for (const std::string& base : bases) {
    Hierarchy hierarchy;
    hierarchy.path = base;
    hierarchy.base.reset(::open(base.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!hierarchy.base && errno == ENOENT) continue;
    struct stat status {};
    if (!hierarchy.base || ::fstat(hierarchy.base.get(), &status) != 0) {
      throw Error(errno, "open cgroup", base);
    }
    const auto mount = std::find_if(mounts.begin(), mounts.end(), [&](const CgroupMount& entry) {
      return entry.device == status.st_dev;
    });
    if (mount == mounts.end()) throw Error(ENOENT, "find a cgroup v1 hierarchy at", base);
    hierarchy.subsystems = mount->mount.subsystems;
    hierarchies.push_back(std::move(hierarchy));
  }
  return hierarchies;
}

std::vector<std::string> GroupPath(const Cgroup& cgroup) {
  std::vector<std::string> path;
  if (!cgroup.parent.empty()) {
    for (const std::string_view component : internal::Split(cgroup.parent, '/')) {
      CheckComponent(component, "parent", cgroup.parent);
      path.emplace_back(component);
    }
  }
  CheckComponent(cgroup.name, "name", cgroup.name);
  path.push_back(cgroup.name);
  return path;
}

std::vector<std::string> GroupPath(const Location& location) {
  std::vector<std::string> path;
  for (const std::string_view component : internal::Split(location.path, '/')) {
    path.emplace_back(component);
  }
  return path;
}

std::string DescribeGroup(const Hierarchy& hierarchy, const std::vector<std::string>& path) {
  std::string text = hierarchy.path;
  for (const std::string& component : path) text += "/" + component;
  return text;
}

UniqueFd OpenGroup(const Hierarchy& hierarchy, const std::vector<std::string>& path) {
  std::string below;
  for (const std::string& component : path) {
    if (!below.empty()) below += '/';
    below += component;
  }
  UniqueFd fd = OpenBelow(hierarchy.base.get(), below);
  if (!fd) throw Error(errno, "open cgroup", DescribeGroup(hierarchy, path));
  return fd;
}

UniqueFd OpenBelow(int dir, const std::string& path) {
  open_how how{};
  how.flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
  // Whoever may mount in this mount namespace could cover a group with another file system.
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV;
  long fd = -1;
  do {
    fd = ::syscall(SYS_openat2, dir, path.c_str(), &how, sizeof how);
  } while (fd < 0 && (errno == EINTR || errno == EAGAIN));
  return UniqueFd(static_cast<int>(fd));
}

}  // namespace libcontainer::cgroups::fs
