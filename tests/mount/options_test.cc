#include "options.h"

#include <gtest/gtest.h>
#include <sys/mount.h>

#include "internal/mountinfo.h"
#include "libcontainer/mount/types.h"

namespace libcontainer::mount {
namespace {

TEST(MountOptions, AttributesAndParametersAreToldApart) {
  internal::Filesystem filesystem{"tmpfs", "tmpfs", {}, MOUNT_ATTR_NODEV | MOUNT_ATTR_NOSUID};
  ApplyOptions({"ro", "dev", "noatime", "size=1m", "huge", "mode=700"}, filesystem);
  EXPECT_EQ(filesystem.attributes,
            static_cast<uint64_t>(MOUNT_ATTR_NOSUID | MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOATIME));
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"size", "1m"}, {"huge", ""}, {"mode", "700"}};
  EXPECT_EQ(filesystem.parameters, expected);
}

TEST(MountOptions, LaterWordsWin) {
  internal::Filesystem filesystem{"tmpfs", "", {}, 0};
  ApplyOptions({"ro", "rw", "noexec", "exec", "noatime", "strictatime"}, filesystem);
  EXPECT_EQ(filesystem.attributes, static_cast<uint64_t>(MOUNT_ATTR_STRICTATIME));
}

TEST(MountTypes, OfTypeKeepsTheOrder) {
  const Mounts mounts = {{"bind", "/a", "/1"}, {"tmpfs", "", "/2"}, {"bind", "/b", "/3"}};
  const Mounts binds = OfType(mounts, "bind");
  ASSERT_EQ(binds.size(), 2U);
  EXPECT_EQ(binds[1].destination, "/3");
  EXPECT_TRUE(OfType(mounts, "proc").empty());
}

TEST(MountInfo, ParsesEscapesAndSkipsMalformedLines) {
  const auto mounts = internal::ParseMountInfo(
      "36 35 98:0 /mnt1 /mnt\\0402 rw,noatime master:1 - ext3 /dev/root rw,errors=continue\n"
      "37 35 0:5 / /x rw - tmpfs  rw\n"
      "broken\n"
      "38 35 0:6 / /no-separator rw tmpfs tmpfs rw\n"
      "39 35 0:7 / /last rw - proc proc rw");
  ASSERT_EQ(mounts.size(), 3U);
  EXPECT_EQ(mounts[0].mountpoint, "/mnt 2");
  EXPECT_EQ(mounts[0].root, "/mnt1");
  EXPECT_EQ(mounts[0].type, "ext3");
  EXPECT_EQ(mounts[0].super_options, "rw,errors=continue");
  EXPECT_EQ(mounts[0].options, "rw,noatime");
  EXPECT_EQ(mounts[1].type, "tmpfs");
  EXPECT_EQ(mounts[1].source, "");
  EXPECT_EQ(mounts[2].mountpoint, "/last");
}

}  // namespace
}  // namespace libcontainer::mount
