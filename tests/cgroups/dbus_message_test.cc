#include "../../cgroups/systemd/dbus_message.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>
#include <string_view>

#include "libcontainer/error.h"

namespace libcontainer::cgroups::systemd {
namespace {

using namespace std::string_literals;

template <class Call>
int ErrnoOf(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return error.error();
  }
  return 0;
}

template <class T>
std::string BytesOf(const T& value) {
  Encoder encoder;
  encoder.Add(value);
  return encoder.bytes();
}

Message Call() {
  Message message;
  message.serial = 7;
  message.path = "/org/freedesktop/DBus";
  message.interface = "org.freedesktop.DBus";
  message.member = "AddMatch";
  message.destination = "org.freedesktop.DBus";
  message.signature = "s";
  message.body = BytesOf(std::string_view("type"));
  return message;
}

TEST(CgroupsDbusMessage, ValuesAreAlignedAndLittleEndian) {
  EXPECT_EQ(BytesOf(uint32_t{0x01020304}), "\4\3\2\1"s);
  EXPECT_EQ(BytesOf(true), "\1\0\0\0"s);
  EXPECT_EQ(BytesOf(std::string_view("ab")), "\2\0\0\0ab\0"s);
  EXPECT_EQ(BytesOf(std::vector<uint32_t>{5}), "\4\0\0\0\5\0\0\0"s);
  EXPECT_EQ(BytesOf(std::vector<uint8_t>{5, 6}), "\2\0\0\0\5\6"s);
  Encoder encoder;
  encoder.Add(uint8_t{1});
  encoder.Add(uint64_t{2});
  EXPECT_EQ(encoder.bytes(), "\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0"s);
}

// The padding before the first structure does not count as part of the array.
TEST(CgroupsDbusMessage, ArraysOfStructuresAreAlignedToEight) {
  EXPECT_EQ(BytesOf(StringPairs{}), "\0\0\0\0\0\0\0\0"s);
  EXPECT_EQ(BytesOf(StringPairs{{"a", "r"}}),
            "\16\0\0\0\0\0\0\0"
            "\1\0\0\0a\0\0\0\1\0\0\0r\0"s);
}

TEST(CgroupsDbusMessage, PropertiesAreVariants) {
  EXPECT_EQ(BytesOf(Property{"Ab", true}), "\2\0\0\0Ab\0\1b\0\0\0\1\0\0\0"s);
  EXPECT_EQ(BytesOf(Property{"A", uint64_t{9}}),
            "\1\0\0\0A\0\1t\0\0\0\0\0\0\0\0\11\0\0\0\0\0\0\0"s);
  EXPECT_EQ(BytesOf(Property{"A", std::vector<uint32_t>{1}}),
            "\1\0\0\0A\0\2au\0\0\0\4\0\0\0\1\0\0\0"s);
}

TEST(CgroupsDbusMessage, HeaderFieldsComeBack) {
  const Message sent = Call();
  const std::string bytes = Encode(sent);
  EXPECT_EQ(MessageSize(bytes.substr(0, kFixedHeaderSize)), bytes.size());
  const Message received = Decode(bytes);
  EXPECT_EQ(received.type, MessageType::kCall);
  EXPECT_EQ(received.serial, 7U);
  EXPECT_EQ(received.path, sent.path);
  EXPECT_EQ(received.interface, sent.interface);
  EXPECT_EQ(received.member, sent.member);
  EXPECT_EQ(received.destination, sent.destination);
  EXPECT_EQ(received.signature, "s");
  EXPECT_EQ(Decoder(received.body).String(), "type");
}

TEST(CgroupsDbusMessage, MessagesCutShortAreRefused) {
  const std::string bytes = Encode(Call());
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(ErrnoOf([&] { Decode(bytes.substr(0, size)); }), EBADMSG) << size;
  }
}

TEST(CgroupsDbusMessage, DamagedMessagesAreRefusedOrRead) {
  const std::string bytes = Encode(Call());
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (const char byte : {'\0', '\1', '\x7f', '\xff'}) {
      std::string damaged = bytes;
      damaged[i] = byte;
      const int error = ErrnoOf([&] { Decode(damaged); });
      EXPECT_TRUE(error == 0 || error == EBADMSG) << i;
    }
  }
}

TEST(CgroupsDbusMessage, OtherHeadersAreRefused) {
  const std::string good = Encode(Call());
  struct Row {
    size_t at;
    std::string bytes;
  };
  for (const Row& row :
       {Row{0, "B"}, Row{3, "\2"}, Row{4, "\xff\xff\xff\xff"}, Row{12, "\0\0\0\x7f"s}}) {
    std::string bad = good;
    bad.replace(row.at, row.bytes.size(), row.bytes);
    EXPECT_EQ(ErrnoOf([&] { MessageSize(bad); }), EBADMSG) << row.at;
  }
}

}  // namespace
}  // namespace libcontainer::cgroups::systemd
