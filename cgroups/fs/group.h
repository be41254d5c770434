#ifndef LIBCONTAINER_CGROUPS_FS_GROUP_H_
#define LIBCONTAINER_CGROUPS_FS_GROUP_H_

#include <sys/types.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hierarchy.h"
#include "libcontainer/unique_fd.h"

namespace libcontainer::cgroups::fs {

// The container's group in one hierarchy, held by the descriptors of the directories above it.
// Knows which directories it created; removes no other, except parents that another container
// created and was the first to leave.
class Group {
 public:
  // A directory on the way to the group.
  struct Parent {
    std::string name;
    UniqueFd dir;
    bool created = false;
  };

  // `path` as from GroupPath. Nothing is created yet.
  Group(Hierarchy hierarchy, std::vector<std::string> path);

  // Makes the missing parents and the group. An empty group that exists already is left as it is
  // until ReplaceStale. Throws Error: EEXIST, it holds processes; otherwise the errno of mkdir(2).
  void Create();
  // As Create, but a group that is there, made by systemd with the container's process in it, becomes
  // this one.
  void CreateOrOpen();
  // Takes over what another process has created, as far as it got. `created` are the parents, with
  // their bases, that it made. Throws Error.
  void Adopt(std::span<const std::string> created);
  // The directories above that do not exist yet, with their bases.
  std::vector<std::string> MissingParents() const;
  // Makes an empty group that existed before anew, so that none of its limits stay.
  void ReplaceStale();
  // The last step: moves a process in.
  void Join(pid_t pid);

  // Moves the processes of a group that was created here to the caller's own group.
  void MoveBack();
  // Removes the group, if it was created here, and all below it. 0 or the errno of rmdir(2).
  int Remove();
  // Removes the created parents that are empty. Only after Remove.
  void RemoveParents();

  bool Has(std::string_view subsystem) const { return hierarchy_.Has(subsystem); }
  void Write(const std::string& file, std::span<const std::string> values) const;
  // Whether the group was created here and still exists.
  bool created() const { return created_; }
  const std::string& base_path() const { return hierarchy_.path; }
  int base() const { return hierarchy_.base.get(); }
  const std::vector<Parent>& parents() const { return parents_; }
  int dir() const { return dir_.get(); }  // until Join
  // The directory that holds the group.
  int holder() const { return HolderOf(parents_.size()); }
  const std::string& name() const { return path_.back(); }
  std::string Describe() const { return DescribeGroup(hierarchy_, path_); }

 private:
  int HolderOf(size_t depth) const;
  bool TryCreate();
  bool TryCreateOrOpen();
  bool CreateParents();
  void OpenCreated();

  Hierarchy hierarchy_;
  std::vector<std::string> path_;
  std::vector<Parent> parents_;
  UniqueFd dir_;
  bool created_ = false;
};

}  // namespace libcontainer::cgroups::fs

#endif  // LIBCONTAINER_CGROUPS_FS_GROUP_H_
