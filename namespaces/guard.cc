// Runs in: between the caller and the container: the spawned process, in no new namespace.
#include <linux/close_range.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "libcontainer/error.h"
#include "libcontainer/namespaces/init.h"
#include "libcontainer/unique_fd.h"
#include "steps.h"

namespace libcontainer::namespaces {
namespace {

// One that neither terminals nor service managers send: the guard is in the caller's process group and
// control group, and a signal to all of these is for the caller to handle.
constexpr int kCallerDied = SIGPWR;

UniqueFd BlockSignals() {
  sigset_t signals;
  ::sigfillset(&signals);
  if (::sigprocmask(SIG_BLOCK, &signals, nullptr) != 0) throw Error(errno, "block", "signals");
  ::sigemptyset(&signals);
  ::sigaddset(&signals, kCallerDied);
  UniqueFd fd(::signalfd(-1, &signals, SFD_CLOEXEC));
  if (!fd) throw Error(errno, "create", "signalfd");
  return fd;
}

// Whoever reads the container's output waits for the last that holds it open.
void CloseAllBut(int first, int second) {
  const auto low = static_cast<unsigned>(first < second ? first : second);
  const auto high = static_cast<unsigned>(first < second ? second : first);
  if (low > 0) ::syscall(SYS_close_range, 0U, low - 1, 0);
  if (low + 1 < high) ::syscall(SYS_close_range, low + 1, high - 1, 0);
  ::syscall(SYS_close_range, high + 1, ~0U, 0);
}

}  // namespace

void GuardProcess(int pidfd, int sync_fd) {
  const UniqueFd signals = BlockSignals();
  RestoreParentDeathSignal(kCallerDied, sync_fd);
  if (::chdir("/") != 0) throw Error(errno, "change directory to", "/");
  CloseAllBut(pidfd, signals.get());
  pollfd fds[] = {{pidfd, POLLIN, 0}, {signals.get(), POLLIN, 0}};
  while (::poll(fds, 2, -1) < 0 && errno == EINTR) {
  }
  if (fds[0].revents == 0) ::syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, nullptr, 0);
}

}  // namespace libcontainer::namespaces
