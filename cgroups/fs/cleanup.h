#ifndef LIBCONTAINER_CGROUPS_FS_CLEANUP_H_
#define LIBCONTAINER_CGROUPS_FS_CLEANUP_H_

#include <vector>

#include "group.h"

namespace libcontainer::cgroups::fs {

// Kills the processes in the groups, waits for their end and removes the groups and the parents
// that nobody uses. Throws Error: EBUSY, something is left after 2 s. May be called again.
void KillAndRemove(std::vector<Group>& groups);

// Takes back a creation that failed half way: moves processes to the caller's own group and removes
// what was created. Does not throw.
void Undo(std::vector<Group>& groups) noexcept;

// Undoes at the end of a scope, unless the groups were moved elsewhere.
class UndoUnlessMoved {
 public:
  explicit UndoUnlessMoved(std::vector<Group>& groups) : groups_(groups) {}
  UndoUnlessMoved(const UndoUnlessMoved&) = delete;
  UndoUnlessMoved& operator=(const UndoUnlessMoved&) = delete;
  ~UndoUnlessMoved() { Undo(groups_); }

 private:
  std::vector<Group>& groups_;
};

}  // namespace libcontainer::cgroups::fs

#endif  // LIBCONTAINER_CGROUPS_FS_CLEANUP_H_
