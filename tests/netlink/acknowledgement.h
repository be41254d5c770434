#ifndef LIBCONTAINER_TESTS_NETLINK_ACKNOWLEDGEMENT_H_
#define LIBCONTAINER_TESTS_NETLINK_ACKNOWLEDGEMENT_H_

#include <linux/netlink.h>

#include <string>

namespace libcontainer::netlink {

// An acknowledgement as the kernel sends it: `error` is an errno value or 0.
inline std::string Acknowledgement(uint32_t sequence, int error, const std::string& text = "") {
  nlmsgerr body{};
  body.error = -error;
  body.msg.nlmsg_len = sizeof body.msg;
  std::string attributes;
  if (!text.empty()) {
    const nlattr attribute{static_cast<uint16_t>(sizeof attribute + text.size() + 1),
                           NLMSGERR_ATTR_MSG};
    attributes.append(reinterpret_cast<const char*>(&attribute), sizeof attribute);
    attributes.append(text.c_str(), text.size() + 1);
  }
  nlmsghdr header{};
  header.nlmsg_len = static_cast<uint32_t>(sizeof header + sizeof body + attributes.size());
  header.nlmsg_type = NLMSG_ERROR;
  header.nlmsg_flags = static_cast<uint16_t>(NLM_F_CAPPED | (text.empty() ? 0 : NLM_F_ACK_TLVS));
  header.nlmsg_seq = sequence;
  std::string bytes(reinterpret_cast<const char*>(&header), sizeof header);
  bytes.append(reinterpret_cast<const char*>(&body), sizeof body);
  bytes += attributes;
  bytes.resize(NLMSG_ALIGN(bytes.size()));
  return bytes;
}

}  // namespace libcontainer::netlink

#endif  // LIBCONTAINER_TESTS_NETLINK_ACKNOWLEDGEMENT_H_
