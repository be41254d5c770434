#include "../../cgroups/parse.h"

#include <gtest/gtest.h>
#include <sys/sysmacros.h>

#include <cerrno>
#include <string>
#include <vector>

#include "internal/mountinfo.h"
#include "libcontainer/cgroups/cgroups.h"
#include "libcontainer/error.h"
#include "support/isolated.h"

namespace libcontainer::cgroups {
namespace {

using Names = std::vector<std::string>;

const std::vector<CgroupEntry> kEntries = {{{"cpu", "cpuacct"}, "/"},
                                           {{"memory"}, "/own"},
                                           {{"name=systemd"}, "/init.scope"},
                                           {{}, "/v2"}};

TEST(CgroupsParse, MountLineGivesDeviceRootMountpointAndControllers) {
  const auto mounts = ParseCgroupMounts(
      "35 30 0:32 /sub /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:9 master:1 - cgroup cgroup "
      "rw,cpu,cpuacct,release_agent=/x,clone_children\n",
      kEntries);
  ASSERT_EQ(mounts.size(), 1U);
  EXPECT_EQ(mounts[0].device, makedev(0, 32));
  EXPECT_EQ(mounts[0].mount.root, "/sub");
  EXPECT_EQ(mounts[0].mount.mountpoint, "/sys/fs/cgroup/cpu,cpuacct");
  EXPECT_EQ(mounts[0].mount.subsystems, (Names{"cpu", "cpuacct"}));
}

TEST(CgroupsParse, NamedHierarchyIsKeptAndOtherTypesAreNot) {
  const auto mounts = ParseCgroupMounts(
      "39 30 0:36 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd\n"
      "40 30 0:37 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n"
      "41 30 0:38 / /memory rw - tmpfs memory rw,memory\n",
      kEntries);
  ASSERT_EQ(mounts.size(), 1U);
  EXPECT_EQ(mounts[0].mount.subsystems, Names{"name=systemd"});
}

TEST(CgroupsParse, OctalEscapesAreDecoded) {
  EXPECT_EQ(internal::DecodeOctal("/a\\040b\\011c\\012d\\134e"), "/a b\tc\nd\\e");
  // What the kernel never writes stays as it is.
  EXPECT_EQ(internal::DecodeOctal("\\04"), "\\04");
  EXPECT_EQ(internal::DecodeOctal("\\"), "\\");
  EXPECT_EQ(internal::DecodeOctal("\\089"), "\\089");
  EXPECT_EQ(internal::DecodeOctal("\\777"), "\\777");
  const auto mounts =
      ParseCgroupMounts("1 2 0:3 /a\\040b /m\\134n rw - cgroup c rw,memory", kEntries);
  ASSERT_EQ(mounts.size(), 1U);
  EXPECT_EQ(mounts[0].mount.root, "/a b");
  EXPECT_EQ(mounts[0].mount.mountpoint, "/m\\n");
}

TEST(CgroupsParse, HazardC3_EmptySourceIsAField) {
  const auto mounts = ParseCgroupMounts(
      "1 2 0:3 / /mnt rw,relatime -  tmpfs  rw\n"
      "1 2 0:3 / /empty rw,relatime - tmpfs  rw\n"
      "1 2 0:4 / /memory rw,relatime - cgroup  rw,memory\n",
      kEntries);
  ASSERT_EQ(mounts.size(), 1U);
  EXPECT_EQ(mounts[0].mount.mountpoint, "/memory");
  EXPECT_EQ(mounts[0].mount.subsystems, Names{"memory"});
}

TEST(CgroupsParse, HazardC3_LinesHaveNoLimit) {
  const std::string overlay =
      "1 2 0:3 / /o rw - overlay overlay rw,lowerdir=" + std::string(200000, 'x') + "\n";
  const auto mounts =
      ParseCgroupMounts(overlay + "1 2 0:4 / /memory rw - cgroup c rw,memory\n", kEntries);
  EXPECT_EQ(mounts.size(), 1U);
}

TEST(CgroupsParse, MalformedMountLinesAreSkipped) {
  const std::string good = "1 2 0:3 / /m rw - cgroup c rw,memory";
  for (size_t length = 0; length + 8 < good.size(); ++length) {
    EXPECT_TRUE(ParseCgroupMounts(good.substr(0, length), kEntries).empty()) << length;
  }
  for (const std::string line :
       {"1 2 x:3 / /m rw - cgroup c rw,memory", "1 2 0: / /m rw - cgroup c rw,memory",
        "1 2 03 / /m rw - cgroup c rw,memory", "1 2 0:3 / /m rw cgroup c rw,memory",
        "- - - - - - -", "1 2 0:3 / /m rw - cgroup c rw,unknown", "\n\n \n",
        "1 2 0:99999999999999 / /m rw - cgroup c rw,memory"}) {
    EXPECT_TRUE(ParseCgroupMounts(line, kEntries).empty()) << line;
  }
}

TEST(CgroupsParse, DuplicateMountsAreAllListed) {
  const auto mounts = ParseCgroupMounts(
      "1 2 0:3 / /a rw - cgroup c rw,memory\n1 2 0:3 /x /b rw - cgroup c rw,memory", kEntries);
  EXPECT_EQ(mounts.size(), 2U);
}

TEST(CgroupsParse, HazardC4_ColonsBelongToThePath) {
  const auto entries = ParseProcCgroup("4:memory:/a:b/c:d\n1:name=x:/:\n");
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].path, "/a:b/c:d");
  EXPECT_EQ(entries[1].path, "/:");
  EXPECT_EQ(entries[1].subsystems, Names{"name=x"});
}

