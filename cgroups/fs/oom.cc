#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "../oom_counters.h"
#include "internal/files.h"
#include "libcontainer/cgroups/fs.h"
#include "libcontainer/error.h"
#include "open_groups.h"

namespace libcontainer::cgroups::fs {
namespace {

constexpr const char* kOomFile = "memory.oom_control";

class EventfdNotifier : public OomNotifier {
 public:
  explicit EventfdNotifier(const ControlFiles& group)
      : counters_(internal::Open(group.dir(), kOomFile, O_RDONLY), group.NameOf(kOomFile)),
        event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (!event_) throw Error(errno, "create eventfd for", group.NameOf(kOomFile));
    internal::WriteExistingFile(
        group.dir(), "cgroup.event_control",
        std::to_string(event_.get()) + " " + std::to_string(counters_.fd()));
  }

  int fd() const override { return event_.get(); }

  OomEvents Read() override {
    const uint64_t signals = TakeSignals();
    OomEvents events = counters_.Read();
    // The kernel signals the removal of the group in the same way.
    events.ooms = events.removed && signals > 0 ? signals - 1 : signals;
    return events;
  }

 private:
  uint64_t TakeSignals() {
    eventfd_t signals = 0;
    while (::eventfd_read(event_.get(), &signals) != 0) {
      if (errno == EAGAIN) return 0;
      if (errno != EINTR) throw Error(errno, "read", "eventfd");
    }
    return signals;
  }

  OomCounters counters_;
  UniqueFd event_;
};

std::unique_ptr<OomNotifier> Watch(const std::vector<ControlFiles>& groups) {
  const ControlFiles* const group = GroupWith(groups, kOomFile);
  if (group == nullptr) throw Error(ENOENT, "find cgroup with controller", "memory");
  return std::make_unique<EventfdNotifier>(*group);
}

}  // namespace

std::unique_ptr<OomNotifier> NotifyOnOOM(const Location& location) {
  return Watch(OpenGroups(location));
}

std::unique_ptr<OomNotifier> NotifyOnOOM(const Cgroup& cgroup) { return Watch(OpenGroups(cgroup)); }

}  // namespace libcontainer::cgroups::fs
