#include "dbus.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace libcontainer::cgroups::systemd {
namespace {

constexpr std::chrono::seconds kTimeout(20);
// Signals to this connection are few; more than these come from a bus gone mad.
constexpr size_t kMostSignals = 4096;
constexpr size_t kLongestLine = 256;
constexpr const char* kName = "system bus";

struct NamedErrno {
  std::string_view name;
  int error;
};
constexpr std::array<NamedErrno, 8> kErrors = {{
    {"org.freedesktop.systemd1.UnitExists", EEXIST},
    {"org.freedesktop.systemd1.NoSuchUnit", ENOENT},
    {"org.freedesktop.DBus.Error.AccessDenied", EACCES},
    {"org.freedesktop.DBus.Error.InvalidArgs", EINVAL},
    {"org.freedesktop.DBus.Error.PropertyReadOnly", EROFS},
    {"org.freedesktop.DBus.Error.ServiceUnknown", ENOENT},
    {"org.freedesktop.DBus.Error.NoReply", ETIMEDOUT},
    {"org.freedesktop.DBus.Error.UnixProcessIdUnknown", ESRCH},
}};

int ErrnoOf(const std::string& name) {
  const auto* const found = std::find_if(
      kErrors.begin(), kErrors.end(), [&](const NamedErrno& entry) { return entry.name == name; });
  return found == kErrors.end() ? EREMOTEIO : found->error;
}

std::chrono::steady_clock::time_point DeadlineFromNow() {
  return std::chrono::steady_clock::now() + kTimeout;
}

UniqueFd Connect(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) throw Error(ENAMETOOLONG, "connect to", path);
  std::copy(path.begin(), path.end(), address.sun_path);
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  // A connect that EINTR or a full backlog cut short is reported; the caller loses a start, no more.
  if (!fd ||
      ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw Error(errno, "connect to", path);
  }
  return fd;
}

// The user id in decimal, each digit as two of hexadecimal.
std::string ExternalIdentity() {
  std::string identity;
  for (const char digit : std::to_string(::geteuid())) identity.append("3").push_back(digit);
  return identity;
}

}  // namespace

DbusError::DbusError(const std::string& name, const std::string& text, const std::string& operation,
                     const std::string& object)
    : Error(ErrnoOf(name), operation, object + ": " + name + (text.empty() ? "" : ": " + text)),
      name_(name) {}

Dbus::Dbus(const std::string& socket) : socket_(Connect(socket)) {
  Authenticate(DeadlineFromNow());
  Message hello;
  hello.path = "/org/freedesktop/DBus";
  hello.interface = hello.destination = "org.freedesktop.DBus";
  hello.member = "Hello";
  Call(std::move(hello), kName);
}

void Dbus::Authenticate(Deadline deadline) {
  using namespace std::string_literals;
  // The byte 0 carries the credentials, which the bus takes from the socket.
  Send("\0AUTH EXTERNAL "s + ExternalIdentity() + "\r\n", deadline);
  std::string line;
  while (!line.ends_with("\r\n") && line.size() < kLongestLine) line += Read(1, deadline);
  if (!line.starts_with("OK ")) throw Error(EACCES, "authenticate to", kName);
  Send("BEGIN\r\n", deadline);
}

void Dbus::Wait(short events, Deadline deadline) {
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) throw Error(ETIMEDOUT, "wait for", kName);
    pollfd entry = {.fd = socket_.get(), .events = events, .revents = 0};
    const int ready = ::poll(&entry, 1, static_cast<int>(left.count()));
    if (ready > 0) return;
    if (ready < 0 && errno != EINTR) throw Error(errno, "wait for", kName);
  }
}

void Dbus::Send(std::string_view bytes, Deadline deadline) {
  while (!bytes.empty()) {
    Wait(POLLOUT, deadline);
    const ssize_t count =
        ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count >= 0) {
      bytes.remove_prefix(static_cast<size_t>(count));
    } else if (errno != EINTR && errno != EAGAIN) {
      throw Error(errno, "send to", kName);
    }
  }
}

std::string Dbus::Read(size_t size, Deadline deadline) {
  std::string bytes(size, '\0');
  for (size_t done = 0; done < size;) {
    Wait(POLLIN, deadline);
    const ssize_t count = ::recv(socket_.get(), bytes.data() + done, size - done, MSG_DONTWAIT);
    if (count == 0) throw Error(ECONNRESET, "read from", kName);
    if (count > 0) {
      done += static_cast<size_t>(count);
    } else if (errno != EINTR && errno != EAGAIN) {
      throw Error(errno, "read from", kName);
    }
  }
  return bytes;
}

Message Dbus::Receive(Deadline deadline) {
  std::string bytes = Read(kFixedHeaderSize, deadline);
  bytes += Read(MessageSize(bytes) - bytes.size(), deadline);
  return Decode(bytes);
}

Message Dbus::Call(Message call, const std::string& object) {
  const Deadline deadline = DeadlineFromNow();
  call.serial = ++last_serial_;
  Send(Encode(call), deadline);
  for (;;) {
    Message message = Receive(deadline);
    if (message.type == MessageType::kSignal && signals_.size() < kMostSignals) {
      signals_.push_back(std::move(message));
    } else if (message.reply_serial != call.serial) {
      continue;
    } else if (message.type == MessageType::kReturn) {
      return message;
    } else if (message.type == MessageType::kError) {
      const bool explained = message.signature.starts_with("s");
      throw DbusError(message.error, explained ? Decoder(message.body).String() : "", call.member,
                      object);
    }
  }
}

Message Dbus::WaitForSignal(const std::function<bool(const Message&)>& matches,
                            const std::string& object) {
  const Deadline deadline = DeadlineFromNow();
  for (;;) {
    while (!signals_.empty()) {
      Message message = std::move(signals_.front());
      signals_.pop_front();
      if (matches(message)) return message;
    }
    try {
      Message message = Receive(deadline);
      if (message.type == MessageType::kSignal) signals_.push_back(std::move(message));
    } catch (const Error& error) {
      throw Error(error.error(), "wait for signal about", object);
    }
  }
}

}  // namespace libcontainer::cgroups::systemd
