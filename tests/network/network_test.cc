#include "libcontainer/network/network.h"

#include <gtest/gtest.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "libcontainer/error.h"
#include "libcontainer/unique_fd.h"
#include "support/isolated.h"

namespace libcontainer::network {
namespace {

using testing::RunIsolated;

constexpr int kKernelsMtu = 65536;

// Read without the code under test.
ifreq Get(unsigned long request) {
  ifreq interface {};
  std::strcpy(interface.ifr_name, "lo");
  const UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  EXPECT_EQ(::ioctl(socket.get(), request, &interface), 0);
  return interface;
}
bool IsUp() { return (Get(SIOCGIFFLAGS).ifr_flags & IFF_UP) != 0; }
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

Network LoopbackWithMtu(int64_t mtu) {
  Network network;
  network.type = "loopback";
  network.mtu = mtu;
  return network;
}

void Initialize(const Network& network) { GetStrategy(network.type).Initialize(network, {}); }

TEST(NetworkLoopback, HazardN1_OmittedMtuLeavesTheKernels) {
  RunIsolated(CLONE_NEWNET, [] {
    ASSERT_FALSE(IsUp());
    Initialize(LoopbackWithMtu(0));
    EXPECT_TRUE(IsUp());
    EXPECT_EQ(Mtu(), kKernelsMtu);
  });
}

// With the MTU of 0 that the kernel accepts, lo is up and has no address.
TEST(NetworkLoopback, HazardN1_LoopbackCarriesIpv4) {
  RunIsolated(CLONE_NEWNET, [] {
    Initialize(LoopbackWithMtu(0));
    EXPECT_EQ(Get(SIOCGIFADDR).ifr_addr.sa_family, AF_INET);
  });
}

TEST(NetworkLoopback, SetsTheMtuThatIsGiven) {
  RunIsolated(CLONE_NEWNET, [] {
    Initialize(LoopbackWithMtu(1500));
    EXPECT_EQ(Mtu(), 1500);
    EXPECT_TRUE(IsUp());
  });
}

TEST(NetworkLoopback, ImpossibleMtuLeavesTheInterfaceDown) {
  RunIsolated(CLONE_NEWNET, [] {
    for (const int64_t mtu : {int64_t{-1}, int64_t{INT32_MAX} + 1, int64_t{UINT32_MAX} + 1,
                              int64_t{UINT32_MAX} + 1501, INT64_MIN, INT64_MAX}) {
      EXPECT_EQ(ErrorOf([&] { Initialize(LoopbackWithMtu(mtu)); }), EINVAL) << mtu;
    }
    EXPECT_EQ(Mtu(), kKernelsMtu);
    EXPECT_FALSE(IsUp());
  });
}

TEST(NetworkLoopback, CreateDoesNothing) {
  RunIsolated(CLONE_NEWNET, [] {
    Context context;
    GetStrategy("loopback").Create(LoopbackWithMtu(1500), ::getpid(), context);
    EXPECT_TRUE(context.empty());
    EXPECT_EQ(Mtu(), kKernelsMtu);
    EXPECT_FALSE(IsUp());
  });
}

TEST(NetworkInterface, UpAndDownByName) {
  RunIsolated(CLONE_NEWNET, [] {
    InterfaceUp("lo");
    EXPECT_TRUE(IsUp());
    InterfaceDown("lo");
    EXPECT_FALSE(IsUp());
  });
}

TEST(NetworkInterface, MissingInterfaceIsAnError) {
  RunIsolated(CLONE_NEWNET, [] {
    EXPECT_EQ(ErrorOf([] { InterfaceUp("nope"); }), ENODEV);
    EXPECT_EQ(ErrorOf([] { InterfaceDown("nope"); }), ENODEV);
    EXPECT_EQ(ErrorOf([] { SetMtu("nope", 1500); }), ENODEV);
  });
}

TEST(NetworkStrategy, UnknownTypeIsAnError) {
  for (const char* type : {"", "ppp", "Loopback", "loopback "}) {
    EXPECT_EQ(ErrorOf([&] { GetStrategy(type); }), ENOTSUP) << type;
  }
}

}  // namespace
}  // namespace libcontainer::network
