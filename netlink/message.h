#ifndef LIBCONTAINER_NETLINK_MESSAGE_H_
#define LIBCONTAINER_NETLINK_MESSAGE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace libcontainer::netlink {

// An rtnetlink request as bytes: header, one structure of the family, attributes. Lengths are exact
// and attributes aligned, as strict checking by the kernel wants them (netlink(7), rtnetlink(7)).
class Message {
 public:
  // `flags` are added to NLM_F_REQUEST and NLM_F_ACK.
  template <class Body>
  Message(uint16_t type, uint16_t flags, const Body& body) {
    Start(type, flags);
    Append(&body, sizeof body);
  }
  void AddAttribute(uint16_t type, uint32_t value);
  void AddAttribute(uint16_t type, std::string_view name);  // with a terminating zero byte

  // The bytes to send, with that sequence number.
  std::string Bytes(uint32_t sequence) const;

 private:
  void Start(uint16_t type, uint16_t flags);
  void Append(const void* data, size_t size);

  std::string bytes_;
};

// The kernel's answer to a request: 0 or an errno, and its own words for the error if it has any.
struct Answer {
  int error = 0;
  std::string text;
};

// Looks for the answer to request `sequence` in what one recvmsg(2) returned. Empty if there is
// none. Throws Error EBADMSG: the bytes are not well-formed messages.
std::optional<Answer> FindAnswer(std::string_view datagram, uint32_t sequence);

}  // namespace libcontainer::netlink

#endif  // LIBCONTAINER_NETLINK_MESSAGE_H_
