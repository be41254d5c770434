#include "group.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "libcontainer/error.h"
#include "tree.h"

namespace libcontainer::cgroups::fs {
namespace {

// On parents that Apply created. Several containers may use such a parent, and whichever leaves
// last removes it, also from another process. The kernel keeps trusted.* attributes in every
// hierarchy.
constexpr const char* kCreatedAttribute = "trusted.libcontainer.created";

// Another container may remove a shared parent between our mkdir of it and our mkdir in it.
constexpr int kAttempts = 16;

bool IsGone(int error) { return error == ENOENT || error == ENODEV; }

void MarkCreated(int dir) {
  // EPERM in a user namespace: then only the process that created the parent can remove it.
  static_cast<void>(::fsetxattr(dir, kCreatedAttribute, "1", 1, 0));
}

bool IsMarked(int dir) { return ::fgetxattr(dir, kCreatedAttribute, nullptr, 0) >= 0; }

}  // namespace

constexpr const char* kInUse =
    "create, processes being in it (of another container of that name?), cgroup";

Group::Group(Hierarchy hierarchy, std::vector<std::string> path)
    : hierarchy_(std::move(hierarchy)), path_(std::move(path)) {}

int Group::HolderOf(size_t depth) const {
  return depth == 0 ? hierarchy_.base.get() : parents_[depth - 1].dir.get();
}

void Group::Create() {
  for (int attempt = 1; !TryCreate(); ++attempt) {
    const int error = errno;
    RemoveParents();
    if (attempt == kAttempts) throw Error(error, "create cgroup", Describe());
  }
}

void Group::CreateOrOpen() {
  for (int attempt = 1; !TryCreateOrOpen(); ++attempt) {
    const int error = errno;
    RemoveParents();
    if (attempt == kAttempts) throw Error(error, "create cgroup", Describe());
  }
}

bool Group::TryCreateOrOpen() {
  if (!CreateParents()) return false;
  created_ = ::mkdirat(holder(), name().c_str(), 0755) == 0 || errno == EEXIST;
  if (created_) OpenCreated();
  if (!created_ && !IsGone(errno)) throw Error(errno, "create cgroup", Describe());
  return created_;
}

// False and errno if a parent was removed meanwhile.
bool Group::TryCreate() {
  if (!CreateParents()) return false;
  if (::mkdirat(holder(), name().c_str(), 0755) == 0) {
    created_ = true;
    OpenCreated();
    return true;
  }
  const int error = errno;
  if (IsGone(error)) return false;
  if (error != EEXIST) throw Error(error, "create cgroup", Describe());
  if (TreeHasProcesses(holder(), name())) throw Error(error, kInUse, Describe());
  return true;
}

bool Group::CreateParents() {
  while (parents_.size() + 1 < path_.size()) {
    Parent parent{.name = path_[parents_.size()]};
    parent.created = ::mkdirat(holder(), parent.name.c_str(), 0755) == 0;
    if (!parent.created && errno != EEXIST) {
      if (IsGone(errno)) return false;
      throw Error(errno, "create cgroup", Describe());
    }
    parent.dir = OpenBelow(holder(), parent.name);
    if (!parent.dir) {
      if (IsGone(errno)) return false;
      throw Error(errno, "open cgroup", Describe());
    }
    if (parent.created) MarkCreated(parent.dir.get());
    parents_.push_back(std::move(parent));
  }
  return true;
}

void Group::Adopt(std::span<const std::string> created) {
  std::string path = base_path();
  while (parents_.size() + 1 < path_.size()) {
    Parent parent{.name = path_[parents_.size()]};
    parent.dir = OpenBelow(holder(), parent.name);
    if (!parent.dir && IsGone(errno)) return;
    if (!parent.dir) throw Error(errno, "open cgroup", Describe());
    path += "/" + parent.name;
    parent.created = std::find(created.begin(), created.end(), path) != created.end();
    parents_.push_back(std::move(parent));
  }
  struct stat status {};
  created_ = ::fstatat(holder(), name().c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
}

std::vector<std::string> Group::MissingParents() const {
  std::vector<std::string> missing;
  std::string below;
  for (size_t i = 0; i + 1 < path_.size(); ++i) {
    below += (below.empty() ? "" : "/") + path_[i];
    if (!missing.empty() || ::faccessat(base(), below.c_str(), F_OK, 0) != 0) {
      missing.push_back(base_path() + "/" + below);
    }
  }
  return missing;
}

void Group::OpenCreated() {
  dir_ = OpenBelow(holder(), name());
  if (!dir_) throw Error(errno, "open cgroup", Describe());
}

void Group::ReplaceStale() {
  if (created_) return;
  const int error = RemoveTree(holder(), name());
  // A process entered since Create looked.
  if (error == EBUSY) throw Error(EEXIST, kInUse, Describe());
  if (error != 0) throw Error(error, "remove stale cgroup", Describe());
  if (::mkdirat(holder(), name().c_str(), 0755) != 0) {
    throw Error(errno, "create cgroup", Describe());
  }
  created_ = true;
  OpenCreated();
}

void Group::Write(const std::string& file, std::span<const std::string> values) const {
  WriteControl(dir_.get(), Describe(), file, values);
}

void Group::Join(pid_t pid) {
  WriteControl(dir_.get(), Describe(), "cgroup.procs", std::to_string(pid));
  dir_.reset();
}

void Group::MoveBack() {
  if (!created_) return;
  std::vector<pid_t> pids;
  AppendTreeProcesses(holder(), name(), pids);
  for (const pid_t pid : pids) {
    try {
      WriteControl(base(), hierarchy_.path, "cgroup.procs", std::to_string(pid));
    } catch (const Error& error) {
      // ESRCH: it ended meanwhile.
      if (error.error() != ESRCH) throw;
    }
  }
}

int Group::Remove() {
  if (!created_) return 0;
  const int error = RemoveTree(holder(), name());
  if (error == 0) created_ = false;
  return error;
}

void Group::RemoveParents() {
  while (!parents_.empty()) {
    const Parent parent = std::move(parents_.back());
    parents_.pop_back();
    if (!parent.created && !IsMarked(parent.dir.get())) break;
    // EBUSY: another group is in it; whoever removes that one goes on from here.
    if (::unlinkat(holder(), parent.name.c_str(), AT_REMOVEDIR) != 0 && !IsGone(errno)) break;
  }
  parents_.clear();
}

}  // namespace libcontainer::cgroups::fs
