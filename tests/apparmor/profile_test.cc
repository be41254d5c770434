#include <gtest/gtest.h>

#include <string>

#include "libcontainer/apparmor/apparmor.h"

namespace libcontainer::apparmor {
namespace {

TEST(AppArmorProfile, NamesAreOneLineWithoutOuterSpace) {
  for (const char* name :
       {"docker-default", "/usr/bin/tool", ":ns://profile", "a//hat", "with space"}) {
    EXPECT_TRUE(IsProfileName(name)) << name;
  }
  for (const std::string& name :
       {std::string(), std::string(" a"), std::string("a "), std::string("a\nb"),
        std::string("a\0b", 3), std::string("\x7f"), std::string(4001, 'a')}) {
    EXPECT_FALSE(IsProfileName(name)) << name;
  }
}

TEST(AppArmorProfile, ParseConfinement) {
  EXPECT_EQ(ParseConfinement("docker-default (enforce)"),
            (Confinement{"docker-default", "enforce"}));
  EXPECT_EQ(ParseConfinement("a (b) (complain)"), (Confinement{"a (b)", "complain"}));
  EXPECT_EQ(ParseConfinement("unconfined"), (Confinement{"unconfined", ""}));
  EXPECT_EQ(ParseConfinement(""), Confinement{});
  EXPECT_EQ(ParseConfinement("a ("), (Confinement{"a (", ""}));
}

TEST(AppArmorProfile, HazardS6_GeneratedProfileDeniesMountsAndLimitsSignalsToPeers) {
  const std::string text = GenerateProfile("web");
  for (const char* rule :
       {"profile \"web\" flags=", "deny mount,", "deny umount,", "deny pivot_root,",
        "signal (receive) peer=unconfined,", "signal (send, receive) peer=\"web\",",
        "ptrace (trace, read, tracedby, readby) peer=\"web\",",
        "deny /proc/sys/kernel/[^dhms]* wklx,"}) {
    EXPECT_NE(text.find(rule), std::string::npos) << rule;
  }
  EXPECT_EQ(text.find("\n  mount"), std::string::npos);
  EXPECT_EQ(text.find("\n  signal,"), std::string::npos);
  EXPECT_EQ(text.find('@'), std::string::npos);
}

TEST(AppArmorProfile, GeneratedProfileLetsAConfinedStarterSignal) {
  const std::string text = GenerateProfile("web", "the \"engine\"");
  EXPECT_NE(text.find(R"(  signal (receive) peer="the \"engine\"",)"), std::string::npos);
}

}  // namespace
}  // namespace libcontainer::apparmor
