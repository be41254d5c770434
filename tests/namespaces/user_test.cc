#include "internal/user.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>

#include "libcontainer/error.h"

namespace libcontainer::internal {
namespace {

constexpr std::string_view kPasswd =
    "# comment:x:1:1::/:/bin/sh\n"
    "root:x:0:0:root:/root:/bin/sh\n"
    "\n"
    "bob:x:abc:5::/:/bin/sh\n"
    "evil:x::0::/:/bin/sh\n"
    "short:x:7\n"
    "1000:x:0:0::/:/bin/sh\n"
    "minus:x:-1:0::/:/bin/sh\n"
    "large:x:4294967296:0::/:/bin/sh\n"
    "alice:x:1000:100::/:/bin/sh\n"
    "alice:x:2000:200::/:/bin/sh\n";
constexpr std::string_view kGroup =
    "root:x:0:\nstaff:x:50:alice,bob\nbad:x:zz:alice\n50:x:9:carol\nteam:x:60:bob,alice\n"
    "nomembers:x:70\n";

struct Row {
  const char* spec;
  uid_t uid;
  gid_t gid;
  std::vector<gid_t> groups;
};

TEST(UserLookup, HazardS3_SpecsAsTheyAreMeant) {
  const Row rows[] = {
      {"", 0, 0, {}},
      {":", 0, 0, {}},
      {"root", 0, 0, {}},
      {"alice", 1000, 100, {50, 60}},
      {"alice:", 1000, 100, {50, 60}},
      {"alice:team", 1000, 60, {}},
      {"alice:7", 1000, 7, {}},
      {"1000", 1000, 100, {}},
      {"1", 1, 0, {}},
      {"1:2", 1, 2, {}},
      {"1:", 1, 0, {}},
      {":2", 0, 2, {}},
      {":staff", 0, 50, {}},
      {"4294967294:4294967294", 4294967294U, 4294967294U, {}},
      {"0", 0, 0, {}},
      {"50:50", 50, 50, {}},
  };
  for (const Row& row : rows) {
    const User user = ResolveUser(row.spec, {}, kPasswd, kGroup);
    EXPECT_EQ(user.uid, row.uid) << row.spec;
    EXPECT_EQ(user.gid, row.gid) << row.spec;
    EXPECT_EQ(user.groups, row.groups) << row.spec;
  }
}

TEST(UserLookup, HazardS3_NothingUnclearBecomesRoot) {
  const std::pair<const char*, int> rows[] = {
      {"bob", ENOENT},
      {"evil", ENOENT},
      {"short", ENOENT},
      {"minus", ENOENT},
      {"large", ENOENT},
      {"-1", ENOENT},
      {"+1", ENOENT},
      {"0x0", ENOENT},
      {"1 ", ENOENT},
      {" 1", ENOENT},
      {"4294967295", EINVAL},
      {"4294967296", EINVAL},
      {"99999999999999999999", EINVAL},
      {"1:2:3", EINVAL},
      {"alice:bad", ENOENT},
      {"alice:4294967295", EINVAL},
      {"#", ENOENT},
      {"# comment", ENOENT},
  };
  for (const auto& [spec, expected] : rows) {
    try {
      ResolveUser(spec, {}, kPasswd, kGroup);
      ADD_FAILURE() << spec;
    } catch (const Error& error) {
      EXPECT_EQ(error.error(), expected) << spec;
    }
  }
}

TEST(UserLookup, AdditionalGroupsByNameAndNumber) {
  EXPECT_EQ(ResolveUser("alice", {"nomembers", "50", "3"}, kPasswd, kGroup).groups,
            (std::vector<gid_t>{3, 50, 60, 70}));
  EXPECT_THROW(ResolveUser("", {"nope"}, kPasswd, kGroup), Error);
  EXPECT_THROW(ResolveUser("", {""}, kPasswd, kGroup), Error);
}

TEST(UserLookup, IdsAreDecimalAndInRange) {
  EXPECT_EQ(ParseId("0"), 0U);
  EXPECT_EQ(ParseId("007"), 7U);
  EXPECT_EQ(ParseId("2147483648"), 2147483648U);
  for (const char* text : {"", "-0", "+0", "0x1", "1.0", "1 ", "4294967295"}) {
    EXPECT_FALSE(ParseId(text)) << text;
  }
}

TEST(UserLookup, FilesOfAnyContentAreRead) {
  using std::string_literals::operator""s;
  const std::string rows[] = {""s,
                              "\n\n"s,
                              ":"s,
                              "::::::::"s,
                              "alice"s,
                              "alice:"s,
                              "alice:x"s,
                              "alice:x:5"s,
                              "alice:x::"s,
                              "\0\0:x:0:0"s,
                              "alice\0:x:0:0"s,
                              "alice:x: 5:5"s,
                              "alice:x:5 :5"s,
                              "alice:x:+5:5"s,
                              "alice:x:-0:5"s,
                              "alice:x:0x5:5"s,
                              "alice:x:5:abc"s,
                              "alice:x:4294967295:5"s,
                              "alice:x:5:4294967296"s,
                              "#alice:x:0:0"s,
                              "+::::::"s,
                              std::string(100000, ':')};
  for (const std::string& text : rows) {
    try {
      ResolveUser("alice", {}, text, text);
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.error(), ENOENT) << text;
    }
    const User user = ResolveUser("7", {}, text, text);
    EXPECT_EQ(user.uid, 7U) << text;
    EXPECT_EQ(user.gid, 0U) << text;
  }
}

TEST(UserLookup, LastLineNeedsNoEnd) {
  const User user = ResolveUser("alice", {}, "alice:x:5:6", "team:x:9:bob,alice");
  EXPECT_EQ(user.uid, 5U);
  EXPECT_EQ(user.gid, 6U);
  EXPECT_EQ(user.groups, std::vector<gid_t>{9});
}

TEST(UserLookup, MembersAreWholeNames) {
  constexpr std::string_view kMembers =
      "a:x:1:alic\nb:x:2:alicea,xalice\nc:x:3: alice\nd:x:4:,,alice\n";
  EXPECT_EQ(ResolveUser("alice", {}, "alice:x:5:6", kMembers).groups, std::vector<gid_t>{4});
}

}  // namespace
}  // namespace libcontainer::internal