TEST(CgroupsParse, HazardC4_ShortLinesAreSkipped) {
  EXPECT_TRUE(ParseProcCgroup("").empty());
  EXPECT_TRUE(ParseProcCgroup("\n\n").empty());
  EXPECT_TRUE(ParseProcCgroup("4\n4:memory\nmemory").empty());
  EXPECT_EQ(ParseProcCgroup("4:memory\n5:pids:/p").size(), 1U);
}

TEST(CgroupsParse, CoMountedControllersShareOneEntry) {
  const auto entries = ParseProcCgroup("2:cpu,cpuacct:/x\n0::/unified\n");
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(FindEntry(entries, "cpuacct"), FindEntry(entries, "cpu"));
  EXPECT_EQ(FindEntry(entries, "cpu")->path, "/x");
  EXPECT_EQ(FindEntry(entries, "memory"), nullptr);
  EXPECT_EQ(FindEntry(entries, ""), nullptr);
  EXPECT_TRUE(entries[1].subsystems.empty());
}

TEST(CgroupsParse, SubsystemsAreThoseThatAreEnabled) {
  EXPECT_EQ(ParseSubsystems("#subsys_name\thierarchy\tnum_cgroups\tenabled\n"
                            "cpuset\t3\t1\t1\nmemory\t0\t1\t0\npids\t8\t1\t1\n"),
            (Names{"cpuset", "pids"}));
  EXPECT_TRUE(ParseSubsystems("\ncpu\ncpu\t1\t1\n").empty());
}

TEST(CgroupsParse, ProcessIdsAreOneALine) {
  EXPECT_EQ(ParseProcs("1\n42\n\n4194304", "f"), (std::vector<pid_t>{1, 42, 4194304}));
  EXPECT_TRUE(ParseProcs("", "f").empty());
}

TEST(CgroupsParse, ProcessesOfOtherPidNamespacesAreLeftOut) {
  EXPECT_EQ(ParseProcs("0\n7\n0\n", "f"), std::vector<pid_t>{7});
}

TEST(CgroupsParse, LineThatIsNoProcessIdIsRefused) {
  for (const std::string line : {"x", "1x", " 1", "-1", "1 2", "99999999999999999999"}) {
    try {
      ParseProcs("5\n" + line + "\n", "/sys/cgroup.procs");
      ADD_FAILURE() << line;
    } catch (const Error& error) {
      EXPECT_EQ(error.error(), EINVAL) << line;
      EXPECT_EQ(error.object(), "/sys/cgroup.procs");
    }
  }
}

TEST(CgroupsUtils, ReadProcsFileReadsTheFileOfTheDirectory) {
  const testing::TempDir dir;
  testing::WriteFile(dir.Path("cgroup.procs"), "3\n4\n");
  EXPECT_EQ(ReadProcsFile(dir.path()), (std::vector<pid_t>{3, 4}));
  try {
    ReadProcsFile(dir.Path("missing"));
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.error(), ENOENT);
  }
}

TEST(CgroupsUtils, UnknownControllerIsNotFound) {
  for (const auto find : {FindCgroupMountpoint, GetThisCgroupDir, GetInitCgroupDir}) {
    // "rw" is an option of every mount and "" the name of cgroup v2 in /proc.
    for (const std::string name : {"nonesuch", "rw", ""}) {
      try {
        find(name);
        ADD_FAILURE() << name;
      } catch (const Error& error) {
        EXPECT_EQ(error.error(), ENOENT) << name;
      }
    }
  }
}

}  // namespace
}  // namespace libcontainer::cgroups
