#include "libcontainer/namespaces/namespaces.h"

#include <gtest/gtest.h>
#include <linux/sched.h>

#include "libcontainer/error.h"
#include "libcontainer/namespaces/init.h"

namespace libcontainer::namespaces {
namespace {

TEST(Namespaces, TableHasAllEightKinds) {
  EXPECT_EQ(Namespaces().size(), 8U);
  EXPECT_EQ(GetNamespace("NEWNET")->value, static_cast<uint64_t>(CLONE_NEWNET));
  EXPECT_STREQ(GetNamespace("NEWNS")->file, "mnt");
  EXPECT_STREQ(GetNamespace("NEWTIME")->file, "time");
  EXPECT_FALSE(GetNamespace("newnet"));
  EXPECT_TRUE(Contains(Namespaces(), "NEWPID"));
  EXPECT_FALSE(Contains(Namespaces(), "NEWPIDS"));
}

TEST(Namespaces, FlagsOfTheEnabledOnes) {
  EXPECT_EQ(GetNamespaceFlags({{"NEWNS", true}, {"NEWPID", true}, {"NEWNET", false}}),
            static_cast<uint64_t>(CLONE_NEWNS | CLONE_NEWPID));
  EXPECT_EQ(GetNamespaceFlags({}), 0U);
}

TEST(Namespaces, HazardP15_UnknownKeyIsAnError) {
  EXPECT_THROW(GetNamespaceFlags({{"NEWPIDS", false}}), Error);
}

TEST(Namespaces, EnvironmentEntryNeedsANameAndAnEqualsSign) {
  for (const char* entry : {"", "NAME", "=value"}) {
    Config config;
    config.environment = {entry};
    EXPECT_THROW(LoadContainerEnvironment(config), Error) << entry;
  }
}

}  // namespace
}  // namespace libcontainer::namespaces
