#include <gtest/gtest.h>

#include <cerrno>
#include <set>
#include <string>

#include "libcontainer/error.h"
#include "libcontainer/selinux/selinux.h"

namespace libcontainer::selinux {
namespace {

TEST(SelinuxContext, PartsAndBack) {
  for (const char* text : {"u:r:t:s0", "u:r:t:s0:c1,c2", "u:r:t:s0-s1:c0.c1023", "u:r:t",
                           "system_u:object_r:my-type.1_t:SystemLow"}) {
    EXPECT_EQ(NewContext(text).Get(), text);
  }
  EXPECT_EQ(NewContext("u:r:t:s0:c1,c2"), (SELinuxContext{"u", "r", "t", "s0:c1,c2"}));
}

TEST(SelinuxContext, HazardS11_MalformedContextsAreErrors) {
  for (const char* text : {"", "u", "u:r", "u:r:", ":r:t", "u::t", "u:r:t:", "u:r:t: s0", "u:r:t s",
                           "u:r:t:s0\n", "u:r:\"t", "u:r:t:s0\""}) {
    EXPECT_FALSE(ParseContext(text).has_value()) << text;
    try {
      NewContext(text);
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.error(), EINVAL) << text;
    }
  }
}

TEST(SelinuxContext, IntToMcsGivesEachIdItsOwnPair) {
  EXPECT_EQ(IntToMcs(1, 1023), "s0:c0,c1");
  EXPECT_EQ(IntToMcs(1023, 1023), "s0:c0,c1023");
  EXPECT_EQ(IntToMcs(1024, 1023), "s0:c1,c2");
  EXPECT_EQ(IntToMcs(523776, 1023), "s0:c1022,c1023");
  EXPECT_EQ(IntToMcs(523777, 1023), "");
  EXPECT_EQ(IntToMcs(0, 1023), "");
  EXPECT_EQ(IntToMcs(-1, 1023), "");
  EXPECT_EQ(IntToMcs(1, 0), "");
  std::set<std::string> levels;
  for (int id = 1; id <= 45; ++id) levels.insert(IntToMcs(id, 9));
  EXPECT_EQ(levels.size(), 45U);
  EXPECT_FALSE(levels.contains(""));
}

TEST(SelinuxContext, IntToMcsEndsForIdsBeyondASmallRange) { EXPECT_EQ(IntToMcs(100, 9), ""); }

}  // namespace
}  // namespace libcontainer::selinux
