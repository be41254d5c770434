#include "libcontainer/label/label.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "libcontainer/error.h"
#include "options.h"

namespace libcontainer::label {
namespace {

TEST(Label, FormatMountLabel) {
  EXPECT_EQ(FormatMountLabel("mode=755", "u:r:t:s0:c1,c2"), "mode=755,context=\"u:r:t:s0:c1,c2\"");
  EXPECT_EQ(FormatMountLabel("", "u:r:t"), "context=\"u:r:t\"");
  EXPECT_EQ(FormatMountLabel("mode=755", ""), "mode=755");
  EXPECT_EQ(FormatMountLabel("", ""), "");
}

TEST(Label, OptionsReplaceParts) {
  EXPECT_EQ(ApplyOptions("u:r:t:s0", ""), "u:r:t:s0");
  EXPECT_EQ(ApplyOptions("u:r:t:s0", " type=x  level=s0:c1,c2 "), "u:r:x:s0:c1,c2");
  EXPECT_EQ(ApplyOptions("u:r:t:s0", "user=a role=b level="), "a:b:t");
}

TEST(Label, HazardS11_MalformedOptionsAreErrors) {
  for (const char* options : {"type", "type=", "disable", "=x", "Type=x", "type=a=b", "user=a:b",
                              "level=\"", "type=x level"}) {
    try {
      ApplyOptions("u:r:t:s0", options);
      ADD_FAILURE() << options;
    } catch (const Error& error) {
      EXPECT_EQ(error.error(), EINVAL) << options;
    }
  }
}

}  // namespace
}  // namespace libcontainer::label
