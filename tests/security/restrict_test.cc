#include "libcontainer/security/restrict.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "internal/files.h"
#include "libcontainer/error.h"
#include "libcontainer/mount/mount.h"
#include "support/isolated.h"

namespace libcontainer::security {
namespace {

namespace fs = std::filesystem;
using testing::RunIsolated;
using testing::TempDir;
using testing::WriteFile;

unsigned long FlagsOf(const std::string& path) {
  struct statvfs status {};
  EXPECT_EQ(::statvfs(path.c_str(), &status), 0) << path;
  return status.f_flag;
}

class SecurityRestrict : public ::testing::Test {
 protected:
  // With `directory` as the root that paths are resolved in.
  void InRoot(const std::function<void(int root, int null_device)>& body) {
    RunIsolated(CLONE_NEWNS, [&] {
      ASSERT_EQ(::mount("tmpfs", directory.path().c_str(), "tmpfs", MS_NOSUID | MS_NODEV, nullptr),
                0);
      const UniqueFd root = internal::Open(AT_FDCWD, directory.path(), O_PATH | O_DIRECTORY);
      const UniqueFd null_device = mount::OpenNullDevice();
      body(root.get(), null_device.get());
      ::umount2(directory.path().c_str(), MNT_DETACH);
    });
  }

  TempDir directory;
};

TEST_F(SecurityRestrict, ReadonlyPathKeepsItsOtherOptionsAndCoversWhatIsBelow) {
  InRoot([&](int root, int null_device) {
    fs::create_directories(directory.Path("a/sub"));
    ASSERT_EQ(::mount("tmpfs", directory.Path("a/sub").c_str(), "tmpfs", MS_NOEXEC, nullptr), 0);
    Restrict(root, {{"/a"}, {}}, null_device);
    EXPECT_EQ(FlagsOf(directory.Path("a")) & (ST_RDONLY | ST_NOSUID | ST_NODEV),
              static_cast<unsigned long>(ST_RDONLY | ST_NOSUID | ST_NODEV));
    EXPECT_EQ(FlagsOf(directory.Path("a/sub")) & (ST_RDONLY | ST_NOEXEC),
              static_cast<unsigned long>(ST_RDONLY | ST_NOEXEC));
    EXPECT_EQ(FlagsOf(directory.path()) & ST_RDONLY, 0U);
  });
}

TEST_F(SecurityRestrict, MasksFilesAndDirectories) {
  InRoot([&](int root, int null_device) {
    fs::create_directory(directory.Path("secrets"));
    WriteFile(directory.Path("secrets/key"), "secret");
    WriteFile(directory.Path("file"), "secret");
    Restrict(root, {{}, {"/secrets", "/file", "/missing", "/file/below"}}, null_device);
    EXPECT_TRUE(fs::is_empty(directory.Path("secrets")));
    EXPECT_EQ(testing::ReadFile(directory.Path("file")), "");
    EXPECT_EQ(::open(directory.Path("secrets/new").c_str(), O_CREAT | O_WRONLY, 0600), -1);
  });
}

// CVE-2025-31133 and its relatives: neither a mask nor its cover is reached through a link.
TEST_F(SecurityRestrict, LinksAreRefused) {
  InRoot([&](int root, int null_device) {
    fs::create_directory(directory.Path("dir"));
    fs::create_symlink("dir", directory.Path("link"));
    for (const Restrictions& restrictions :
         {Restrictions{{"/link"}, {}}, Restrictions{{}, {"/link"}},
          Restrictions{{}, {"/link/x"}}}) {
      try {
        Restrict(root, restrictions, null_device);
        ADD_FAILURE() << "followed a link";
      } catch (const Error& error) {
        EXPECT_EQ(error.error(), ELOOP);
      }
    }
    EXPECT_EQ(FlagsOf(directory.Path("dir")) & ST_RDONLY, 0U);
  });
}

}  // namespace
}  // namespace libcontainer::security
