#include "unified.h"

#include <fcntl.h>
#include <linux/magic.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <set>
#include <utility>

#include "../fs/tree.h"
#include "internal/files.h"
#include "internal/mount_api.h"
#include "libcontainer/error.h"

namespace libcontainer::cgroups::fs2 {
namespace {

constexpr std::array<const char*, 6> kForStatistics = {"cpu",    "cpuset", "io",
                                                       "memory", "pids",   "hugetlb"};

// The words of a file that is one line.
std::vector<std::string> Words(int dir, const char* file) {
  std::string text = internal::ReadFileAt(dir, file);
  while (text.ends_with('\n')) text.pop_back();
  std::vector<std::string> words;
  for (const std::string_view word : internal::Split(text, ' ')) {
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

bool Contains(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// What to tell besides the kernel's reason.
const char* Advice(int error) {
  if (error == EBUSY) return " (it has processes of its own: move them to a group below it)";
  if (error == ENOENT) return " (the group above does not give it that controller)";
  return "";
}

// Lets the groups directly below `dir` have `controllers`.
void EnableBelow(int dir, const std::string& path, const std::set<std::string>& controllers,
                 const std::set<std::string>& needed) {
  const char* const file = "cgroup.subtree_control";
  const std::vector<std::string> available = Words(dir, "cgroup.controllers");
  const std::vector<std::string> enabled = Words(dir, file);
  for (const std::string& name : controllers) {
    const bool is_needed = needed.count(name) != 0;
    if (Contains(enabled, name) || (!is_needed && !Contains(available, name))) continue;
    try {
      fs::WriteControl(dir, path, file, "+" + name);
    } catch (const Error& error) {
      if (!is_needed) continue;  // whatever the reason, statistics do without
      throw Error(error.error(), error.operation(), error.object() + Advice(error.error()));
    }
  }
}

// The directory of the own group, from the root of the mount; nothing if the mount does not show it.
std::optional<std::string> OwnDirectory(const Mount& mount) {
  const std::string own = mount.GetThisCgroupDir();
  const std::string root = mount.root == "/" ? "" : mount.root;
  if (own != root && !own.starts_with(root + "/")) return std::nullopt;
  return own.substr(root.size());
}

}  // namespace

fs::Hierarchy OpenUnifiedAt(const std::string& base) {
  fs::Hierarchy hierarchy;
  hierarchy.path = base;
  hierarchy.base.reset(::open(base.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!hierarchy.base) throw Error(errno, "open cgroup", base);
  if (!internal::IsOnFilesystem(hierarchy.base.get(), CGROUP2_SUPER_MAGIC)) {
    throw Error(ENOENT, "find cgroup v2 at", base);
  }
  hierarchy.subsystems = Words(hierarchy.base.get(), "cgroup.controllers");
  return hierarchy;
}

fs::Hierarchy OpenUnified() {
  const std::optional<Mount> mount = GetUnifiedMount();
  if (!mount) throw Error(ENOENT, "find", "a mounted cgroup hierarchy, v1 or v2");
  const std::optional<std::string> own = OwnDirectory(*mount);
  if (!own) throw Error(ENOENT, "find the own cgroup below", mount->mountpoint);
  const size_t last = own->rfind('/');
  return OpenUnifiedAt(mount->mountpoint + own->substr(0, last == std::string::npos ? 0 : last));
}

void EnableControllers(const fs::Group& group, const std::vector<fs::Setting>& settings) {
  std::set<std::string> needed;
  for (const fs::Setting& setting : settings) {
    if (!setting.controller.empty() && !setting.optional) needed.insert(setting.controller);
  }
  std::set<std::string> controllers = needed;
  controllers.insert(kForStatistics.begin(), kForStatistics.end());
  std::string path = group.base_path();
  EnableBelow(group.base(), path, controllers, needed);
  for (const fs::Group::Parent& parent : group.parents()) {
    path += "/" + parent.name;
    EnableBelow(parent.dir.get(), path, controllers, needed);
  }
}

}  // namespace libcontainer::cgroups::fs2
