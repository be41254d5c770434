// Runs in: the parent.
#include "libcontainer/process.h"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "libcontainer/cgroups/driver.h"
#include "libcontainer/error.h"
#include "libcontainer/namespaces/exec.h"
#include "process_impl.h"

namespace libcontainer {
namespace {

void SendSignal(int pidfd, int signal) {
  if (::syscall(SYS_pidfd_send_signal, pidfd, signal, nullptr, 0) != 0) {
    throw Error(errno, "send signal to", "container");
  }
}

// A write to a reader that went away must give EPIPE, not end the program that links this library.
class BrokenPipeBlocked {
 public:
  BrokenPipeBlocked() {
    ::sigemptyset(&pipe_);
    ::sigaddset(&pipe_, SIGPIPE);
    sigset_t pending;
    ::sigpending(&pending);
    was_pending_ = ::sigismember(&pending, SIGPIPE) == 1;
    ::pthread_sigmask(SIG_BLOCK, &pipe_, &saved_);
  }
  BrokenPipeBlocked(const BrokenPipeBlocked&) = delete;
  BrokenPipeBlocked& operator=(const BrokenPipeBlocked&) = delete;
  ~BrokenPipeBlocked() {
    const timespec now{};
    if (!was_pending_) ::sigtimedwait(&pipe_, nullptr, &now);
    ::pthread_sigmask(SIG_SETMASK, &saved_, nullptr);
  }

 private:
  sigset_t pipe_;
  sigset_t saved_;
  bool was_pending_ = false;
};

}  // namespace

Process::Process(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Process::Process(Process&&) noexcept = default;
Process& Process::operator=(Process&&) noexcept = default;
Process::~Process() = default;

pid_t Process::pid() const { return impl_->init.pid; }
int Process::pidfd() const { return impl_->init.pidfd.get(); }
void Process::Signal(int signal) { SendSignal(pidfd(), signal); }
Result Process::Wait(int signal_fd) { return impl_->Wait(signal_fd); }

Process::Impl::~Impl() {
  try {
    if (init.pidfd && !reaped_) Reap(true);
  } catch (const Error&) {
    // ECHILD: the caller has reaped it. What belongs to the container must go all the same.
  }
  EndGuard();
  try {
    Cleanup();
  } catch (const Error&) {
    // Nobody is left to tell: a start has its own error to report, and who cares for the outcome of
    // a clean-up calls Wait.
  }
}

// Returns false if the caller asked to end while only output is left to write.
bool Process::Impl::ForwardSignals(int signal_fd) {
  signalfd_siginfo info{};
  if (::read(signal_fd, &info, sizeof info) != sizeof info) return true;
  const int signal = static_cast<int>(info.ssi_signo);
  if (signal == SIGWINCH) {
    terminal_.ResizeToCaller();
    return true;
  }
  if (signal == SIGCHLD || signal == SIGPIPE || signal == SIGURG) return true;
  // ESRCH: the process ended just now.
  if (::syscall(SYS_pidfd_send_signal, init.pidfd.get(), signal, nullptr, 0) != 0) {
    return signal != SIGTERM && signal != SIGINT && signal != SIGHUP && signal != SIGQUIT;
  }
  return true;
}

void Process::Impl::CopyUntilExit(int signal_fd) {
  bool exited = false;
  for (;;) {
    const std::vector<namespaces::Relay*> relays = terminal_.Relays();
    std::vector<pollfd> fds = {{exited ? -1 : init.pidfd.get(), POLLIN, 0}, {signal_fd, POLLIN, 0}};
    bool output_left = false;
    for (const namespaces::Relay* relay : relays) {
      const bool wanted = !exited || terminal_.IsOutput(relay);
      fds.push_back(wanted ? relay->Interest() : pollfd{-1, 0, 0});
      output_left = output_left || (terminal_.IsOutput(relay) && !relay->done());
    }
    if (exited && !output_left) return;
    // After the end a source has all it will ever have: no waiting for more.
    const bool draining = exited && std::all_of(fds.begin() + 2, fds.end(), [](const pollfd& fd) {
                            return fd.fd < 0 || fd.events == POLLIN;
                          });
    if (::poll(fds.data(), fds.size(), draining ? 0 : -1) < 0) {
      if (errno == EINTR) continue;
      throw Error(errno, "poll", "container");
    }
    if (fds[1].revents != 0 && !ForwardSignals(signal_fd)) return;
    for (size_t i = 0; i < relays.size(); ++i) {
      if (fds[i + 2].revents != 0 || (exited && fds[i + 2].events == POLLIN)) {
        relays[i]->Step(exited);
      }
    }
    exited = exited || fds[0].revents != 0;
  }
}

void Process::Impl::Reap(bool kill) {
  // ESRCH: it has ended already.
  if (kill) {
    ::syscall(SYS_pidfd_send_signal, init.pidfd.get(), SIGKILL, nullptr, 0);
    if (cgroup) cgroups::ThawForExit(cgroup->GetLocation());
  }
  siginfo_t info{};
  int error = 0;
  do {  // the system call itself: the C library's function has no room for the usage
    error = ::syscall(SYS_waitid, P_PIDFD, init.pidfd.get(), &info, WEXITED | __WALL,
                      &result.usage) == 0
                ? 0
                : errno;
  } while (error == EINTR);
  reaped_ = true;
  if (error != 0) throw Error(error, "wait for", "container");
  const bool exited = info.si_code == CLD_EXITED;
  result.exit_code = exited ? info.si_status : 0;
  result.signal = exited ? 0 : info.si_status;
}

void Process::Impl::EndGuard() {
  if (!guard_.pidfd) return;
  ::syscall(SYS_pidfd_send_signal, guard_.pidfd.get(), SIGKILL, nullptr, 0);  // ESRCH: it has ended
  siginfo_t info{};
  // ECHILD: the caller has reaped it.
  while (::waitid(P_PIDFD, static_cast<id_t>(guard_.pidfd.get()), &info, WEXITED) != 0 &&
         errno == EINTR) {
  }
  guard_.pidfd.reset();
}

void Process::Impl::Cleanup() {
  if (!record) return;
  if (!record->Relock()) {
    // Somebody found the container dead, cleaned up, and may have started another one.
    if (state) state->Abandon();
    record.reset();
    return;
  }
  if (cgroup) cgroup->Cleanup();
  namespaces::DestroyNetworking(networks, network_contexts);
  state.reset();
  record->Remove();
  record.reset();
}

Result Process::Impl::Wait(int signal_fd) {
  {
    const BrokenPipeBlocked blocked;
    CopyUntilExit(signal_fd);
  }
  Reap(false);
  EndGuard();
  result.timings.run = Clock::now() - running_since;
  terminal_.Close();
  if (cgroup) {
    const cgroups::PeakUsage peak = cgroup->GetPeakUsage();
    result.peak_memory_bytes = peak.memory_bytes;
    result.oom_killed = peak.oom_kills > 0;
  }
  Cleanup();
  return result;
}

}  // namespace libcontainer
