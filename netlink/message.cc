#include "message.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "libcontainer/error.h"

namespace libcontainer::netlink {
namespace {

constexpr int kMaxErrno = 4095;  // MAX_ERRNO of the kernel

[[noreturn]] void ThrowMalformed() { throw Error(EBADMSG, "parse", "netlink message"); }

// The text attribute that follows the copy of the request's header in an acknowledgement.
std::string ExtendedText(std::string_view attributes) {
  while (attributes.size() >= sizeof(nlattr)) {
    nlattr attribute;
    std::memcpy(&attribute, attributes.data(), sizeof attribute);
    if (attribute.nla_len < sizeof attribute || attribute.nla_len > attributes.size()) {
      ThrowMalformed();
    }
    if ((attribute.nla_type & NLA_TYPE_MASK) == NLMSGERR_ATTR_MSG) {
      const std::string_view text =
          attributes.substr(sizeof attribute, attribute.nla_len - sizeof attribute);
      return std::string(text.substr(0, text.find('\0')));
    }
    attributes.remove_prefix(std::min<size_t>(attributes.size(), NLA_ALIGN(attribute.nla_len)));
  }
  return "";
}

Answer ParseAnswer(const nlmsghdr& header, std::string_view payload) {
  nlmsgerr error;
  if (payload.size() < sizeof error) ThrowMalformed();
  std::memcpy(&error, payload.data(), sizeof error);
  if (error.error > 0 || error.error < -kMaxErrno) ThrowMalformed();
  payload.remove_prefix(sizeof error);
  // Unless capped, the whole request is repeated, not only its header.
  if ((header.nlmsg_flags & NLM_F_CAPPED) == 0 && error.error != 0) {
    const size_t repeated = NLMSG_ALIGN(error.msg.nlmsg_len) - sizeof error.msg;
    if (error.msg.nlmsg_len < sizeof error.msg || repeated > payload.size()) ThrowMalformed();
    payload.remove_prefix(repeated);
  }
  const bool has_text = (header.nlmsg_flags & NLM_F_ACK_TLVS) != 0;
  return {-error.error, has_text ? ExtendedText(payload) : ""};
}

}  // namespace

void Message::Start(uint16_t type, uint16_t flags) {
  nlmsghdr header{};
  header.nlmsg_type = type;
  header.nlmsg_flags = static_cast<uint16_t>(NLM_F_REQUEST | NLM_F_ACK | flags);
  Append(&header, sizeof header);
}

void Message::Append(const void* data, size_t size) {
  bytes_.append(static_cast<const char*>(data), size);
  bytes_.resize(NLMSG_ALIGN(bytes_.size()), '\0');
}

void Message::AddAttribute(uint16_t type, uint32_t value) {
  const rtattr attribute{RTA_LENGTH(sizeof value), type};
  Append(&attribute, sizeof attribute);
  Append(&value, sizeof value);
}

void Message::AddAttribute(uint16_t type, std::string_view name) {
  const std::string terminated(name);
  const rtattr attribute{static_cast<uint16_t>(RTA_LENGTH(terminated.size() + 1)), type};
  Append(&attribute, sizeof attribute);
  Append(terminated.c_str(), terminated.size() + 1);
}

std::string Message::Bytes(uint32_t sequence) const {
  std::string bytes = bytes_;
  nlmsghdr header;
  std::memcpy(&header, bytes.data(), sizeof header);
  header.nlmsg_len = static_cast<uint32_t>(bytes.size());
  header.nlmsg_seq = sequence;
  std::memcpy(bytes.data(), &header, sizeof header);
  return bytes;
}

std::optional<Answer> FindAnswer(std::string_view datagram, uint32_t sequence) {
  while (!datagram.empty()) {
    nlmsghdr header;
    if (datagram.size() < sizeof header) ThrowMalformed();
    std::memcpy(&header, datagram.data(), sizeof header);
    if (header.nlmsg_len < sizeof header || header.nlmsg_len > datagram.size()) ThrowMalformed();
    if (header.nlmsg_seq == sequence && header.nlmsg_type == NLMSG_ERROR) {
      return ParseAnswer(header, datagram.substr(sizeof header, header.nlmsg_len - sizeof header));
    }
    datagram.remove_prefix(std::min<size_t>(datagram.size(), NLMSG_ALIGN(header.nlmsg_len)));
  }
  return std::nullopt;
}

}  // namespace libcontainer::netlink
