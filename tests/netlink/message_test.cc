#include "message.h"

#include <gtest/gtest.h>
#include <linux/rtnetlink.h>

#include <cerrno>
#include <climits>
#include <cstdio>
#include <string>
#include <vector>

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
  Message message(RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK, Body(7));
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

// The answer to request 1 in these datagrams.
Answer Parse(const std::vector<std::string>& datagrams) {
  Answer answer(1);
  for (const std::string& datagram : datagrams) answer.Add(datagram);
  return answer;
}

int ErrorOf(const std::string& datagram) {
  try {
    Parse({datagram});
  } catch (const Error& error) {
    return error.error();
  }
  return 0;
}

TEST(NetlinkAnswer, HazardN5_AnswersToOthersAreNotOurs) {
  EXPECT_FALSE(Parse({Acknowledgement(2, 0)}).complete());
  const Answer answer = Parse({Acknowledgement(2, 0) + Acknowledgement(1, EBUSY, "its words")});
  EXPECT_TRUE(answer.complete());
  EXPECT_EQ(answer.error(), EBUSY);
  EXPECT_EQ(answer.text(), "its words");
  EXPECT_EQ(Parse({Acknowledgement(1, 0)}).error(), 0);
}

TEST(NetlinkAnswer, HazardN5_CutOffAnswersAreErrors) {
  const std::string whole = Acknowledgement(1, EINVAL, "text");
  for (size_t length = 1; length < whole.size() - 3; ++length) {
    EXPECT_EQ(ErrorOf(whole.substr(0, length)), EBADMSG) << length;
  }
  for (size_t i = 0; i < whole.size(); ++i) {
    for (const char value : {'\0', '\x01', '\x7f', '\xff'}) {
      std::string changed = whole;
      changed[i] = value;
      const int error = ErrorOf(changed);
      EXPECT_TRUE(error == 0 || error == EBADMSG) << i;
    }
  }
}

TEST(NetlinkAnswer, HazardN5_ImpossibleErrorsAreMalformed) {
  EXPECT_EQ(Parse({Acknowledgement(1, 4095)}).error(), 4095);
  for (const int error : {4096, -1, -EPERM, INT_MIN + 1, INT_MAX}) {
    EXPECT_EQ(ErrorOf(Acknowledgement(1, error)), EBADMSG) << error;
  }
  std::string lowest = Acknowledgement(1, 0);
  lowest[NLMSG_HDRLEN + 3] = '\x80';  // INT_MIN, which has no positive value
  lowest[NLMSG_HDRLEN] = '\0';
  EXPECT_EQ(ErrorOf(lowest), EBADMSG);
}

// Unless capped, an error repeats the whole request before the kernel's words.
TEST(NetlinkAnswer, TextFollowsTheRepeatedRequest) {
  std::string bytes = Acknowledgement(1, EINVAL, "why");
  constexpr size_t kHeaders = NLMSG_HDRLEN + sizeof(nlmsgerr);
  const std::string repeated(20, 'r');
  bytes.insert(kHeaders, repeated);
  const auto at = [&](size_t offset) { return reinterpret_cast<uint32_t*>(bytes.data() + offset); };
  *at(0) += static_cast<uint32_t>(repeated.size());
  *at(NLMSG_HDRLEN + sizeof(int)) += static_cast<uint32_t>(repeated.size());
  reinterpret_cast<nlmsghdr*>(bytes.data())->nlmsg_flags = NLM_F_ACK_TLVS;
  EXPECT_EQ(Parse({bytes}).text(), "why");
  for (const uint32_t length : {0U, 15U, 4096U, 0xfffffffdU, 0xffffffffU}) {
    *at(NLMSG_HDRLEN + sizeof(int)) = length;
    EXPECT_EQ(ErrorOf(bytes), EBADMSG) << length;
  }
}

// A message of a list, or its end (NLMSG_DONE with a number).
std::string Part(uint16_t type, uint16_t flags, const std::string& body) {
  nlmsghdr header{};
  header.nlmsg_len = static_cast<uint32_t>(sizeof header + body.size());
  header.nlmsg_type = type;
  header.nlmsg_flags = static_cast<uint16_t>(NLM_F_MULTI | flags);
  header.nlmsg_seq = 1;
  std::string bytes(reinterpret_cast<const char*>(&header), sizeof header);
  bytes += body;
  bytes.resize(NLMSG_ALIGN(bytes.size()));
  return bytes;
}
std::string End(int32_t error, uint16_t flags = 0) {
  return Part(NLMSG_DONE, flags, {reinterpret_cast<const char*>(&error), sizeof error});
}

TEST(NetlinkAnswer, ListsComeInSeveralDatagrams) {
  const std::string first = Part(RTM_NEWLINK, 0, "one") + Part(RTM_NEWLINK, 0, "second");
  EXPECT_FALSE(Parse({first}).complete());
  const Answer answer = Parse({first, Part(RTM_NEWADDR, 0, "3") + End(0)});
  EXPECT_TRUE(answer.complete());
  EXPECT_FALSE(answer.interrupted());
  ASSERT_EQ(answer.replies().size(), 3U);
  EXPECT_EQ(answer.replies()[1].body, "second");
  EXPECT_EQ(answer.replies()[2].type, RTM_NEWADDR);
}

TEST(NetlinkAnswer, ListsThatChangedMeanwhileSaySo) {
  EXPECT_TRUE(Parse({Part(RTM_NEWLINK, NLM_F_DUMP_INTR, "") + End(0)}).interrupted());
  EXPECT_TRUE(Parse({Part(RTM_NEWLINK, 0, "") + End(0, NLM_F_DUMP_INTR)}).interrupted());
}

TEST(NetlinkAnswer, ListsMayEndWithAnError) {
  EXPECT_EQ(Parse({End(-ENOENT)}).error(), ENOENT);
  EXPECT_EQ(ErrorOf(End(1)), EBADMSG);
  EXPECT_EQ(ErrorOf(Part(NLMSG_DONE, 0, "12")), EBADMSG);
}

TEST(NetlinkAttributes, WrongLengthsAreMalformed) {
  const auto attribute = [](uint16_t length, const std::string& value) {
    const nlattr header{length, IFLA_IFNAME};
    return std::string(reinterpret_cast<const char*>(&header), sizeof header) + value;
  };
  EXPECT_EQ(ParseAttributes(attribute(8, "1234") + attribute(5, "x")).size(), 2U);
  EXPECT_EQ(ParseAttributes(attribute(5, "x"))[0].value, "x") << "the last may lack its padding";
  for (const std::string& bytes : {attribute(3, ""), attribute(0, ""), attribute(6, "x"),
                                   attribute(0xffff, "xxxx"), std::string("abc")}) {
    EXPECT_THROW(ParseAttributes(bytes), Error);
  }
}

}  // namespace
}  // namespace libcontainer::netlink
