#include "socket.h"

#include <linux/netlink.h>
#include <sys/socket.h>

#include <cerrno>

#include "libcontainer/error.h"

namespace libcontainer::netlink {
namespace {

// The next datagram that the kernel itself sent, whatever its size.
std::string Receive(int socket) {
  for (;;) {
    const ssize_t size = ::recv(socket, nullptr, 0, MSG_PEEK | MSG_TRUNC);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) throw Error(errno, "read from", "netlink socket");
    std::string datagram(static_cast<size_t>(size), '\0');
    sockaddr_nl sender{};
    socklen_t length = sizeof sender;
    const ssize_t count = ::recvfrom(socket, datagram.data(), datagram.size(), 0,
                                     reinterpret_cast<sockaddr*>(&sender), &length);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw Error(errno, "read from", "netlink socket");
    // Any process with CAP_NET_ADMIN here may send to this socket; only port 0 is the kernel.
    if (sender.nl_pid != 0) continue;
    datagram.resize(static_cast<size_t>(count));
    return datagram;
  }
}

}  // namespace

UniqueFd OpenSocket() {
  UniqueFd fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  if (!fd) throw Error(errno, "open", "netlink socket");
  // ENOPROTOOPT before Linux 4.12 and 4.20: requests work without as well.
  for (const int option : {NETLINK_EXT_ACK, NETLINK_GET_STRICT_CHK}) {
    const int on = 1;
    ::setsockopt(fd.get(), SOL_NETLINK, option, &on, sizeof on);
  }
  return fd;
}

void Send(int socket, const Message& message, uint32_t sequence) {
  const std::string bytes = message.Bytes(sequence);
  sockaddr_nl kernel{};
  kernel.nl_family = AF_NETLINK;
  ssize_t count = -1;
  do {
    count = ::sendto(socket, bytes.data(), bytes.size(), 0,
                     reinterpret_cast<const sockaddr*>(&kernel), sizeof kernel);
  } while (count < 0 && errno == EINTR);
  if (count < 0) throw Error(errno, "write to", "netlink socket");
}

Answer WaitForAnswer(int socket, uint32_t sequence) {
  Answer answer(sequence);
  while (!answer.complete()) answer.Add(Receive(socket));
  return answer;
}

std::vector<Reply> Exchange(const Message& message, const std::string& operation,
                            const std::string& object) {
  constexpr uint32_t kTries = 20;
  const UniqueFd socket = OpenSocket();
  for (uint32_t sequence = 1; sequence <= kTries; ++sequence) {
    Send(socket.get(), message, sequence);
    const Answer answer = WaitForAnswer(socket.get(), sequence);
    if (answer.error() != 0) {
      throw Error(answer.error(), operation,
                  answer.text().empty() ? object : object + " (" + answer.text() + ")");
    }
    if (!answer.interrupted()) return answer.replies();
  }
  throw Error(EAGAIN, operation, object);
}

}  // namespace libcontainer::netlink
