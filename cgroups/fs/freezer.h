#ifndef LIBCONTAINER_CGROUPS_FS_FREEZER_H_
#define LIBCONTAINER_CGROUPS_FS_FREEZER_H_

#include <chrono>
#include <string>

namespace libcontainer::cgroups::fs {

// Brings the freezer group `dir` into `state`, kFrozen or kThawed, and waits until the kernel
// reports it. A freeze that fails is thawed again. `group` names `dir` in errors. Throws Error:
// ETIMEDOUT; otherwise the errno of reading or writing freezer.state.
void SetFreezerState(int dir, const std::string& group, const std::string& state,
                     std::chrono::milliseconds timeout);

}  // namespace libcontainer::cgroups::fs

#endif  // LIBCONTAINER_CGROUPS_FS_FREEZER_H_
