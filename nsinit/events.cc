#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <memory>

#include "commands.h"
#include "libcontainer/cgroups/driver.h"
#include "libcontainer/error.h"
#include "libcontainer/namespaces/exec.h"

namespace libcontainer::nsinit {
namespace {

// One line of JSON, at once. Throws Error: nobody reads any more.
void Print(const char* event, const char* counter = nullptr, uint64_t count = 0) {
  std::printf(R"({"event":"%s")", event);
  if (counter != nullptr) std::printf(R"(,"%s":%ju)", counter, static_cast<uintmax_t>(count));
  std::puts("}");
  if (std::fflush(stdout) != 0) throw Error(errno, "write", "standard output");
}

// Returns how many more times to look soon: the kernel announces before it kills.
int PrintOom(cgroups::OomNotifier& notifier, int looks_left) {
  constexpr int kLooksAfterAnnouncement = 50;
  const cgroups::OomEvents events = notifier.Read();
  if (events.ooms > 0) Print("oom", "count", events.ooms);
  if (events.kills > 0) Print("oom_kill", "count", events.kills);
  if (events.kills > 0) return 0;
  return events.ooms > 0 ? kLooksAfterAnnouncement : std::max(looks_left - 1, 0);
}

// Nothing if the memory controller is not there: then the end of the container is all there is to
// tell.
std::unique_ptr<cgroups::OomNotifier> Watch(const cgroups::Location& group) {
  if (group.path.empty()) return nullptr;
  try {
    return cgroups::NotifyOnOOM(group);
  } catch (const Error& error) {
    if (error.error() != ENOENT) throw;
    return nullptr;
  }
}

}  // namespace

int RunEvents(const Globals& globals) {
  const State state = RunningContainer(globals);
  const UniqueFd process = namespaces::OpenProcess(state);
  const std::unique_ptr<cgroups::OomNotifier> notifier = Watch(state.cgroup);
  constexpr int kLookEveryMs = 100;
  int looks_left = 0;
  for (;;) {
    pollfd fds[] = {{process.get(), POLLIN, 0}, {notifier ? notifier->fd() : -1, POLLIN, 0}};
    if (::poll(fds, 2, looks_left > 0 ? kLookEveryMs : -1) < 0 && errno != EINTR)
      throw Error(errno, "wait for", "events");
    if (notifier) looks_left = PrintOom(*notifier, looks_left);
    if (fds[0].revents == 0) continue;
    Print("end");
    return 0;
  }
}

}  // namespace libcontainer::nsinit
