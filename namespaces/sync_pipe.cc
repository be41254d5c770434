#include "sync_pipe.h"

#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "libcontainer/error.h"

namespace libcontainer::namespaces {
namespace {

constexpr uint64_t kLargestFrame = 64 << 20;

struct Header {
  uint64_t length;
  MessageKind kind;
};

[[noreturn]] void ThrowCutOff() { throw Error(EPROTO, "read frame from", "sync pipe"); }

// Reads exactly `size` bytes; false at end of file before the first one. `fd` receives a descriptor
// that comes along.
bool ReadFully(int socket, void* data, size_t size, UniqueFd& fd) {
  size_t done = 0;
  while (done < size) {
    iovec part{static_cast<char*>(data) + done, size - done};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const ssize_t count = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    // ECONNRESET: the other process was killed with unread data in its queue; nothing follows.
    if (count < 0 && errno == ECONNRESET && done == 0) return false;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw Error(errno, "read from", "sync pipe");
    const cmsghdr* extra = CMSG_FIRSTHDR(&message);
    if (extra != nullptr && extra->cmsg_type == SCM_RIGHTS) {
      int received = -1;
      std::memcpy(&received, CMSG_DATA(extra), sizeof received);
      fd.reset(received);
    }
    if (count == 0 && done == 0) return false;
    if (count == 0) ThrowCutOff();
    done += static_cast<size_t>(count);
  }
  return true;
}

void WriteFully(int socket, std::string_view data, int fd) {
  while (!data.empty()) {
    iovec part{const_cast<char*>(data.data()), data.size()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (fd >= 0) {
      message.msg_control = control.data();
      message.msg_controllen = control.size();
      cmsghdr* extra = CMSG_FIRSTHDR(&message);
      extra->cmsg_level = SOL_SOCKET;
      extra->cmsg_type = SCM_RIGHTS;
      extra->cmsg_len = CMSG_LEN(sizeof(int));
      std::memcpy(CMSG_DATA(extra), &fd, sizeof fd);
    }
    const ssize_t count = ::sendmsg(socket, &message, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw Error(errno, "write to", "sync pipe");
    data.remove_prefix(static_cast<size_t>(count));
    fd = -1;
  }
}

}  // namespace

void SyncPipe::Send(MessageKind kind, const std::string& body, int fd) {
  const Header header{body.size(), kind};
  std::string frame(reinterpret_cast<const char*>(&header), sizeof header);
  frame += body;
  WriteFully(fd_.get(), frame, fd);
}

std::optional<SyncPipe::Frame> SyncPipe::Receive() {
  Header header{};
  Frame frame;
  if (!ReadFully(fd_.get(), &header, sizeof header, frame.fd)) return std::nullopt;
  if (header.length > kLargestFrame) ThrowCutOff();
  frame.kind = header.kind;
  frame.body.resize(header.length);
  if (header.length > 0 && !ReadFully(fd_.get(), frame.body.data(), header.length, frame.fd)) {
    ThrowCutOff();
  }
  return frame;
}

SyncPipePair NewSyncPipe() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    throw Error(errno, "create", "sync pipe");
  }
  return {SyncPipe(UniqueFd(ends[0])), SyncPipe(UniqueFd(ends[1]))};
}

}  // namespace libcontainer::namespaces
