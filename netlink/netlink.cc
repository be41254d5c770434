#include "libcontainer/netlink/netlink.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "libcontainer/error.h"
#include "libcontainer/unique_fd.h"
#include "message.h"

namespace libcontainer::netlink {
namespace {

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
    // Any process may send to this socket; only port 0 is the kernel.
    if (sender.nl_pid != 0) continue;
    datagram.resize(static_cast<size_t>(count));
    return datagram;
  }
}

// Sends a request and waits for its acknowledgement.
void Request(const Message& message, const std::string& operation, const std::string& object) {
  constexpr uint32_t kSequence = 1;  // one request a socket
  const UniqueFd socket = OpenSocket();
  const std::string bytes = message.Bytes(kSequence);
  sockaddr_nl kernel{};
  kernel.nl_family = AF_NETLINK;
  if (::sendto(socket.get(), bytes.data(), bytes.size(), 0,
               reinterpret_cast<const sockaddr*>(&kernel), sizeof kernel) < 0) {
    throw Error(errno, operation, object);
  }
  std::optional<Answer> answer;
  while (!answer) answer = FindAnswer(Receive(socket.get()), kSequence);
  if (answer->error == 0) return;
  throw Error(answer->error, operation,
              answer->text.empty() ? object : object + " (" + answer->text + ")");
}

std::string Describe(uint32_t index) { return "interface " + std::to_string(index); }

// `flags` among those of `change` only: 0 in both touches no flag.
ifinfomsg LinkBody(uint32_t index, unsigned flags, unsigned change) {
  ifinfomsg body{};
  body.ifi_family = AF_UNSPEC;
  body.ifi_index = static_cast<int>(index);
  body.ifi_flags = flags;
  body.ifi_change = change;
  return body;
}

}  // namespace

uint32_t InterfaceIndex(const std::string& name) {
  ifreq request{};
  if (name.empty() || name.size() >= sizeof request.ifr_name) {
    throw Error(EINVAL, "find interface (names have 1 to 15 characters)", name);
  }
  std::memcpy(request.ifr_name, name.c_str(), name.size());
  const UniqueFd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket) throw Error(errno, "open", "socket");
  if (::ioctl(socket.get(), SIOCGIFINDEX, &request) != 0) {
    throw Error(errno, "find interface", name);
  }
  return static_cast<uint32_t>(request.ifr_ifindex);
}

void NetworkLinkUp(uint32_t index) {
  Request(Message(RTM_NEWLINK, 0, LinkBody(index, IFF_UP, IFF_UP)), "bring up", Describe(index));
}

void NetworkLinkDown(uint32_t index) {
  Request(Message(RTM_NEWLINK, 0, LinkBody(index, 0, IFF_UP)), "bring down", Describe(index));
}

void NetworkSetMTU(uint32_t index, uint32_t mtu) {
  Message message(RTM_NEWLINK, 0, LinkBody(index, 0, 0));
  message.AddAttribute(IFLA_MTU, mtu);
  Request(message, "set MTU " + std::to_string(mtu) + " of", Describe(index));
}

}  // namespace libcontainer::netlink
