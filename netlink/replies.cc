#include "replies.h"

#include <arpa/inet.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include <array>

#include "message.h"

namespace libcontainer::netlink {
namespace {

std::string ReadName(std::string_view value) {
  return std::string(value.substr(0, value.find('\0')));
}

std::string HardwareAddress(std::string_view value) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (!text.empty()) text += ':';
    text += {kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return text;
}

std::string ReadAddress(int family, std::string_view value) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const size_t size = family == AF_INET ? 4 : 16;
  if (value.size() != size) ThrowMalformed();
  ::inet_ntop(family, value.data(), text.data(), text.size());
  return text.data();
}

std::string WithPrefix(const std::string& address, int length) {
  return address + "/" + std::to_string(length);
}

LinkStatistics ReadStatistics(std::string_view value) {
  // Older kernels send a shorter structure.
  rtnl_link_stats64 stats{};
  std::memcpy(&stats, value.data(), std::min(value.size(), sizeof stats));
  return {stats.rx_bytes, stats.rx_packets, stats.rx_errors, stats.rx_dropped,
          stats.tx_bytes, stats.tx_packets, stats.tx_errors, stats.tx_dropped};
}

std::string ReadKind(std::string_view link_info) {
  for (const Attribute& attribute : ParseAttributes(link_info)) {
    if (attribute.type == IFLA_INFO_KIND) return ReadName(attribute.value);
  }
  return "";
}

void ReadLinkAttribute(const Attribute& attribute, Link& link) {
  switch (attribute.type) {
    case IFLA_IFNAME:
      link.name = ReadName(attribute.value);
      break;
    case IFLA_ADDRESS:
      link.address = HardwareAddress(attribute.value);
      break;
    case IFLA_MTU:
      link.mtu = ReadFront<uint32_t>(attribute.value);
      break;
    case IFLA_MASTER:
      link.master = ReadFront<uint32_t>(attribute.value);
      break;
    case IFLA_LINK:
      link.peer = ReadFront<uint32_t>(attribute.value);
      break;
    case IFLA_STATS64:
      link.statistics = ReadStatistics(attribute.value);
      break;
    case IFLA_LINKINFO:
      link.kind = ReadKind(attribute.value);
      break;
    default:
      break;
  }
}

// The attributes behind a structure of type T, which `read` gets.
template <class T, class Read>
T ParseBody(std::string_view body, const Read& read) {
  const auto head = ReadFront<T>(body);
  body.remove_prefix(std::min(body.size(), size_t{NLMSG_ALIGN(sizeof head)}));
  for (const Attribute& attribute : ParseAttributes(body)) read(head, attribute);
  return head;
}

}  // namespace

Link ParseLink(std::string_view body) {
  Link link;
  const auto head = ParseBody<ifinfomsg>(body, [&](const ifinfomsg&, const Attribute& attribute) {
    ReadLinkAttribute(attribute, link);
  });
  link.index = static_cast<uint32_t>(head.ifi_index);
  link.flags = head.ifi_flags;
  if (link.kind != "veth") link.peer = 0;  // with other kinds the attribute names a lower device
  return link;
}

LinkAddress ParseLinkAddress(std::string_view body) {
  LinkAddress address;
  std::string local;
  const auto read = [&](const ifaddrmsg& head, const Attribute& attribute) {
    // Of a point-to-point interface IFA_ADDRESS is the other side's; IPv6 may have no IFA_LOCAL.
    if (attribute.type == IFA_ADDRESS) {
      address.address = ReadAddress(head.ifa_family, attribute.value);
    } else if (attribute.type == IFA_LOCAL) {
      local = ReadAddress(head.ifa_family, attribute.value);
    } else if (attribute.type == IFA_BROADCAST) {
      address.broadcast = ReadAddress(head.ifa_family, attribute.value);
    } else if (attribute.type == IFA_FLAGS) {
      address.flags = ReadFront<uint32_t>(attribute.value);
    }
  };
  const auto head = ParseBody<ifaddrmsg>(body, read);
  address.index = head.ifa_index;
  if (!local.empty()) address.address = local;
  address.address = WithPrefix(address.address, head.ifa_prefixlen);
  return address;
}

std::optional<Route> ParseRoute(std::string_view body) {
  const auto head = ReadFront<rtmsg>(body);
  if (head.rtm_family != AF_INET || (head.rtm_flags & RTM_F_CLONED) != 0) return std::nullopt;
  Route route;
  uint32_t table = head.rtm_table;
  ParseBody<rtmsg>(body, [&](const rtmsg&, const Attribute& attribute) {
    switch (attribute.type) {
      case RTA_DST:
        route.destination = WithPrefix(ReadAddress(AF_INET, attribute.value), head.rtm_dst_len);
        break;
      case RTA_PREFSRC:
        route.source = ReadAddress(AF_INET, attribute.value);
        break;
      case RTA_GATEWAY:
        route.gateway = ReadAddress(AF_INET, attribute.value);
        break;
      case RTA_OIF:
        route.index = ReadFront<uint32_t>(attribute.value);
        break;
      case RTA_PRIORITY:
        route.metric = ReadFront<uint32_t>(attribute.value);
        break;
      case RTA_TABLE:
        table = ReadFront<uint32_t>(attribute.value);
        break;
      default:
        break;
    }
  });
  return table == RT_TABLE_MAIN ? std::optional(std::move(route)) : std::nullopt;
}

}  // namespace libcontainer::netlink
