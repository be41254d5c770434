#include "libcontainer/netlink/netlink.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <string_view>

#include "libcontainer/error.h"
#include "libcontainer/unique_fd.h"
#include "message.h"
#include "socket.h"

namespace libcontainer::netlink {
namespace {

// Sends a request and waits for its acknowledgement.
void Request(const Message& message, const std::string& operation, const std::string& object) {
  constexpr uint32_t kSequence = 1;  // one request a socket
  const UniqueFd socket = OpenSocket();
  Send(socket.get(), message, kSequence);
  const Answer answer = WaitForAnswer(socket.get(), kSequence);
  if (answer.error == 0) return;
  throw Error(answer.error, operation,
              answer.text.empty() ? object : object + " (" + answer.text + ")");
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

// What dev_valid_name() of the kernel refuses can be the name of no interface. Looked up all the
// same, a name would end at its first ':' or zero byte, and "lo:1" find "lo".
bool IsInterfaceName(std::string_view name) {
  constexpr std::string_view kNever("/: \t\n\v\f\r\0", 9);
  return !name.empty() && name.size() < IFNAMSIZ && name != "." && name != ".." &&
         name.find_first_of(kNever) == std::string_view::npos;
}

}  // namespace

uint32_t InterfaceIndex(const std::string& name) {
  if (!IsInterfaceName(name)) {
    throw Error(EINVAL, "find interface (1 to 15 characters, no '/', ':' or space)", name);
  }
  ifreq request{};
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
