#ifndef LIBCONTAINER_CGROUPS_OOM_COUNTERS_H_
#define LIBCONTAINER_CGROUPS_OOM_COUNTERS_H_

#include <string>

#include "libcontainer/cgroups/oom.h"
#include "libcontainer/unique_fd.h"

namespace libcontainer::cgroups {

// The growth of the counters "oom" and "oom_kill" in a control file: memory.events, or
// memory.oom_control, which has only the second.
class OomCounters {
 public:
  // Counts from now on. `name` is how errors call `file`. Throws Error.
  OomCounters(UniqueFd file, std::string name);

  // What was added since the last call.
  OomEvents Read();

  int fd() const { return file_.get(); }

 private:
  OomEvents ReadTotals() const;

  UniqueFd file_;
  std::string name_;
  OomEvents last_;
};

}  // namespace libcontainer::cgroups

#endif  // LIBCONTAINER_CGROUPS_OOM_COUNTERS_H_
