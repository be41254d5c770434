#ifndef LIBCONTAINER_NAMESPACES_SYNC_PIPE_H_
#define LIBCONTAINER_NAMESPACES_SYNC_PIPE_H_

#include <optional>
#include <string>

#include "internal/wire.h"
#include "libcontainer/unique_fd.h"
#include "message.h"

namespace libcontainer::namespaces {

// One end of the channel between the caller and the init: frames, each of which can carry a
// descriptor. See message.h for the protocol.
class SyncPipe {
 public:
  explicit SyncPipe(UniqueFd fd) : fd_(std::move(fd)) {}

  struct Frame {
    MessageKind kind{};
    std::string body;
    UniqueFd fd;
  };

  // Throws Error: EPIPE, the other end is gone.
  void Send(MessageKind kind, const std::string& body = {}, int fd = -1);
  template <class Message>
  void SendMessage(MessageKind kind, Message& message, int fd = -1) {
    internal::WireWriter writer;
    writer(message);
    Send(kind, writer.bytes(), fd);
  }

  // The next frame, or nothing at end of file. Throws Error: EPROTO, a frame that is cut off or
  // longer than 64 MiB.
  std::optional<Frame> Receive();

  int fd() const { return fd_.get(); }
  void Close() { fd_.reset(); }

 private:
  UniqueFd fd_;
};

struct SyncPipePair {
  SyncPipe parent;
  SyncPipe child;
};

// Both ends, close-on-exec. Throws Error.
SyncPipePair NewSyncPipe();

// Decodes the body of a frame. Throws Error EPROTO.
template <class Message>
Message Decode(const std::string& body) {
  Message message;
  internal::WireReader reader(body);
  reader(message);
  if (!reader.ok()) throw Error(EPROTO, "decode message on", "sync pipe");
  return message;
}

}  // namespace libcontainer::namespaces

#endif  // LIBCONTAINER_NAMESPACES_SYNC_PIPE_H_
