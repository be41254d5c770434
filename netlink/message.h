#ifndef LIBCONTAINER_NETLINK_MESSAGE_H_
#define LIBCONTAINER_NETLINK_MESSAGE_H_

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace libcontainer::netlink {

// An rtnetlink request as bytes: header, one structure of the family, attributes. Lengths are exact
// and attributes aligned, as strict checking by the kernel wants them (netlink(7), rtnetlink(7)).
class Message {
 public:
  // `flags` are NLM_F_…
  template <class Body>
  Message(uint16_t type, uint16_t flags, const Body& body) {
    Start(type, flags);
    AppendBody(body);
  }
  // What stands between the attributes of some messages: a structure without header.
  template <class Body>
  void AppendBody(const Body& body) {
    Append(&body, sizeof body);
  }
  void AddAttribute(uint16_t type, uint32_t value);
  void AddAttribute(uint16_t type, std::string_view name);  // with a terminating zero byte
  void AddBytes(uint16_t type, std::string_view bytes);
  // An attribute that consists of what `content` adds.
  template <class Content>
  void AddNested(uint16_t type, const Content& content) {
    const size_t begin = OpenNested(type);
    content();
    CloseNested(begin);
  }

  // The bytes to send, with that sequence number.
  std::string Bytes(uint32_t sequence) const;

 private:
  void Start(uint16_t type, uint16_t flags);
  void Append(const void* data, size_t size);
  size_t OpenNested(uint16_t type);
  void CloseNested(size_t begin);

  std::string bytes_;
};

// An attribute of a message; the value points into the bytes that were parsed.
struct Attribute {
  uint16_t type = 0;  // without the flags of NLA_F_NESTED and NLA_F_NET_BYTEORDER
  std::string_view value;
};

// Throws Error EBADMSG: the bytes are not well-formed attributes.
std::vector<Attribute> ParseAttributes(std::string_view bytes);

// The structure or number at the beginning of `bytes`. Throws Error EBADMSG: they are too few.
template <class T>
T ReadFront(std::string_view bytes);

// One message of the kernel's answer: RTM_NEW… and what follows its header.
struct Reply {
  uint16_t type = 0;
  std::string body;
};

// The kernel's answer to one request.
class Answer {
 public:
  explicit Answer(uint32_t sequence) : sequence_(sequence) {}

  // Takes what one recvmsg(2) returned; answers to other requests are passed over. Throws Error
  // EBADMSG: the bytes are not well-formed messages.
  void Add(std::string_view datagram);

  // True once the acknowledgement, the error or the end of the dump was added.
  bool complete() const { return complete_; }
  // True if what was listed changed meanwhile, so that the list may be inconsistent.
  bool interrupted() const { return interrupted_; }
  // 0 or an errno, and the kernel's own words for it, if it has any.
  int error() const { return error_; }
  const std::string& text() const { return text_; }
  const std::vector<Reply>& replies() const { return replies_; }

 private:
  void AddMessage(uint16_t type, uint16_t flags, std::string_view body);
  void ReadError(uint16_t flags, std::string_view body);
  void ReadEnd(uint16_t flags, std::string_view body);
  void SetError(int32_t negative);

  uint32_t sequence_;
  bool complete_ = false;
  bool interrupted_ = false;
  int error_ = 0;
  std::string text_;
  std::vector<Reply> replies_;
};

[[noreturn]] void ThrowMalformed();

template <class T>
T ReadFront(std::string_view bytes) {
  T value;
  if (bytes.size() < sizeof value) ThrowMalformed();
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

}  // namespace libcontainer::netlink

#endif  // LIBCONTAINER_NETLINK_MESSAGE_H_
