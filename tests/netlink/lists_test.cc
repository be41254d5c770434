// What the package lists and what it has changed, compared with what ip(8) reads back.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/if_addr.h>
#include <net/if.h>
#include <sched.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <set>

#include "libcontainer/error.h"
#include "libcontainer/netlink/netlink.h"
#include "libcontainer/unique_fd.h"
#include "replies.h"
#include "support/ip.h"
#include "support/isolated.h"

namespace libcontainer::netlink {
namespace {

using nlohmann::json;
using testing::Ip;
using testing::IpJson;
using testing::RunIsolated;
using testing::TempDir;

json LinkOf(const std::string& name) { return IpJson("-d link show dev " + name).at(0); }

template <class Function>
int ErrorOf(Function function) {
  try {
    function();
  } catch (const Error& error) {
    return error.error();
  }
  return 0;
}

TEST(NetlinkLinks, AreMadeRenamedAndRemoved) {
  RunIsolated(CLONE_NEWNET, [] {
    NetworkLinkAdd("one", "bridge");
    const uint32_t index = InterfaceIndex("one");
    EXPECT_EQ(LinkOf("one")["linkinfo"]["info_kind"], "bridge");
    NetworkChangeName(index, "two");
    EXPECT_EQ(LinkOf("two")["ifindex"], index);
    EXPECT_EQ(ErrorOf([&] { NetworkChangeName(index, "lo"); }), EEXIST);
    EXPECT_EQ(ErrorOf([] { NetworkLinkAdd("lo", "bridge"); }), EEXIST);
    EXPECT_EQ(ErrorOf([] { NetworkLinkAdd("x", "nothing"); }), EOPNOTSUPP);
    NetworkLinkDel(index);
    EXPECT_EQ(ErrorOf([] { InterfaceIndex("two"); }), ENODEV);
    EXPECT_EQ(ErrorOf([&] { NetworkLinkDel(index); }), ENODEV);
  });
}

TEST(NetlinkLinks, HazardN10_NewNamesAreRefusedNotCut) {
  RunIsolated(CLONE_NEWNET, [] {
    const size_t before = NetworkGetLinks().size();
    for (const std::string name : {"0123456789abcdef", "", "a/b", "a b", "a:b", "."}) {
      EXPECT_EQ(ErrorOf([&] { NetworkLinkAdd(name, "bridge"); }), EINVAL) << name;
      EXPECT_EQ(ErrorOf([&] { CreateBridge(name, false); }), EINVAL) << name;
      EXPECT_EQ(ErrorOf([&] { NetworkCreateVethPair(name, "ok"); }), EINVAL) << name;
      EXPECT_EQ(ErrorOf([&] { NetworkCreateVethPair("ok", name); }), EINVAL) << name;
      EXPECT_EQ(ErrorOf([&] { NetworkChangeName(1, name); }), EINVAL) << name;
    }
    EXPECT_EQ(NetworkGetLinks().size(), before);
  });
}

TEST(NetlinkLinks, HazardN3_MasterAndNamespaceChangeNoFlag) {
  RunIsolated(CLONE_NEWNET, [] {
    NetworkCreateVethPair("one", "other");
    CreateBridge("br0", false);
    const uint32_t index = InterfaceIndex("one");
    const json flags = LinkOf("one")["flags"];
    AddToBridge(index, InterfaceIndex("br0"));
    EXPECT_EQ(LinkOf("one")["master"], "br0");
    EXPECT_EQ(LinkOf("one")["flags"], flags);
    EXPECT_EQ(ErrorOf([&] { AddToBridge(InterfaceIndex("br0"), index); }), EOPNOTSUPP);
    NetworkSetMaster(index, 0);
    EXPECT_FALSE(LinkOf("one").contains("master"));
    RunIsolated(CLONE_NEWNET, [&] {
      const UniqueFd parents(::open(("/proc/" + std::to_string(::getppid()) + "/ns/net").c_str(),
                                    O_RDONLY | O_CLOEXEC));
      NetworkCreateVethPair("by_fd", "by_pid");
      NetworkSetNsFd(InterfaceIndex("by_fd"), parents.get());
      NetworkSetNsPid(InterfaceIndex("by_pid"), ::getppid());
      EXPECT_EQ(NetworkGetLinks().size(), 1U);
    });
    EXPECT_EQ(LinkOf("by_fd")["flags"], flags);
    EXPECT_EQ(LinkOf("by_pid")["flags"], flags);
  });
}

TEST(NetlinkLinks, HazardN11_BridgesHaveDifferentAddresses) {
  std::set<std::string> addresses;
  TempDir dir;
  for (int i = 0; i < 3; ++i) {
    RunIsolated(CLONE_NEWNET, [&] {
      CreateBridge("br0", true);
      std::ofstream(dir.Path(std::to_string(i))) << std::string(LinkOf("br0")["address"]);
    });
    const std::string address = testing::ReadFile(dir.Path(std::to_string(i)));
    ASSERT_EQ(address.size(), 17U);
    EXPECT_EQ(std::stoi(address.substr(0, 2), nullptr, 16) & 3, 2) << "local, of one interface";
    EXPECT_TRUE(addresses.insert(address).second) << address;
  }
}

TEST(NetlinkLinks, VethPairsAreMadeWholeOrNotAtAll) {
  RunIsolated(CLONE_NEWNET, [] {
    CreateBridge("br0", false);
    NetworkCreateVethPair({"host0", "peer0", 1400, InterfaceIndex("br0"), true});
    const json host = LinkOf("host0");
    EXPECT_EQ(host["mtu"], 1400);
    EXPECT_EQ(host["master"], "br0");
    EXPECT_EQ(host["link"], "peer0");
    EXPECT_TRUE(NetworkGetLink(InterfaceIndex("host0")).flags & IFF_UP);
    EXPECT_EQ(LinkOf("peer0")["mtu"], 1400);
    EXPECT_FALSE(NetworkGetLink(InterfaceIndex("peer0")).flags & IFF_UP);
    EXPECT_EQ(ErrorOf([] { NetworkCreateVethPair("host1", "lo"); }), EEXIST);
    EXPECT_EQ(ErrorOf([] { NetworkCreateVethPair({"host1", "p", 0, 4711}); }), EINVAL);
    EXPECT_EQ(ErrorOf([] { NetworkCreateVethPair({"host1", "p", 0, 0, false, 1 << 22}); }), ESRCH);
    EXPECT_EQ(ErrorOf([] { InterfaceIndex("host1"); }), ENODEV);
  });
}

TEST(NetlinkLists, LinksAreThoseOfIp) {
  RunIsolated(CLONE_NEWNET, [] {
    CreateBridge("br0", true);
    NetworkCreateVethPair({"v0", "v1", 1300, InterfaceIndex("br0"), true});
    const json expected = IpJson("-d -s link show");
    const std::vector<Link> links = NetworkGetLinks();
    ASSERT_EQ(links.size(), expected.size());
    for (size_t i = 0; i < links.size(); ++i) {
      const json& want = expected[i];
      EXPECT_EQ(links[i].index, want["ifindex"]);
      EXPECT_EQ(links[i].name, want["ifname"]);
      EXPECT_EQ(links[i].mtu, want["mtu"]);
      EXPECT_EQ(links[i].address, want["address"]);
      EXPECT_EQ(links[i].master == 0 ? "" : NetworkGetLink(links[i].master).name,
                want.value("master", ""));
      EXPECT_EQ(links[i].peer == 0 ? "" : NetworkGetLink(links[i].peer).name,
                want.value("link", ""));
      EXPECT_EQ(links[i].kind, want.contains("linkinfo") ? want["linkinfo"].value("info_kind", "")
                                                         : std::string());
    }
  });
}

TEST(NetlinkLists, StatisticsAreThoseOfIp) {
  RunIsolated(CLONE_NEWNET, [] {
    NetworkLinkUp(1);
    ASSERT_EQ(std::system("busybox ping -q -c 2 127.0.0.1 >/dev/null"), 0);
    const json expected = IpJson("-s link show dev lo").at(0)["stats64"];
    const LinkStatistics got = NetworkGetLink(1).statistics;
    EXPECT_GE(got.rx_packets, 4U);
    EXPECT_EQ(got, (LinkStatistics{expected["rx"]["bytes"], expected["rx"]["packets"],
                                   expected["rx"]["errors"], expected["rx"]["dropped"],
                                   expected["tx"]["bytes"], expected["tx"]["packets"],
                                   expected["tx"]["errors"], expected["tx"]["dropped"]}));
  });
}

TEST(NetlinkAddresses, HazardN8_AreReadyAtOnceAndHaveABroadcast) {
  RunIsolated(CLONE_NEWNET, [] {
    NetworkCreateVethPair("a", "b");
    const uint32_t index = InterfaceIndex("a");
    NetworkLinkAddIp(index, "10.0.0.2/23");
    NetworkLinkAddIp(index, "fd00::2/64");
    NetworkLinkUp(index);
    NetworkLinkUp(InterfaceIndex("b"));
    const json addresses = IpJson("addr show dev a").at(0)["addr_info"];
    EXPECT_EQ(addresses[0]["local"], "10.0.0.2");
    EXPECT_EQ(addresses[0]["prefixlen"], 23);
    EXPECT_EQ(addresses[0]["broadcast"], "10.0.1.255");
    EXPECT_EQ(addresses[1]["local"], "fd00::2");
    EXPECT_EQ(addresses[1]["prefixlen"], 64);
    EXPECT_FALSE(addresses[1].contains("tentative")) << addresses[1];
    EXPECT_EQ(ErrorOf([&] { NetworkLinkAddIp(index, "10.0.0.2/23"); }), EEXIST);
    for (const char* bad : {"10.0.0.2", "10.0.0.2/33", "x/8", "", "10.0.0.2/-1"}) {
      EXPECT_EQ(ErrorOf([&] { NetworkLinkAddIp(index, bad); }), EINVAL) << bad;
    }
  });
}

TEST(NetlinkLists, AddressesAreThoseOfIp) {
  RunIsolated(CLONE_NEWNET, [] {
    NetworkLinkUp(1);
    NetworkCreateVethPair("d", "e");
    NetworkLinkAddIp(InterfaceIndex("d"), "10.0.0.2/23");
    NetworkLinkAddIp(InterfaceIndex("d"), "fd00::2/64");
    std::multiset<std::string> expected;
    for (const json& link : IpJson("addr show")) {
      for (const json& address : link["addr_info"]) {
        expected.insert(link["ifindex"].dump() + " " + std::string(address["local"]) + "/" +
                        address["prefixlen"].dump() + " " + address.value("broadcast", ""));
      }
    }
    std::multiset<std::string> got;
    for (const LinkAddress& address : NetworkGetAddresses()) {
      got.insert(std::to_string(address.index) + " " + address.address + " " + address.broadcast);
    }
    EXPECT_EQ(got, expected);
    EXPECT_EQ(got.size(), 4U);
  });
}

// An interface with two addresses, up.
void MakeNet() {
  NetworkCreateVethPair({"d", "e", 0, 0, true});
  NetworkLinkUp(InterfaceIndex("e"));
  const uint32_t index = InterfaceIndex("d");
  NetworkLinkAddIp(index, "10.0.0.2/24");
  NetworkLinkAddIp(index, "fd00::2/64");
}

TEST(NetlinkRoutes, HazardN6_HostBitsAreMasked) {
  RunIsolated(CLONE_NEWNET, [] {
    MakeNet();
    AddRoute("10.1.2.3/16", "", "10.0.0.1", "d");
    AddRoute("fd01::5/32", "", "fd00::1", "d");
    EXPECT_EQ(IpJson("route show 10.1.0.0/16").at(0)["gateway"], "10.0.0.1");
    EXPECT_EQ(IpJson("-6 route show fd01::/32").at(0)["gateway"], "fd00::1");
  });
}

TEST(NetlinkRoutes, HazardN7_TheSourceIsPreferred) {
  RunIsolated(CLONE_NEWNET, [] {
    MakeNet();
    NetworkLinkAddIp(InterfaceIndex("d"), "10.0.0.3/24");
    AddRoute("10.1.0.0/16", "10.0.0.3/32", "", "d");
    AddRoute("fd01::/32", "fd00::2/128", "", "d");
    const json ipv4 = IpJson("route show 10.1.0.0/16").at(0);
    EXPECT_EQ(ipv4["prefsrc"], "10.0.0.3");
    EXPECT_EQ(ipv4["scope"], "link");
    EXPECT_EQ(IpJson("-6 route show fd01::/32").at(0)["prefsrc"], "fd00::2");
    EXPECT_EQ(IpJson("route get 10.1.0.9").at(0)["prefsrc"], "10.0.0.3");
  });
}

TEST(NetlinkRoutes, DefaultGateways) {
  RunIsolated(CLONE_NEWNET, [] {
    MakeNet();
    AddDefaultGw("10.0.0.1", "d");
    AddDefaultGw("fd00::1", "");
    EXPECT_EQ(IpJson("route show default").at(0)["gateway"], "10.0.0.1");
    EXPECT_EQ(IpJson("-6 route show default").at(0)["dev"], "d");
    EXPECT_EQ(ErrorOf([] { AddDefaultGw("10.0.0.1", "d"); }), EEXIST);
  });
}

TEST(NetlinkRoutes, WhatIsNoRouteIsRefused) {
  RunIsolated(CLONE_NEWNET, [] {
    MakeNet();
    const json before = IpJson("-4 route show table all");
    const struct {
      const char* destination;
      const char* source;
      const char* gateway;
      const char* device;
      int error;
    } rows[] = {{"", "", "", "d", EINVAL},
                {"10.1.0.0", "", "", "d", EINVAL},
                {"10.1.0.0/33", "", "", "d", EINVAL},
                {"", "10.0.0.2", "", "d", EINVAL},
                {"", "", "10.0.0.1/24", "d", EINVAL},
                {"10.1.0.0/16", "", "fd00::1", "d", EINVAL},
                {"fd01::/64", "10.0.0.2/32", "", "d", EINVAL},
                {"10.1.0.0/16", "", "", "nope", ENODEV},
                {"10.1.0.0/16", "", "192.168.0.1", "d", ENETUNREACH}};
    for (const auto& row : rows) {
      const auto add = [&] { AddRoute(row.destination, row.source, row.gateway, row.device); };
      EXPECT_EQ(ErrorOf(add), row.error) << row.destination << row.source << row.gateway;
    }
    EXPECT_EQ(IpJson("-4 route show table all"), before);
    EXPECT_TRUE(IpJson("-6 route show fd01::/64").empty());
  });
}

TEST(NetlinkRoutes, NoTableIsAnEmptyList) {
  RunIsolated(CLONE_NEWNET, [] { EXPECT_TRUE(NetworkGetRoutes().empty()); });
}

TEST(NetlinkRoutes, AThousandRoutesAreThoseOfIp) {
  RunIsolated(CLONE_NEWNET, [] {
    MakeNet();
    TempDir dir;
    std::ofstream batch(dir.Path("batch"));
    for (int i = 0; i < 1000; ++i) {
      const std::string n = std::to_string(i % 250) + "." + std::to_string(i / 250);
      batch << "route add 11." << n << ".0/24 via 10.0.0." << 10 + i % 50 << " dev d metric "
            << i % 3 << (i % 7 == 0 ? " src 10.0.0.2\n" : "\n");
    }
    batch << "route add default via 10.0.0.1\nroute add 12.0.0.0/8 dev d table 77\n";
    batch << "route add 13.0.0.0/8 nexthop via 10.0.0.1 nexthop via 10.0.0.3\n";
    batch.close();
    Ip("-batch " + dir.Path("batch"));
    const json expected = IpJson("-4 route show table main");
    const std::vector<Route> routes = NetworkGetRoutes();
    ASSERT_EQ(routes.size(), expected.size());
    ASSERT_EQ(routes.size(), 1003U);
    for (size_t i = 0; i < routes.size(); ++i) {
      const json& want = expected[i];
      EXPECT_EQ(routes[i].destination.empty() ? "default" : routes[i].destination, want["dst"]);
      EXPECT_EQ(routes[i].gateway, want.value("gateway", ""));
      EXPECT_EQ(routes[i].source, want.value("prefsrc", ""));
      EXPECT_EQ(routes[i].metric, want.value("metric", 0U));
      EXPECT_EQ(routes[i].index, want.contains("dev") ? InterfaceIndex(want["dev"]) : 0U);
    }
  });
}

TEST(NetlinkReplies, CutOffMessagesAreMalformed) {
  for (const size_t size : {size_t{0}, size_t{1}, size_t{7}, size_t{11}}) {
    const std::string body(size, '\x01');
    EXPECT_EQ(ErrorOf([&] { ParseLink(body); }), EBADMSG) << size;
    EXPECT_EQ(ErrorOf([&] { ParseRoute(body); }), EBADMSG) << size;
  }
  EXPECT_EQ(ErrorOf([&] { ParseLinkAddress(std::string(7, '\0')); }), EBADMSG);
}

}  // namespace
}  // namespace libcontainer::netlink
