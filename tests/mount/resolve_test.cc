#include "internal/resolve.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>

#include "internal/files.h"
#include "libcontainer/error.h"
#include "support/isolated.h"

namespace libcontainer::internal {
namespace {

namespace fs = std::filesystem;

class Resolve : public ::testing::Test {
 protected:
  void SetUp() override { root_ = Open(AT_FDCWD, directory_.path(), O_PATH | O_DIRECTORY); }
  int root() const { return root_.get(); }
  std::string Path(const std::string& name) const { return directory_.Path(name); }
  template <class Function>
  static int ErrorOf(Function function) {
    try {
      function();
    } catch (const Error& error) {
      return error.error();
    }
    return 0;
  }
  static ino_t Inode(const UniqueFd& fd) {
    struct stat status {};
    ::fstat(fd.get(), &status);
    return status.st_ino;
  }
  static ino_t Inode(const std::string& path) {
    struct stat status {};
    ::stat(path.c_str(), &status);
    return status.st_ino;
  }

  testing::TempDir outside;

 private:
  testing::TempDir directory_;
  UniqueFd root_;
};

TEST_F(Resolve, MissingDirectoriesAreMadeInside) {
  const UniqueFd fd = EnsureDirectoryInRoot(root(), "/a/b/../c//./d");
  EXPECT_EQ(Inode(fd), Inode(Path("a/c/d")));
  const UniqueFd above = EnsureDirectoryInRoot(root(), "/../../a");
  EXPECT_EQ(Inode(above), Inode(Path("a")));
}

TEST_F(Resolve, LinksLeadNowhereOutside) {
  fs::create_symlink(outside.path(), Path("absolute"));
  fs::create_symlink("../../../../../../.." + outside.path(), Path("relative"));
  fs::create_directories(Path(outside.path()));
  const UniqueFd directory = EnsureDirectoryInRoot(root(), "/absolute/new");
  EXPECT_EQ(Inode(directory), Inode(Path(outside.path() + "/new")));
  const UniqueFd file = EnsureFileInRoot(root(), "/relative/file");
  EXPECT_EQ(Inode(file), Inode(Path(outside.path() + "/file")));
  EXPECT_TRUE(fs::is_empty(outside.path()));
}

// As /etc/resolv.conf and /var/run are in many images.
TEST_F(Resolve, WhatALinkToNothingNamesIsMadeInside) {
  fs::create_directory(Path("etc"));
  fs::create_symlink("../run/resolv.conf", Path("etc/resolv.conf"));
  fs::create_symlink("/nothing/here", Path("dangling"));
  EnsureFileInRoot(root(), "/etc/resolv.conf");
  EnsureDirectoryInRoot(root(), "/dangling/x/y");
  EXPECT_TRUE(fs::is_regular_file(Path("run/resolv.conf")));
  EXPECT_TRUE(fs::is_directory(Path("nothing/here/x/y")));
  EXPECT_FALSE(fs::exists("/nothing"));
}

TEST_F(Resolve, LinksInACircleAreAnError) {
  fs::create_symlink("b/x", Path("a"));
  fs::create_symlink("a/x", Path("b"));
  EXPECT_EQ(ErrorOf([&] { EnsureDirectoryInRoot(root(), "/a"); }), ELOOP);
  EXPECT_EQ(ErrorOf([&] { EnsureFileInRoot(root(), "/b"); }), ELOOP);
}

TEST_F(Resolve, MountPointsMustBeRealDirectories) {
  fs::create_symlink(outside.path(), Path("link"));
  testing::WriteFile(Path("file"), "");
  EXPECT_EQ(ErrorOf([&] { EnsureDirectory(root(), "link"); }), ENOTDIR);
  EXPECT_EQ(ErrorOf([&] { EnsureDirectory(root(), "file"); }), ENOTDIR);
  EXPECT_EQ(ErrorOf([&] { OpenNoSymlinks(root(), "/link", O_PATH); }), ELOOP);
  EXPECT_EQ(ErrorOf([&] { OpenNoSymlinks(root(), "/../etc", O_PATH); }), EXDEV);
}

TEST_F(Resolve, MagicLinksAreRefused) {
  const UniqueFd proc = Open(AT_FDCWD, "/proc", O_PATH | O_DIRECTORY);
  EXPECT_EQ(ErrorOf([&] { OpenInRoot(proc.get(), "self/root/etc", O_PATH); }), ELOOP);
}

TEST(ResolveParts, LastComponent) {
  struct Row {
    const char* path;
    const char* directory;
    const char* name;
  };
  const Row rows[] = {{"/a/b", "/a/", "b"},  {"/a", "/", "a"}, {"a", "/", "a"},
                      {"/a/b/", "/a/", "b"}, {"/", "/", "."},  {"", "/", "."}};
  for (const Row& row : rows) {
    EXPECT_EQ(SplitLastComponent(row.path).directory, row.directory) << row.path;
    EXPECT_EQ(SplitLastComponent(row.path).name, row.name) << row.path;
  }
}

}  // namespace
}  // namespace libcontainer::internal
