#include "socket.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sched.h>
#include <sys/socket.h>

#include <cerrno>

#include "acknowledgement.h"
#include "support/isolated.h"

namespace libcontainer::netlink {
namespace {

using testing::RunIsolated;

constexpr uint32_t kSequence = 7;
constexpr uint16_t kFlags = NLM_F_REQUEST | NLM_F_ACK;

Message LoopbackUp() {
  ifinfomsg body{};
  body.ifi_index = 1;
  body.ifi_flags = IFF_UP;
  body.ifi_change = IFF_UP;
  return Message(RTM_NEWLINK, kFlags, body);
}

// Gives the socket a port that others can send to.
sockaddr_nl Bind(int socket) {
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  EXPECT_EQ(::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  socklen_t length = sizeof address;
  EXPECT_EQ(::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length), 0);
  return address;
}

void Forge(const sockaddr_nl& victim, const std::string& bytes) {
  const UniqueFd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  EXPECT_EQ(::sendto(socket.get(), bytes.data(), bytes.size(), 0,
                     reinterpret_cast<const sockaddr*>(&victim), sizeof victim),
            static_cast<ssize_t>(bytes.size()));
}

TEST(NetlinkSocket, HazardN5_OnlyTheKernelIsBelieved) {
  RunIsolated(CLONE_NEWNET, [] {
    const UniqueFd socket = OpenSocket();
    const sockaddr_nl address = Bind(socket.get());
    Forge(address, Acknowledgement(kSequence, EPERM, "forged"));
    Forge(address, "no message");
    Send(socket.get(), LoopbackUp(), kSequence);
    const Answer answer = WaitForAnswer(socket.get(), kSequence);
    EXPECT_EQ(answer.error(), 0) << answer.text();
  });
}

TEST(NetlinkSocket, HazardN5_AnAnswerToAnotherRequestIsPassedOver) {
  RunIsolated(CLONE_NEWNET, [] {
    const UniqueFd socket = OpenSocket();
    ifinfomsg missing{};
    missing.ifi_index = 4711;
    Send(socket.get(), Message(RTM_NEWLINK, kFlags, missing), kSequence - 1);
    Send(socket.get(), LoopbackUp(), kSequence);
    EXPECT_EQ(WaitForAnswer(socket.get(), kSequence).error(), 0);
  });
}

// The whole request comes back in an error, so this answer is larger than a page.
TEST(NetlinkSocket, HazardN5_LargeAnswersAreNotCut) {
  RunIsolated(CLONE_NEWNET, [] {
    const UniqueFd socket = OpenSocket();
    ifinfomsg missing{};
    missing.ifi_index = 4711;
    Message message(RTM_NEWLINK, kFlags, missing);
    for (int i = 0; i < 3000; ++i) message.AddAttribute(IFLA_MTU, 1500U);
    Send(socket.get(), message, kSequence);
    EXPECT_EQ(WaitForAnswer(socket.get(), kSequence).error(), ENODEV);
  });
}

TEST(NetlinkSocket, HazardN12_IsCloseOnExec) {
  EXPECT_EQ(::fcntl(OpenSocket().get(), F_GETFD), FD_CLOEXEC);
}

}  // namespace
}  // namespace libcontainer::netlink
