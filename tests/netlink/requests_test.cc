// Every request of the package, compared byte for byte with what libmnl makes of the same operation.
#include "requests.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <libmnl/libmnl.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>

#include <array>
#include <functional>

namespace libcontainer::netlink {
namespace {

constexpr uint32_t kSequence = 42;
constexpr uint16_t kChange = NLM_F_REQUEST | NLM_F_ACK;
constexpr uint16_t kCreate = kChange | NLM_F_CREATE | NLM_F_EXCL;
constexpr uint16_t kDump = NLM_F_REQUEST | NLM_F_DUMP;

// The request that `fill` makes with libmnl, with the structure `body` behind its header.
template <class Body>
std::string Mnl(
    uint16_t type, uint16_t flags, const Body& body,
    const std::function<void(nlmsghdr*)>& fill = [](nlmsghdr*) {}) {
  std::array<char, 4096> buffer{};
  nlmsghdr* const header = mnl_nlmsg_put_header(buffer.data());
  header->nlmsg_type = type;
  header->nlmsg_flags = flags;
  header->nlmsg_seq = kSequence;
  *static_cast<Body*>(mnl_nlmsg_put_extra_header(header, sizeof body)) = body;
  fill(header);
  return {buffer.data(), header->nlmsg_len};
}

ifinfomsg LinkBody(int index, unsigned flags = 0, unsigned change = 0) {
  ifinfomsg body{};
  body.ifi_index = index;
  body.ifi_flags = flags;
  body.ifi_change = change;
  return body;
}

template <class Address>
Address Binary(int family, const char* text) {
  Address address;
  EXPECT_EQ(::inet_pton(family, text, &address), 1) << text;
  return address;
}
void PutIpv4(nlmsghdr* header, uint16_t type, const char* text) {
  const auto address = Binary<in_addr>(AF_INET, text);
  mnl_attr_put(header, type, sizeof address, &address);
}
void PutIpv6(nlmsghdr* header, uint16_t type, const char* text) {
  const auto address = Binary<in6_addr>(AF_INET6, text);
  mnl_attr_put(header, type, sizeof address, &address);
}

internal::Cidr Cidr(const char* text) { return internal::ParseCidr(text).value(); }
internal::Cidr Address(const char* text) { return internal::ParseAddress(text).value(); }

TEST(NetlinkRequests, HazardN3_ChangesOfALinkNameNoFlag) {
  const auto change = [](uint16_t type, uint32_t value) {
    return Mnl(RTM_NEWLINK, kChange, LinkBody(7),
               [=](nlmsghdr* header) { mnl_attr_put_u32(header, type, value); });
  };
  EXPECT_EQ(LinkMtuRequest(7, 1400).Bytes(kSequence), change(IFLA_MTU, 1400));
  EXPECT_EQ(LinkMasterRequest(7, 3).Bytes(kSequence), change(IFLA_MASTER, 3));
  EXPECT_EQ(LinkNsPidRequest(7, 4711).Bytes(kSequence), change(IFLA_NET_NS_PID, 4711));
  EXPECT_EQ(LinkNsFdRequest(7, 9).Bytes(kSequence), change(IFLA_NET_NS_FD, 9));
  EXPECT_EQ(LinkNameRequest(7, "eth0").Bytes(kSequence),
            Mnl(RTM_NEWLINK, kChange, LinkBody(7),
                [](nlmsghdr* header) { mnl_attr_put_strz(header, IFLA_IFNAME, "eth0"); }));
}

TEST(NetlinkRequests, UpAndDownNameOneFlag) {
  EXPECT_EQ(LinkFlagsRequest(7, IFF_UP, IFF_UP).Bytes(kSequence),
            Mnl(RTM_NEWLINK, kChange, LinkBody(7, IFF_UP, IFF_UP)));
  EXPECT_EQ(LinkFlagsRequest(7, 0, IFF_UP).Bytes(kSequence),
            Mnl(RTM_NEWLINK, kChange, LinkBody(7, 0, IFF_UP)));
}

TEST(NetlinkRequests, LinksAreMadeAndRemoved) {
  EXPECT_EQ(NewLinkRequest("dummy0", "dummy").Bytes(kSequence),
            Mnl(RTM_NEWLINK, kCreate, LinkBody(0), [](nlmsghdr* header) {
              mnl_attr_put_strz(header, IFLA_IFNAME, "dummy0");
              nlattr* const info = mnl_attr_nest_start(header, IFLA_LINKINFO);
              mnl_attr_put_strz(header, IFLA_INFO_KIND, "dummy");
              mnl_attr_nest_end(header, info);
            }));
  const std::string mac("\x02\x42\xac\x11\x00\x02", 6);
  EXPECT_EQ(NewBridgeRequest("br0", mac).Bytes(kSequence),
            Mnl(RTM_NEWLINK, kCreate, LinkBody(0), [&](nlmsghdr* header) {
              mnl_attr_put_strz(header, IFLA_IFNAME, "br0");
              nlattr* const info = mnl_attr_nest_start(header, IFLA_LINKINFO);
              mnl_attr_put_strz(header, IFLA_INFO_KIND, "bridge");
              mnl_attr_nest_end(header, info);
              mnl_attr_put(header, IFLA_ADDRESS, mac.size(), mac.data());
            }));
  EXPECT_EQ(DeleteLinkRequest(7).Bytes(kSequence), Mnl(RTM_DELLINK, kChange, LinkBody(7)));
}

TEST(NetlinkRequests, VethPairInOneMessage) {
  EXPECT_EQ(NewVethRequest({"veth0123", "eth0", 1400, 5, true, 4711}).Bytes(kSequence),
            Mnl(RTM_NEWLINK, kCreate, LinkBody(0, IFF_UP, IFF_UP), [](nlmsghdr* header) {
              mnl_attr_put_strz(header, IFLA_IFNAME, "veth0123");
              mnl_attr_put_u32(header, IFLA_MTU, 1400);
              mnl_attr_put_u32(header, IFLA_MASTER, 5);
              nlattr* const info = mnl_attr_nest_start(header, IFLA_LINKINFO);
              mnl_attr_put_strz(header, IFLA_INFO_KIND, "veth");
              nlattr* const data = mnl_attr_nest_start(header, IFLA_INFO_DATA);
              nlattr* const peer = mnl_attr_nest_start(header, VETH_INFO_PEER);
              mnl_nlmsg_put_extra_header(header, sizeof(ifinfomsg));
              mnl_attr_put_strz(header, IFLA_IFNAME, "eth0");
              mnl_attr_put_u32(header, IFLA_MTU, 1400);
              mnl_attr_put_u32(header, IFLA_NET_NS_PID, 4711);
              mnl_attr_nest_end(header, peer);
              mnl_attr_nest_end(header, data);
              mnl_attr_nest_end(header, info);
            }));
}

TEST(NetlinkRequests, HazardN8_Addresses) {
  ifaddrmsg body{};
  body.ifa_family = AF_INET;
  body.ifa_prefixlen = 23;
  body.ifa_index = 7;
  EXPECT_EQ(AddAddressRequest(7, Cidr("10.0.0.2/23")).Bytes(kSequence),
            Mnl(RTM_NEWADDR, kCreate, body, [](nlmsghdr* header) {
              PutIpv4(header, IFA_LOCAL, "10.0.0.2");
              PutIpv4(header, IFA_ADDRESS, "10.0.0.2");
              PutIpv4(header, IFA_BROADCAST, "10.0.1.255");
            }));
  body.ifa_prefixlen = 31;
  EXPECT_EQ(AddAddressRequest(7, Cidr("10.0.0.2/31")).Bytes(kSequence),
            Mnl(RTM_NEWADDR, kCreate, body, [](nlmsghdr* header) {
              PutIpv4(header, IFA_LOCAL, "10.0.0.2");
              PutIpv4(header, IFA_ADDRESS, "10.0.0.2");
            }));
  body.ifa_family = AF_INET6;
  body.ifa_prefixlen = 64;
  body.ifa_flags = IFA_F_NODAD;
  EXPECT_EQ(AddAddressRequest(7, Cidr("fd00::2/64")).Bytes(kSequence),
            Mnl(RTM_NEWADDR, kCreate, body, [](nlmsghdr* header) {
              PutIpv6(header, IFA_LOCAL, "fd00::2");
              PutIpv6(header, IFA_ADDRESS, "fd00::2");
            }));
}

rtmsg RouteBody(int family, uint8_t length, uint8_t scope) {
  rtmsg body{};
  body.rtm_family = static_cast<uint8_t>(family);
  body.rtm_dst_len = length;
  body.rtm_table = RT_TABLE_MAIN;
  body.rtm_protocol = RTPROT_BOOT;
  body.rtm_scope = scope;
  body.rtm_type = RTN_UNICAST;
  return body;
}

TEST(NetlinkRequests, HazardN6_N7_Routes) {
  const auto ipv4 =
      AddRouteRequest({Cidr("10.1.2.3/15"), Cidr("10.0.0.2/8"), Address("10.0.0.1")}, 7);
  EXPECT_EQ(
      ipv4.Bytes(kSequence),
      Mnl(RTM_NEWROUTE, kCreate, RouteBody(AF_INET, 15, RT_SCOPE_UNIVERSE), [](nlmsghdr* header) {
        PutIpv4(header, RTA_DST, "10.0.0.0");
        PutIpv4(header, RTA_PREFSRC, "10.0.0.2");
        PutIpv4(header, RTA_GATEWAY, "10.0.0.1");
        mnl_attr_put_u32(header, RTA_OIF, 7);
      }));
  EXPECT_EQ(AddRouteRequest({Cidr("10.1.0.0/16"), {}, {}}, 7).Bytes(kSequence),
            Mnl(RTM_NEWROUTE, kCreate, RouteBody(AF_INET, 16, RT_SCOPE_LINK), [](nlmsghdr* header) {
              PutIpv4(header, RTA_DST, "10.1.0.0");
              mnl_attr_put_u32(header, RTA_OIF, 7);
            }));
  const auto ipv6 = AddRouteRequest({Cidr("fd01:2::3/32"), Cidr("fd00::2/64"), {}}, 7);
  EXPECT_EQ(
      ipv6.Bytes(kSequence),
      Mnl(RTM_NEWROUTE, kCreate, RouteBody(AF_INET6, 32, RT_SCOPE_UNIVERSE), [](nlmsghdr* header) {
        PutIpv6(header, RTA_DST, "fd01:2::");
        PutIpv6(header, RTA_PREFSRC, "fd00::2");
        mnl_attr_put_u32(header, RTA_OIF, 7);
      }));
  EXPECT_EQ(AddRouteRequest({{}, {}, Address("fd00::1")}, 0).Bytes(kSequence),
            Mnl(RTM_NEWROUTE, kCreate, RouteBody(AF_INET6, 0, RT_SCOPE_UNIVERSE),
                [](nlmsghdr* header) { PutIpv6(header, RTA_GATEWAY, "fd00::1"); }));
}

TEST(NetlinkRequests, Lists) {
  EXPECT_EQ(GetLinkRequest(7).Bytes(kSequence), Mnl(RTM_GETLINK, kChange, LinkBody(7)));
  EXPECT_EQ(ListLinksRequest().Bytes(kSequence), Mnl(RTM_GETLINK, kDump, LinkBody(0)));
  EXPECT_EQ(ListAddressesRequest().Bytes(kSequence), Mnl(RTM_GETADDR, kDump, ifaddrmsg{}));
  rtmsg routes{};
  routes.rtm_family = AF_INET;
  routes.rtm_table = RT_TABLE_MAIN;
  EXPECT_EQ(ListRoutesRequest().Bytes(kSequence), Mnl(RTM_GETROUTE, kDump, routes));
}

}  // namespace
}  // namespace libcontainer::netlink
