#include "libcontainer/network/network.h"

#include <gtest/gtest.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <set>
#include <string>
#include <vector>

#include "libcontainer/error.h"
#include "libcontainer/netlink/netlink.h"
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

TEST(NetworkVeth, HazardN9_NamesThatAreTakenArePassedOver) {
  RunIsolated(CLONE_NEWNET, [] {
    netlink::CreateBridge("br0", false);
    Network network;
    network.type = "veth";
    network.bridge = "br0";
    network.veth_prefix = "0123456789abcd";  // leaves one digit
    std::set<std::string> indexes;
    for (int i = 0; i < 16; ++i) {
      network.name = "in" + std::to_string(i);
      Context context;
      GetStrategy("veth").Create(network, ::getpid(), context);
      EXPECT_TRUE(indexes.insert(context.at("veth-host-index")).second);
    }
    network.name = "more";
    Context context;
    EXPECT_EQ(ErrorOf([&] { GetStrategy("veth").Create(network, ::getpid(), context); }), EEXIST);
    EXPECT_TRUE(context.empty());
    EXPECT_EQ(netlink::NetworkGetLinks().size(), 2U + 32U);
  });
}

TEST(NetworkVeth, WhatWasMadeIsRemovedOnce) {
  RunIsolated(CLONE_NEWNET, [] {
    netlink::CreateBridge("br0", false);
    Network network;
    network.bridge = "br0";
    network.veth_prefix = "v";
    Context context;
    const NetworkStrategy& veth = GetStrategy("veth");
    veth.Create(network, ::getpid(), context);
    EXPECT_EQ(netlink::NetworkGetLinks().size(), 4U);
    veth.Destroy(context);
    veth.Destroy(context);
    veth.Destroy({});
    EXPECT_EQ(netlink::NetworkGetLinks().size(), 2U);
  });
}

TEST(NetworkInterface, ByNameAsInTheOriginal) {
  RunIsolated(CLONE_NEWNET, [] {
    CreateVethPair("a", "b");
    netlink::CreateBridge("br0", false);
    SetInterfaceMaster("a", "br0");
    EXPECT_EQ(ErrorOf([] { SetInterfaceMaster("br0", "b"); }), EOPNOTSUPP);
    ChangeInterfaceName("b", "c");
    SetInterfaceIp("c", "10.0.0.2/24");
    InterfaceUp("a");
    InterfaceUp("c");
    SetDefaultGateway("10.0.0.1", "c");
    const netlink::Route route = netlink::NetworkGetRoutes().at(0);
    EXPECT_EQ(route.gateway, "10.0.0.1");
    EXPECT_EQ(route.index, netlink::InterfaceIndex("c"));
    RunIsolated(CLONE_NEWNET, [] {
      CreateVethPair("d", "e");
      SetInterfaceInNamespacePid("d", ::getppid());
      EXPECT_EQ(netlink::NetworkGetLinks().size(), 2U);
    });
  });
}

TEST(NetworkNames, FillTheGaps) {
  std::vector<Network> networks(6);
  for (Network& network : networks) network.type = "veth";
  networks[0].type = "loopback";
  networks[2].name = "eth1";
  networks[4].name = "wan";
  NameInterfaces(networks);
  const char* const names[] = {"", "eth0", "eth1", "eth2", "wan", "eth3"};
  for (size_t i = 0; i < networks.size(); ++i) EXPECT_EQ(networks[i].name, names[i]);
}

TEST(NetworkStats, ParsesTheKernelsTable) {
  const std::string head =
      "Inter-|   Receive                                                |  Transmit\n"
      " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs\n";
  EXPECT_EQ(
      ParseStats(head + "    lo:       1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n"
                        "veth0123456789a:18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n"),
      (std::vector<InterfaceStats>{{{1, 2, 3, 4, 9, 10, 11, 12}, "lo"},
                                   {{UINT64_MAX, 0, 0, 0, 0, 0, 0, 0}, "veth0123456789a"}}));
  EXPECT_TRUE(ParseStats(head).empty());
  for (const std::string& bad :
       {std::string("x"), head + "lo 1 2 3", head + "lo: 1 2 3", head + ": 1 2 3",
        head + "lo: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 x",
        head + "lo: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 99999999999999999999",
        head + "lo: 1 2 3 4 5 6 7 8 -9 10 11 12 13 14 15 16"}) {
    EXPECT_EQ(ErrorOf([&] { ParseStats(bad); }), EINVAL) << bad;
  }
}

TEST(NetworkStats, OnlyOfAnotherNamespace) {
  EXPECT_TRUE(GetStats(::getpid()).empty());
  EXPECT_EQ(ErrorOf([] { GetStats(1 << 22); }), ENOENT);
  RunIsolated(CLONE_NEWNET, [] {
    const std::vector<InterfaceStats> stats = GetStats(::getppid());
    EXPECT_FALSE(stats.empty());
  });
}

TEST(NetworkStrategy, UnknownTypeIsAnError) {
  for (const char* type : {"", "ppp", "Loopback", "loopback "}) {
    EXPECT_EQ(ErrorOf([&] { GetStrategy(type); }), ENOTSUP) << type;
  }
}

}  // namespace
}  // namespace libcontainer::network
