#include "libcontainer/mount/mount.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "internal/files.h"
#include "internal/mount_api.h"
#include "libcontainer/error.h"
#include "libcontainer/mount/nodes.h"
#include "support/isolated.h"

namespace libcontainer::mount {
namespace {

namespace fs = std::filesystem;
using testing::RunIsolated;
using testing::TempDir;

template <class Function>
int ErrorOf(Function function) {
  try {
    function();
  } catch (const Error& error) {
    return error.error();
  }
  return 0;
}

void WriteMap(const char* file, const std::string& text) {
  const UniqueFd fd(::open(file, O_WRONLY | O_CLOEXEC));
  ASSERT_EQ(::write(fd.get(), text.data(), text.size()), static_cast<ssize_t>(text.size())) << file;
}

class MountNamespaceTest : public ::testing::Test {
 protected:
  TempDir rootfs;
};

TEST_F(MountNamespaceTest, BecomesTheRoot) {
  RunIsolated(CLONE_NEWNS | CLONE_NEWPID, [&] {
    testing::WriteFile(rootfs.Path("mark"), "inside");
    const MountNamespace mounts =
        InitializeMountNamespace({rootfs.path()}, Console::kNewPty, MountConfig{});
    EXPECT_EQ(testing::ReadFile("/mark"), "inside");
    EXPECT_TRUE(internal::IsOnFilesystem(mounts.proc.get(), 0x9fa0));
    EXPECT_EQ(::isatty(mounts.pty_slave.get()), 1);
    EXPECT_TRUE(fs::exists("/dev/console"));
    EXPECT_EQ(fs::current_path(), "/");
    EXPECT_EQ(::umask(0), 022U);
  });
}

TEST_F(MountNamespaceTest, AnotherDirectoryThanTheCallerSawIsRefused) {
  RunIsolated(CLONE_NEWNS, [&] {
    EXPECT_EQ(ErrorOf([&] {
                InitializeMountNamespace({rootfs.path(), 1, 1}, Console::kNone, MountConfig{});
              }),
              ESTALE);
  });
}

TEST_F(MountNamespaceTest, HazardM15_WorksWhereGroupFiveIsNotMapped) {
  RunIsolated(0, [&] {
    const std::string uid = "0 " + std::to_string(::getuid()) + " 1";
    const std::string gid = "0 " + std::to_string(::getgid()) + " 1";
    ASSERT_EQ(::unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC), 0);
    WriteMap("/proc/self/setgroups", "deny");
    WriteMap("/proc/self/uid_map", uid);
    WriteMap("/proc/self/gid_map", gid);
    RunIsolated(CLONE_NEWPID, [&] {
      InitializeMountNamespace({rootfs.path()}, Console::kNone, MountConfig{});
      EXPECT_TRUE(fs::exists("/dev/pts/ptmx"));
    });
  });
}

TEST_F(MountNamespaceTest, RemountProcAndSys) {
  RunIsolated(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET, [&] {
    InitializeMountNamespace({rootfs.path()}, Console::kNone, MountConfig{});
    RemountProc();
    RemountSys();
    EXPECT_EQ(fs::read_symlink("/proc/self"), "1");
    struct statvfs status {};
    ASSERT_EQ(::statvfs("/sys", &status), 0);
    EXPECT_NE(status.f_flag & ST_RDONLY, 0U);
    EXPECT_NE(status.f_flag & ST_NOSUID, 0U);
  });
}

TEST(MountNodes, ExactModesAndTypes) {
  RunIsolated(0, [] {
    const TempDir root;
    const TempDir dev;
    const UniqueFd root_fd = internal::Open(AT_FDCWD, root.path(), O_PATH | O_DIRECTORY);
    const UniqueFd dev_fd = internal::Open(AT_FDCWD, dev.path(), O_PATH | O_DIRECTORY);
    ::umask(077);
    nodes::CreateDeviceNodes(root_fd.get(), dev_fd.get(),
                             {{'c', "/dev/null", 1, 3, "", 0666},
                              {'c', "/dev/sub/tty", 5, 0, "", S_IFCHR | 0620},
                              {'b', "/other/disk", 4095, 1048575, "", 0}});
    EXPECT_EQ(::umask(022), 077U);
    struct stat status {};
    ASSERT_EQ(::stat(dev.Path("null").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode, S_IFCHR | 0666U);
    ASSERT_EQ(::stat(dev.Path("sub/tty").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode, S_IFCHR | 0620U);
    ASSERT_EQ(::stat(root.Path("other/disk").c_str(), &status), 0);
    EXPECT_EQ(status.st_rdev, ::makedev(4095, 1048575));
    EXPECT_EQ(status.st_mode, static_cast<mode_t>(S_IFBLK));
    EXPECT_EQ(ErrorOf([&] {
                nodes::CreateDeviceNodes(root_fd.get(), dev_fd.get(),
                                         {{'c', "/dev/null", 1, 5, "", 0666}});
              }),
              EEXIST);
    EXPECT_EQ(
        ErrorOf([&] {
          nodes::CreateDeviceNodes(root_fd.get(), dev_fd.get(), {{'x', "/dev/x", 1, 5, "", 0}});
        }),
        EINVAL);
  });
}

}  // namespace
}  // namespace libcontainer::mount
