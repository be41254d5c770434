#include <gtest/gtest.h>
#include <sys/socket.h>

#include <string>

#include "internal/cidr.h"
#include "internal/proc_stat.h"
#include "internal/rlimits.h"
#include "internal/suggest.h"

namespace libcontainer::internal {
namespace {

TEST(Cidr, ParsesBothFamilies) {
  const std::optional<Cidr> v4 = ParseCidr("10.1.2.3/24");
  ASSERT_TRUE(v4);
  EXPECT_EQ(*v4, (Cidr{AF_INET, {10, 1, 2, 3}, 24}));
  const std::optional<Cidr> v6 = ParseCidr("fd00::1/8");
  ASSERT_TRUE(v6);
  EXPECT_EQ(v6->family, AF_INET6);
  EXPECT_EQ(v6->address[0], 0xFD);
  EXPECT_EQ(v6->address[15], 1);
  EXPECT_EQ(v6->prefix_length, 8);
}

TEST(Cidr, AddressHasAllItsBits) {
  EXPECT_EQ(*ParseAddress("1.2.3.4"), (Cidr{AF_INET, {1, 2, 3, 4}, 32}));
  EXPECT_EQ(ParseAddress("::1")->prefix_length, 128);
}

TEST(Cidr, RefusesWhatIsNone) {
  const std::string with_nul = std::string("10.0.0.1\0", 9) + "/8";
  for (const std::string& text :
       {std::string(), std::string("/"), std::string("10.0.0.1"), std::string("10.0.0.1/"),
        std::string("10.0.0.1/33"), std::string("10.0.0/8"), std::string("10.0.0.256/8"),
        std::string("10.0.0.1/-1"), std::string("10.0.0.1/+8"), std::string("10.0.0.1/8 "),
        std::string("10.0.0.1/8/8"), std::string(" 10.0.0.1/8"), std::string("fd00::1/129"),
        std::string("fd00::1%lo/64"), std::string("10.0.0.1/99999999999"), with_nul}) {
    EXPECT_FALSE(ParseCidr(text)) << text;
  }
  for (const char* text : {"", "1.2.3", "1.2.3.4/32", "localhost", "::1%lo", "0x1.2.3.4"}) {
    EXPECT_FALSE(ParseAddress(text)) << text;
  }
}

TEST(Rlimits, NamesAreThoseOfSetrlimit) {
  EXPECT_EQ(RlimitByName("RLIMIT_NOFILE"), RLIMIT_NOFILE);
  EXPECT_EQ(RlimitByName("RLIMIT_RTTIME"), RLIMIT_RTTIME);
  EXPECT_EQ(std::size(kRlimits), static_cast<size_t>(RLIM_NLIMITS));
  for (const char* name : {"", "NOFILE", "rlimit_nofile", "RLIMIT_", "RLIMIT_NOFILE "}) {
    EXPECT_FALSE(RlimitByName(name)) << name;
  }
}

TEST(Suggestion, NamesTheClosestWord) {
  const std::vector<std::string> words = {"memory", "memory_swap", "tty", "NEWPID", "op"};
  struct Row {
    const char* word;
    const char* closest;
  };
  const Row rows[] = {{"memry", "memory"},
                      {"Memoyr", "memory"},
                      {"memoryswap", "memory_swap"},
                      {"newpids", "NEWPID"},
                      {"tyy", "tty"},
                      {"tyt", "tty"},
                      {"xyz", ""},
                      {"", ""},
                      {"o", ""},
                      {"me", ""},
                      {"memorymemory", ""}};
  for (const Row& row : rows) {
    const std::string closest = row.closest;
    EXPECT_EQ(Suggestion(row.word, words),
              closest.empty() ? "" : " (did you mean \"" + closest + "\"?)")
        << row.word;
  }
}

constexpr const char* kFields =
    " S 1 4711 4711 0 -1 4194560 100 0 0 0 1 2 0 0 20 0 1 0 66587 1000000 200 18446744073709551615";

TEST(ProcStat, HazardP10_NameMayHoldSpacesAndParentheses) {
  for (const std::string name : {"sh", "a b", ") S 1 2", "((", "x) (y", "", "1 2 3 4 5"}) {
    EXPECT_EQ(ParseStartTime("4711 (" + name + ")" + kFields), "66587") << name;
  }
}

TEST(ProcStat, MalformedTextHasNoStartTime) {
  for (const char* text : {"", "4711", "4711 (sh)", "4711 (sh) ", "4711 (sh) S 1 2 3",
                           "4711 (sh) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 x 1",
                           "4711 (sh) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 -5 1"}) {
    EXPECT_EQ(ParseStartTime(text), "") << text;
  }
}

}  // namespace
}  // namespace libcontainer::internal
