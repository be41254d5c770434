// Runs in: the parent.
#include <limits.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "libcontainer/error.h"
#include "libcontainer/namespaces/terminal.h"

namespace libcontainer::namespaces {
namespace {

constexpr size_t kBufferSize = 32 << 10;

}  // namespace

pollfd Relay::Interest() const {
  if (done_) return {-1, 0, 0};
  if (begin_ < end_) return {to_, POLLOUT, 0};
  return {from_, POLLIN, 0};
}

void Relay::Step(bool source_ended) {
  if (done_) return;
  if (begin_ < end_) {
    Write();
  } else {
    Read(source_ended);
  }
}

void Relay::Read(bool source_ended) {
  pollfd source{from_, POLLIN, 0};
  if (::poll(&source, 1, 0) == 0) {
    done_ = source_ended;
    return;
  }
  if (!buffer_) buffer_ = std::make_unique_for_overwrite<char[]>(kBufferSize);
  const ssize_t count = ::read(from_, buffer_.get(), kBufferSize);
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
  // EIO: the last slave of a pseudo-terminal was closed, or a terminal that is not ours to read.
  if (count <= 0) {
    done_ = true;
    return;
  }
  begin_ = 0;
  end_ = static_cast<size_t>(count);
  last_byte_ = buffer_[end_ - 1];
}

void Relay::Write() {
  // A pipe that poll(2) calls writable takes PIPE_BUF bytes without blocking, not more.
  const ssize_t count =
      ::write(to_, buffer_.get() + begin_, std::min<size_t>(end_ - begin_, PIPE_BUF));
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (count < 0 && (errno == EPIPE || errno == EIO || errno == ECONNRESET)) {
    done_ = target_gone_ = true;
    return;
  }
  if (count < 0) throw Error(errno, "write", "standard output of the container's command");
  begin_ += static_cast<size_t>(count);
}

}  // namespace libcontainer::namespaces
