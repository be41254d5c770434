#include "message.h"

#include <gtest/gtest.h>
#include <linux/rtnetlink.h>

#include <cerrno>
#include <climits>
#include <cstdio>

#include "acknowledgement.h"
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

TEST(NetlinkMessage, HazardN5_AnswersToOthersAreNotOurs) {
  EXPECT_FALSE(FindAnswer(Acknowledgement(2, 0), 1));
  const auto answer =
      FindAnswer(Acknowledgement(2, 0) + Acknowledgement(1, EBUSY, "the kernel's words"), 1);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->error, EBUSY);
  EXPECT_EQ(answer->text, "the kernel's words");
  EXPECT_EQ(FindAnswer(Acknowledgement(1, 0), 1)->error, 0);
}

TEST(NetlinkMessage, HazardN5_CutOffAnswersAreErrors) {
  const std::string whole = Acknowledgement(1, EINVAL, "text");
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

TEST(NetlinkMessage, HazardN5_ImpossibleErrorsAreMalformed) {
  EXPECT_EQ(FindAnswer(Acknowledgement(1, 4095), 1)->error, 4095);
  for (const int error : {4096, -1, -EPERM, INT_MIN + 1, INT_MAX}) {
    EXPECT_THROW(FindAnswer(Acknowledgement(1, error), 1), Error) << error;
  }
  std::string lowest = Acknowledgement(1, 0);
  lowest[NLMSG_HDRLEN + 3] = '\x80';  // INT_MIN, which has no positive value
  lowest[NLMSG_HDRLEN] = '\0';
  EXPECT_THROW(FindAnswer(lowest, 1), Error);
}

// Unless capped, an error repeats the whole request before the kernel's words.
TEST(NetlinkMessage, TextFollowsTheRepeatedRequest) {
  std::string bytes = Acknowledgement(1, EINVAL, "why");
  constexpr size_t kHeaders = NLMSG_HDRLEN + sizeof(nlmsgerr);
  const std::string repeated(20, 'r');
  bytes.insert(kHeaders, repeated);
  const auto at = [&](size_t offset) { return reinterpret_cast<uint32_t*>(bytes.data() + offset); };
  *at(0) += static_cast<uint32_t>(repeated.size());
  *at(NLMSG_HDRLEN + sizeof(int)) += static_cast<uint32_t>(repeated.size());
  reinterpret_cast<nlmsghdr*>(bytes.data())->nlmsg_flags = NLM_F_ACK_TLVS;
  EXPECT_EQ(FindAnswer(bytes, 1)->text, "why");
  for (const uint32_t length : {0U, 15U, 4096U, 0xfffffffdU, 0xffffffffU}) {
    *at(NLMSG_HDRLEN + sizeof(int)) = length;
    EXPECT_THROW(FindAnswer(bytes, 1), Error) << length;
  }
}

}  // namespace
}  // namespace libcontainer::netlink
