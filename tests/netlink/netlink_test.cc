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
#include <string>

#include "libcontainer/error.h"
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

// A flag that only an administrator sets, to see whether a request touches it.
void SetNoArp() {
  ifreq interface = Get(SIOCGIFFLAGS);
  interface.ifr_flags |= IFF_NOARP;
  const UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ASSERT_EQ(::ioctl(socket.get(), SIOCSIFFLAGS, &interface), 0);
  ASSERT_NE(Flags() & IFF_NOARP, 0);
}

TEST(Netlink, HazardN3_UpAndDownChangeNoOtherFlag) {
  RunIsolated(CLONE_NEWNET, [] {
    const uint32_t lo = InterfaceIndex("lo");
    SetNoArp();
    const int before = Flags();
    ASSERT_EQ(before & IFF_UP, 0);
    NetworkLinkUp(lo);
    EXPECT_EQ(Flags(), before | IFF_UP | IFF_RUNNING);
    NetworkLinkDown(lo);
    EXPECT_EQ(Flags() & ~IFF_RUNNING, before & ~IFF_RUNNING);
  });
}

TEST(Netlink, HazardN3_SettingTheMtuChangesNoFlag) {
  RunIsolated(CLONE_NEWNET, [] {
    SetNoArp();
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

TEST(Netlink, ErrorsHaveTheKernelsWords) {
  RunIsolated(CLONE_NEWNET, [] {
    const int before = Mtu();
    try {
      NetworkSetMTU(InterfaceIndex("lo"), 0x80000000U);
      ADD_FAILURE() << "a negative MTU";
    } catch (const Error& error) {
      EXPECT_EQ(error.error(), EINVAL);
      EXPECT_NE(error.object().find("mtu less than device minimum"), std::string::npos)
          << error.what();
    }
    EXPECT_EQ(Mtu(), before);
  });
}

// The kernel itself would cut each of these to "lo".
TEST(Netlink, HazardN10_NamesAreRefusedNotCut) {
  using std::string_literals::operator""s;
  EXPECT_NO_THROW(InterfaceIndex("lo"));
  EXPECT_EQ(ErrorOf([] { InterfaceIndex("lo0123456789abc"); }), ENODEV) << "15 bytes are a name";
  for (const std::string& name : {"lo0123456789abcd"s, ""s, "lo:1"s, "lo\0x"s, "lo\0"s, "l o"s,
                                  "lo\n"s, "../lo"s, "."s, ".."s}) {
    EXPECT_EQ(ErrorOf([&] { InterfaceIndex(name); }), EINVAL) << name;
  }
}

TEST(Netlink, HazardN12_NoSocketIsLeft) {
  RunIsolated(CLONE_NEWNET, [] {
    namespace fs = std::filesystem;
    const auto count = std::distance(fs::directory_iterator("/proc/self/fd"), {});
    for (int i = 0; i < 10; ++i) NetworkLinkUp(InterfaceIndex("lo"));
    EXPECT_EQ(std::distance(fs::directory_iterator("/proc/self/fd"), {}), count);
  });
}

}  // namespace
}  // namespace libcontainer::netlink
