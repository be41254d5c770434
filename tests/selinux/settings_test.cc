#include "settings.h"

#include <gtest/gtest.h>

namespace libcontainer::selinux {
namespace {

TEST(SelinuxSettings, ParseSetting) {
  const std::string text =
      "# SELINUX=no\n; SELINUX=no\n\n SELINUX = enforcing \r\nSELINUXTYPE=targeted\n"
      "process = \"system_u:system_r:svirt_lxc_net_t:s0\"\nno equals\nempty=\na=b=c";
  EXPECT_EQ(ParseSetting(text, "SELINUX"), "enforcing");
  EXPECT_EQ(ParseSetting(text, "SELINUXTYPE"), "targeted");
  EXPECT_EQ(ParseSetting(text, "process"), "system_u:system_r:svirt_lxc_net_t:s0");
  EXPECT_EQ(ParseSetting(text, "empty"), "");
  EXPECT_EQ(ParseSetting(text, "a"), "b=c");
  EXPECT_EQ(ParseSetting(text, "file"), std::nullopt);
  EXPECT_EQ(ParseSetting("", "SELINUX"), std::nullopt);
  EXPECT_EQ(ParseSetting("x=1\nx=2\n", "x"), "2");
}

}  // namespace
}  // namespace libcontainer::selinux
