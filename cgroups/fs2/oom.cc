#include <fcntl.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "../oom_counters.h"
#include "group_files.h"
#include "internal/files.h"
#include "libcontainer/cgroups/fs2.h"
#include "libcontainer/error.h"

namespace libcontainer::cgroups::fs2 {
namespace {

constexpr const char* kEventsFile = "memory.events";

UniqueFd WatchFiles(const ControlFiles& group) {
  UniqueFd watch(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  if (!watch) throw Error(errno, "create inotify for", group.NameOf(kEventsFile));
  const auto add = [&](const char* file, uint32_t events) {
    // By the descriptor, so that it is this group whatever its path leads to now.
    const std::string path =
        "/proc/thread-self/fd/" + std::to_string(group.dir()) + "/" + std::string(file);
    if (::inotify_add_watch(watch.get(), path.c_str(), events) < 0) {
      throw Error(errno, "watch", group.NameOf(file));
    }
  };
  add(kEventsFile, IN_MODIFY);
  // A directory does not announce its own end as long as somebody has a file in it open.
  add("..", IN_DELETE | IN_ONLYDIR);
  return watch;
}

class InotifyNotifier : public OomNotifier {
 public:
  // The watch comes first, so that no event falls between it and the counters.
  explicit InotifyNotifier(const ControlFiles& group)
      : watch_(WatchFiles(group)),
        counters_(internal::Open(group.dir(), kEventsFile, O_RDONLY), group.NameOf(kEventsFile)) {}

  int fd() const override { return watch_.get(); }

  OomEvents Read() override {
    Drain();
    return counters_.Read();
  }

 private:
  void Drain() {
    std::array<char, 4096> events{};
    for (;;) {
      if (::read(watch_.get(), events.data(), events.size()) >= 0 || errno == EINTR) continue;
      if (errno == EAGAIN) return;
      throw Error(errno, "read", "inotify events");
    }
  }

  UniqueFd watch_;
  OomCounters counters_;
};

}  // namespace

std::unique_ptr<OomNotifier> NotifyOnOOM(const Location& location) {
  return std::make_unique<InotifyNotifier>(OpenGroupFiles(location));
}

}  // namespace libcontainer::cgroups::fs2
