#include "requests.h"

#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <sys/socket.h>

#include <string_view>

namespace libcontainer::netlink {
namespace {

using internal::Cidr;

constexpr uint16_t kChange = NLM_F_REQUEST | NLM_F_ACK;
constexpr uint16_t kCreate = kChange | NLM_F_CREATE | NLM_F_EXCL;
constexpr uint16_t kDump = NLM_F_REQUEST | NLM_F_DUMP;

// `flags` among those of `change` only: 0 in both touches no flag.
ifinfomsg LinkBody(uint32_t index, unsigned flags = 0, unsigned change = 0) {
  ifinfomsg body{};
  body.ifi_family = AF_UNSPEC;
  body.ifi_index = static_cast<int>(index);
  body.ifi_flags = flags;
  body.ifi_change = change;
  return body;
}

Message ChangeLink(uint32_t index) { return {RTM_NEWLINK, kChange, LinkBody(index)}; }

std::string_view BytesOf(const Cidr& address) {
  return {reinterpret_cast<const char*>(address.address.data()),
          address.family == AF_INET ? size_t{4} : size_t{16}};
}

// With the bits after the prefix all zero or all one.
Cidr FillHostBits(Cidr cidr, bool ones) {
  const size_t size = BytesOf(cidr).size();
  for (size_t i = 0; i < size; ++i) {
    const int bits_kept = cidr.prefix_length - static_cast<int>(8 * i);
    const int host = bits_kept >= 8 ? 0 : bits_kept <= 0 ? 0xff : 0xff >> bits_kept;
    cidr.address[i] = static_cast<uint8_t>(ones ? cidr.address[i] | host : cidr.address[i] & ~host);
  }
  return cidr;
}

void AddKind(Message& message, const std::string& kind) {
  message.AddAttribute(IFLA_INFO_KIND, std::string_view(kind));
}

}  // namespace

Message LinkFlagsRequest(uint32_t index, unsigned flags, unsigned change) {
  return {RTM_NEWLINK, kChange, LinkBody(index, flags, change)};
}

Message LinkMtuRequest(uint32_t index, uint32_t mtu) {
  Message message = ChangeLink(index);
  message.AddAttribute(IFLA_MTU, mtu);
  return message;
}

Message LinkMasterRequest(uint32_t index, uint32_t master) {
  Message message = ChangeLink(index);
  message.AddAttribute(IFLA_MASTER, master);
  return message;
}

Message LinkNsPidRequest(uint32_t index, uint32_t pid) {
  Message message = ChangeLink(index);
  message.AddAttribute(IFLA_NET_NS_PID, pid);
  return message;
}

Message LinkNsFdRequest(uint32_t index, int fd) {
  Message message = ChangeLink(index);
  message.AddAttribute(IFLA_NET_NS_FD, static_cast<uint32_t>(fd));
  return message;
}

Message LinkNameRequest(uint32_t index, const std::string& name) {
  Message message = ChangeLink(index);
  message.AddAttribute(IFLA_IFNAME, std::string_view(name));
  return message;
}

Message NewLinkRequest(const std::string& name, const std::string& kind) {
  Message message(RTM_NEWLINK, kCreate, LinkBody(0));
  message.AddAttribute(IFLA_IFNAME, std::string_view(name));
  message.AddNested(IFLA_LINKINFO, [&] { AddKind(message, kind); });
  return message;
}

Message NewBridgeRequest(const std::string& name, std::string_view hardware_address) {
  Message message = NewLinkRequest(name, "bridge");
  if (!hardware_address.empty()) message.AddBytes(IFLA_ADDRESS, hardware_address);
  return message;
}

Message NewVethRequest(const VethPair& pair) {
  const unsigned up = pair.up ? IFF_UP : 0;
  Message message(RTM_NEWLINK, kCreate, LinkBody(0, up, up));
  message.AddAttribute(IFLA_IFNAME, std::string_view(pair.name));
  if (pair.mtu != 0) message.AddAttribute(IFLA_MTU, pair.mtu);
  if (pair.master != 0) message.AddAttribute(IFLA_MASTER, pair.master);
  message.AddNested(IFLA_LINKINFO, [&] {
    AddKind(message, "veth");
    message.AddNested(IFLA_INFO_DATA, [&] {
      message.AddNested(VETH_INFO_PEER, [&] {
        message.AppendBody(LinkBody(0));
        message.AddAttribute(IFLA_IFNAME, std::string_view(pair.peer_name));
        if (pair.mtu != 0) message.AddAttribute(IFLA_MTU, pair.mtu);
        if (pair.peer_pid != 0) {
          message.AddAttribute(IFLA_NET_NS_PID, static_cast<uint32_t>(pair.peer_pid));
        }
      });
    });
  });
  return message;
}

Message DeleteLinkRequest(uint32_t index) { return {RTM_DELLINK, kChange, LinkBody(index)}; }

Message AddAddressRequest(uint32_t index, const Cidr& address) {
  constexpr int kLeastWithBroadcast = 30;  // with 31 bits both addresses are hosts (RFC 3021)
  ifaddrmsg body{};
  body.ifa_family = static_cast<uint8_t>(address.family);
  body.ifa_prefixlen = static_cast<uint8_t>(address.prefix_length);
  body.ifa_index = index;
  // Tentative addresses, which are still looked for on the link, cannot be used.
  if (address.family == AF_INET6) body.ifa_flags = IFA_F_NODAD;
  Message message(RTM_NEWADDR, kCreate, body);
  message.AddBytes(IFA_LOCAL, BytesOf(address));
  message.AddBytes(IFA_ADDRESS, BytesOf(address));
  if (address.family == AF_INET && address.prefix_length <= kLeastWithBroadcast) {
    message.AddBytes(IFA_BROADCAST, BytesOf(FillHostBits(address, true)));
  }
  return message;
}

Message AddRouteRequest(const RouteAddresses& route, uint32_t index) {
  rtmsg body{};
  for (const Cidr* address : {&route.destination, &route.source, &route.gateway}) {
    if (address->family != 0) body.rtm_family = static_cast<uint8_t>(address->family);
  }
  body.rtm_dst_len = static_cast<uint8_t>(route.destination.prefix_length);
  body.rtm_table = RT_TABLE_MAIN;
  body.rtm_protocol = RTPROT_BOOT;
  body.rtm_type = RTN_UNICAST;
  // What is reached without a gateway is on the link: only then can it be the way to a gateway. (IPv6
  // does not use the scope.)
  const bool on_link = route.gateway.family == 0 && body.rtm_family == AF_INET;
  body.rtm_scope = on_link ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE;
  Message message(RTM_NEWROUTE, kCreate, body);
  if (route.destination.family != 0) {
    // The kernel refuses a network with bits after its prefix.
    message.AddBytes(RTA_DST, BytesOf(FillHostBits(route.destination, false)));
  }
  if (route.source.family != 0) message.AddBytes(RTA_PREFSRC, BytesOf(route.source));
  if (route.gateway.family != 0) message.AddBytes(RTA_GATEWAY, BytesOf(route.gateway));
  if (index != 0) message.AddAttribute(RTA_OIF, index);
  return message;
}

Message GetLinkRequest(uint32_t index) { return {RTM_GETLINK, kChange, LinkBody(index)}; }

Message ListLinksRequest() { return {RTM_GETLINK, kDump, LinkBody(0)}; }

Message ListAddressesRequest() { return {RTM_GETADDR, kDump, ifaddrmsg{}}; }

// The kernel leaves out other tables and families itself where it checks strictly.
Message ListRoutesRequest() {
  rtmsg body{};
  body.rtm_family = AF_INET;
  body.rtm_table = RT_TABLE_MAIN;
  return {RTM_GETROUTE, kDump, body};
}

}  // namespace libcontainer::netlink
