// Runs in: the parent.
#include <poll.h>
#include <sys/wait.h>

#include <cerrno>
#include <charconv>
#include <utility>

#include "libcontainer/error.h"
#include "privileged.h"
#include "process_impl.h"

namespace libcontainer {
namespace {

using namespaces::MessageKind;
using namespaces::SyncPipe;

pid_t ParsePid(const std::string& text) {
  pid_t pid = -1;
  std::from_chars(text.data(), text.data() + text.size(), pid);
  return pid;
}

bool IsChild(int pidfd) {
  siginfo_t info{};
  return ::waitid(P_PIDFD, static_cast<id_t>(pidfd), &info, WEXITED | WNOHANG | WNOWAIT | __WALL) ==
         0;
}

}  // namespace

void Process::Impl::Spawn(namespaces::Command command, const Config& config) {
  namespaces::SyncPipePair pipe = namespaces::NewSyncPipe();
  terminal_.Attach(command);
  namespaces::GiveStreams(command, config);
  init = namespaces::Spawn(command, pipe.child.fd());
  pipe_.emplace(std::move(pipe.parent));
  namespaces::SetHostLimits(init, config);
}

void Process::Impl::Send(MessageKind kind, namespaces::StartMessage& message, int fd) {
  try {
    pipe_->SendMessage(kind, message, fd);
  } catch (const Error& error) {
    if (error.error() != EPIPE) throw;  // else the init is dead, which AwaitExec explains
  }
}

void Process::Impl::Handle(SyncPipe::Frame frame, Progress& progress) {
  switch (frame.kind) {
    case MessageKind::kConsole:
      return terminal_.SetMaster(std::move(frame.fd));
    case MessageKind::kReady:
      progress.ready = true;
      return;
    case MessageKind::kListener:
      return seccomp_listener(std::move(frame.fd));
    case MessageKind::kChild:
      // Somebody in the container who has taken the child over can say so as well, of another process.
      if (std::exchange(progress.moved, true) || !IsChild(frame.fd.get())) {
        throw Error(EPROTO, "read frame from", "sync pipe");
      }
      if (guarded_) {
        guard_ = std::move(init);
      } else {
        Reap(false);
      }
      init = {ParsePid(frame.body), std::move(frame.fd)};
      reaped_ = false;
      return;
    default:
      progress.failed = namespaces::Decode<namespaces::FailedMessage>(frame.body);
  }
}

void Process::Impl::Check(const Progress& progress) {
  if (const auto& failed = progress.failed) {
    throw Error(failed->error, failed->operation, failed->object, failed->step);
  }
  if (progress.ready) return;
  Reap(false);
  throw Error(ECANCELED, "set up container: init ended early with status",
              std::to_string(result.ExitStatus()));
}

// False if the spawned process ended without one. Its end shows on the pipe only if it was the last that
// held it: killed after it has made the new process, it leaves that waiting for a message.
bool Process::Impl::AwaitMessage() {
  pollfd fds[] = {{pipe_->fd(), POLLIN, 0}, {init.pidfd.get(), POLLIN, 0}};
  while (::poll(fds, 2, -1) < 0) {
    if (errno != EINTR) throw Error(errno, "wait for", "init");
  }
  // It may have sent one between the two looks of poll.
  return fds[0].revents != 0 || ::poll(fds, 1, 0) > 0;
}

void Process::Impl::CloneInto(int cgroup, const namespaces::StartMessage& start, bool guard) {
  namespaces::StartMessage message;
  message.rootfs = start.rootfs;
  message.guard = guarded_ = guard;
  message.namespace_flags = start.namespace_flags & ~namespaces::kUnsharedByInit;
  Send(MessageKind::kClone, message, cgroup);
  Progress progress;
  std::optional<SyncPipe::Frame> frame;
  if (AwaitMessage()) frame = pipe_->Receive();
  if (frame) {
    progress.ready = frame->kind == MessageKind::kChild;
    Handle(*std::move(frame), progress);
  }
  Check(progress);
}

void Process::Impl::AwaitExec() {
  Progress progress;
  while (std::optional<SyncPipe::Frame> frame = pipe_->Receive()) {
    Handle(*std::move(frame), progress);
  }
  pipe_.reset();
  Check(progress);
}

}  // namespace libcontainer
