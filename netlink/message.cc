#include "message.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <cerrno>

#include "libcontainer/error.h"

namespace libcontainer::netlink {
namespace {

constexpr int32_t kMaxErrno = 4095;  // MAX_ERRNO of the kernel

// The text among the attributes of an acknowledgement or of the end of a dump.
std::string ExtendedText(uint16_t flags, std::string_view attributes) {
  if ((flags & NLM_F_ACK_TLVS) == 0) return "";
  for (const Attribute& attribute : ParseAttributes(attributes)) {
    if (attribute.type == NLMSGERR_ATTR_MSG) {
      return std::string(attribute.value.substr(0, attribute.value.find('\0')));
    }
  }
  return "";
}

}  // namespace

void ThrowMalformed() { throw Error(EBADMSG, "parse", "netlink message"); }

void Message::Start(uint16_t type, uint16_t flags) {
  nlmsghdr header{};
  header.nlmsg_type = type;
  header.nlmsg_flags = flags;
  Append(&header, sizeof header);
}

void Message::Append(const void* data, size_t size) {
  bytes_.append(static_cast<const char*>(data), size);
  bytes_.resize(NLMSG_ALIGN(bytes_.size()), '\0');
}

void Message::AddAttribute(uint16_t type, uint32_t value) {
  AddBytes(type, {reinterpret_cast<const char*>(&value), sizeof value});
}

void Message::AddAttribute(uint16_t type, std::string_view name) {
  const std::string terminated(name);
  AddBytes(type, {terminated.c_str(), terminated.size() + 1});
}

void Message::AddBytes(uint16_t type, std::string_view bytes) {
  const rtattr attribute{static_cast<uint16_t>(RTA_LENGTH(bytes.size())), type};
  Append(&attribute, sizeof attribute);
  Append(bytes.data(), bytes.size());
}

size_t Message::OpenNested(uint16_t type) {
  const size_t begin = bytes_.size();
  AddBytes(static_cast<uint16_t>(type | NLA_F_NESTED), "");
  return begin;
}

void Message::CloseNested(size_t begin) {
  const auto length = static_cast<uint16_t>(bytes_.size() - begin);
  std::memcpy(bytes_.data() + begin, &length, sizeof length);
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

std::vector<Attribute> ParseAttributes(std::string_view bytes) {
  std::vector<Attribute> attributes;
  while (!bytes.empty()) {
    const auto header = ReadFront<nlattr>(bytes);
    if (header.nla_len < sizeof header || header.nla_len > bytes.size()) ThrowMalformed();
    attributes.push_back({static_cast<uint16_t>(header.nla_type & NLA_TYPE_MASK),
                          bytes.substr(sizeof header, header.nla_len - sizeof header)});
    bytes.remove_prefix(std::min<size_t>(bytes.size(), NLA_ALIGN(header.nla_len)));
  }
  return attributes;
}

void Answer::Add(std::string_view datagram) {
  while (!datagram.empty()) {
    const auto header = ReadFront<nlmsghdr>(datagram);
    if (header.nlmsg_len < sizeof header || header.nlmsg_len > datagram.size()) ThrowMalformed();
    if (header.nlmsg_seq == sequence_ && !complete_) {
      AddMessage(header.nlmsg_type, header.nlmsg_flags,
                 datagram.substr(sizeof header, header.nlmsg_len - sizeof header));
    }
    datagram.remove_prefix(std::min<size_t>(datagram.size(), NLMSG_ALIGN(header.nlmsg_len)));
  }
}

void Answer::AddMessage(uint16_t type, uint16_t flags, std::string_view body) {
  interrupted_ = interrupted_ || (flags & NLM_F_DUMP_INTR) != 0;
  if (type == NLMSG_ERROR) return ReadError(flags, body);
  if (type == NLMSG_DONE) return ReadEnd(flags, body);
  if (type >= NLMSG_MIN_TYPE) replies_.push_back({type, std::string(body)});
}

void Answer::ReadError(uint16_t flags, std::string_view body) {
  const auto error = ReadFront<nlmsgerr>(body);
  body.remove_prefix(sizeof error);
  // Unless capped, the whole request is repeated, not only its header.
  if ((flags & NLM_F_CAPPED) == 0 && error.error != 0) {
    const size_t repeated = NLMSG_ALIGN(error.msg.nlmsg_len) - sizeof error.msg;
    if (error.msg.nlmsg_len < sizeof error.msg || repeated > body.size()) ThrowMalformed();
    body.remove_prefix(repeated);
  }
  SetError(error.error);
  text_ = ExtendedText(flags, body);
}

void Answer::ReadEnd(uint16_t flags, std::string_view body) {
  const auto error = ReadFront<int32_t>(body);
  SetError(error);
  text_ = ExtendedText(flags, body.substr(sizeof error));
}

void Answer::SetError(int32_t negative) {
  if (negative > 0 || negative < -kMaxErrno) ThrowMalformed();
  error_ = -negative;
  complete_ = true;
}

}  // namespace libcontainer::netlink
