#include "libcontainer/netlink/netlink.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "libcontainer/error.h"
#include "libcontainer/network/network.h"
#include "libcontainer/unique_fd.h"
#include "support/isolated.h"

namespace libcontainer::netlink {
namespace {

using testing::RunIsolated;

// Read without the code under test.
ifreq Get(unsigned long request) {
  ifreq interface {};
  std::strcpy(interface.ifr_name, "lo");
  const UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  EXPECT_EQ(::ioctl(socket.get(), request, &interface), 0);
  return interface;
}
int Flags() { return Get(SIOCGIFFLAGS).ifr_flags; }
int Mtu() { return Get(SIOCGIFMTU).ifr_mtu; }

template <class Function>
int ErrorOf(Function function) {
  try {
    function();
  } catch (const Error& error) {
    return error.error();
  }
  return 0;
}

TEST(Netlink, LinkUpAndDown) {
  RunIsolated(CLONE_NEWNET, [] {
    const uint32_t lo = InterfaceIndex("lo");
    EXPECT_EQ(Flags() & IFF_UP, 0);
    NetworkLinkUp(lo);
    EXPECT_NE(Flags() & IFF_UP, 0);
    NetworkLinkDown(lo);
    EXPECT_EQ(Flags() & IFF_UP, 0);
  });
}

TEST(Netlink, HazardN3_SettingTheMtuChangesNoFlag) {
  RunIsolated(CLONE_NEWNET, [] {
    const int before = Flags();
    NetworkSetMTU(InterfaceIndex("lo"), 1400);
    EXPECT_EQ(Mtu(), 1400);
    EXPECT_EQ(Flags(), before);
  });
}

TEST(Netlink, ErrorsAreTheKernels) {
  RunIsolated(CLONE_NEWNET, [] {
    EXPECT_EQ(ErrorOf([] { InterfaceIndex("nope"); }), ENODEV);
    EXPECT_EQ(ErrorOf([] { NetworkLinkUp(4711); }), ENODEV);
  });
}

TEST(Netlink, HazardN10_LongNamesAreRefusedNotCut) {
  EXPECT_EQ(ErrorOf([] { InterfaceIndex("lo0123456789abcd"); }), EINVAL);
  EXPECT_EQ(ErrorOf([] { InterfaceIndex(""); }), EINVAL);
}

TEST(Netlink, HazardN12_NoSocketIsLeft) {
  RunIsolated(CLONE_NEWNET, [] {
    namespace fs = std::filesystem;
    const auto count = std::distance(fs::directory_iterator("/proc/self/fd"), {});
    for (int i = 0; i < 10; ++i) NetworkLinkUp(InterfaceIndex("lo"));
    EXPECT_EQ(std::distance(fs::directory_iterator("/proc/self/fd"), {}), count);
  });
}

TEST(NetworkLoopback, HazardN1_OmittedMtuLeavesTheKernels) {
  RunIsolated(CLONE_NEWNET, [] {
    const int before = Mtu();
    network::GetStrategy("loopback").Initialize({"loopback"}, {});
    EXPECT_EQ(Mtu(), before);
    EXPECT_NE(Flags() & IFF_UP, 0);
    network::GetStrategy("loopback").Initialize({"loopback", "", "", "", "", "", 1500}, {});
    EXPECT_EQ(Mtu(), 1500);
  });
}

TEST(NetworkStrategy, UnknownTypeIsAnError) {
  EXPECT_EQ(ErrorOf([] { network::GetStrategy("ppp"); }), ENOTSUP);
}

}  // namespace
}  // namespace libcontainer::netlink
