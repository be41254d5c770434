#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <string>
#include <vector>

#include "libcontainer/devices/devices.h"
#include "support/isolated.h"

namespace libcontainer::devices {
namespace {

// An empty /dev of this test's own.
void CoverDev() { ASSERT_EQ(::mount("dev", "/dev", "tmpfs", 0, nullptr), 0); }

void MakeNode(const std::string& path, mode_t type, unsigned major_number, unsigned minor_number) {
  ASSERT_EQ(::mknod(path.c_str(), type | 0600, makedev(major_number, minor_number)), 0) << path;
}

std::vector<std::string> HostPaths() {
  std::vector<std::string> paths;
  for (const Device& device : GetHostDeviceNodes()) paths.push_back(device.path);
  return paths;
}

TEST(DevicesHostNodes, FindsNodesInDirectoriesButNotInPtsShmAndFd) {
  testing::RunIsolated(CLONE_NEWNS, [] {
    CoverDev();
    for (const std::string dir : {"pts", "shm", "fd", "net", "net/deep"}) {
      ASSERT_EQ(::mkdir(("/dev/" + dir).c_str(), 0755), 0);
      MakeNode("/dev/" + dir + "/node", S_IFCHR, 1, 3);
    }
    MakeNode("/dev/disk", S_IFBLK, 8, 1);
    ASSERT_EQ(::symlink("disk", "/dev/link"), 0);
    ASSERT_EQ(::symlink("/", "/dev/root"), 0);
    testing::WriteFile("/dev/file", "");
    EXPECT_EQ(HostPaths(),
              (std::vector<std::string>{"/dev/disk", "/dev/net/deep/node", "/dev/net/node"}));
  });
}

TEST(DevicesHostNodes, HazardM18_LargeNumbersAreDecodedInFull) {
  testing::RunIsolated(CLONE_NEWNS, [] {
    CoverDev();
    MakeNode("/dev/large", S_IFCHR, 4095, 1048575);
    const std::vector<Device> nodes = GetHostDeviceNodes();
    ASSERT_EQ(nodes.size(), 1U);
    EXPECT_EQ(nodes[0].major_number, 4095);
    EXPECT_EQ(nodes[0].minor_number, 1048575);
    EXPECT_EQ(nodes[0].file_mode, 0600U);
    EXPECT_EQ(nodes[0].cgroup_permissions, "rwm");
  });
}

[[noreturn]] void MakeAndRemoveNodesForEver() {
  for (;;) {
    ::mkdir("/dev/dir", 0755);
    for (const char* path : {"/dev/a", "/dev/b", "/dev/dir/c"}) {
      ::mknod(path, S_IFCHR | 0600, makedev(1, 3));
    }
    for (const char* path : {"/dev/a", "/dev/b", "/dev/dir/c"}) ::unlink(path);
    ::rmdir("/dev/dir");
  }
}

TEST(DevicesHostNodes, HazardM18_NodesThatVanishAreLeftOut) {
  testing::RunIsolated(CLONE_NEWNS, [] {
    CoverDev();
    MakeNode("/dev/stays", S_IFCHR, 1, 3);
    const pid_t pid = ::fork();
    if (pid == 0) MakeAndRemoveNodesForEver();
    for (int i = 0; i < 3000; ++i) {
      const std::vector<std::string> paths = HostPaths();
      EXPECT_EQ(std::count(paths.begin(), paths.end(), "/dev/stays"), 1);
    }
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
  });
}

}  // namespace
}  // namespace libcontainer::devices
