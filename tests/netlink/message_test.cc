#include "message.h"

#include <gtest/gtest.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include <cstring>

#include "libcontainer/error.h"

namespace libcontainer::netlink {
namespace {

std::string Hex(const std::string& bytes) {
  std::string hex;
  char two[3];
  for (const char byte : bytes) {
    std::snprintf(two, sizeof two, "%02x", static_cast<unsigned char>(byte));
    hex += two;
  }
  return hex;
}

ifinfomsg Body(int index) {
  ifinfomsg body{};
  body.ifi_index = index;
  return body;
}

// Written down from rtnetlink(7): the payload of an attribute has its exact length, padding aside.
TEST(NetlinkMessage, HazardN4_AttributeLengthsAreExact) {
  Message message(RTM_NEWLINK, 0, Body(7));
  message.AddAttribute(IFLA_MTU, 1500U);
  message.AddAttribute(IFLA_IFNAME, std::string_view("eth0"));
  EXPECT_EQ(Hex(message.Bytes(1)),
            "3400000010000500"  // length, RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK
            "0100000000000000"  // sequence, port
            "0000000007000000"  // family, type, index
            "0000000000000000"  // flags, change
            "08000400dc050000"  // 8 bytes of IFLA_MTU
            "0900030065746830"
            "00000000");  // 9 bytes of IFLA_IFNAME, padded to 12
}

// An acknowledgement as the kernel sends it.
std::string Ack(uint32_t sequence, int error, const std::string& text = "") {
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

TEST(NetlinkMessage, HazardN5_AnswersToOthersAreNotOurs) {
  EXPECT_FALSE(FindAnswer(Ack(2, 0), 1));
  const auto answer = FindAnswer(Ack(2, 0) + Ack(1, EBUSY, "the kernel's words"), 1);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->error, EBUSY);
  EXPECT_EQ(answer->text, "the kernel's words");
  EXPECT_EQ(FindAnswer(Ack(1, 0), 1)->error, 0);
}

TEST(NetlinkMessage, HazardN5_CutOffAnswersAreErrors) {
  const std::string whole = Ack(1, EINVAL, "text");
  for (size_t length = 1; length < whole.size() - 3; ++length) {
    EXPECT_THROW(FindAnswer(whole.substr(0, length), 1), Error) << length;
  }
  std::string wrong = whole;
  for (size_t i = 0; i < wrong.size(); ++i) {
    for (const char value : {'\0', '\x01', '\x7f', '\xff'}) {
      std::string changed = whole;
      changed[i] = value;
      try {
        FindAnswer(changed, 1);
      } catch (const Error& error) {
        EXPECT_EQ(error.error(), EBADMSG);
      }
    }
  }
}

}  // namespace
}  // namespace libcontainer::netlink
