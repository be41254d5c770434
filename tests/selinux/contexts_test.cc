// In the virtual machine of tests/vm that has SELinux: the package's functions on the kernel.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <functional>

#include "libcontainer/error.h"
#include "libcontainer/label/label.h"
#include "libcontainer/selinux/selinux.h"
#include "support/container.h"

namespace libcontainer::testing {
namespace {

constexpr const char* kFile = "system_u:object_r:container_file_t:s0:c1,c2";
constexpr const char* kProcess = "system_u:system_r:container_t:s0:c1,c2";

int ErrorOf(const std::function<void()>& body) {
  try {
    body();
  } catch (const Error& error) {
    return error.error();
  }
  return 0;
}

TEST(SelinuxContexts, EnabledAndEnforcing) {
  EXPECT_TRUE(selinux::SelinuxEnabled());
  EXPECT_EQ(selinux::SelinuxGetEnforce(), selinux::kEnforcing);
  EXPECT_EQ(selinux::SelinuxGetEnforceMode(), selinux::kDisabled) << "no /etc/selinux/config";
}

TEST(SelinuxContexts, SetDisabledIsForTheProcess) {
  RunIsolated(0, [] {
    selinux::SetDisabled();
    EXPECT_FALSE(selinux::SelinuxEnabled());
    EXPECT_EQ(ErrorOf([] { label::SetProcessLabel(kProcess); }), ENOTSUP);
    EXPECT_EQ(label::GetPidCon(1), "");
  });
  EXPECT_TRUE(selinux::SelinuxEnabled());
}

TEST(SelinuxContexts, HazardS10_ContextsHaveNoTrailingZero) {
  const std::string own = "system_u:system_r:base_t:s0-s0:c0.c1023";
  EXPECT_EQ(selinux::Getcon(), own);
  EXPECT_EQ(selinux::Getpidcon(::getpid()), own);
  EXPECT_EQ(label::GetPidCon(1), own);
  EXPECT_EQ(ErrorOf([] { selinux::Getpidcon(0x7fffffff); }), ENOENT);
}

TEST(SelinuxContexts, FilesGetAndCreateWithContexts) {
  TempDir directory;
  WriteFile(directory.Path("a"), "");
  label::SetFileLabel(directory.Path("a"), kFile);
  EXPECT_EQ(selinux::Getfilecon(directory.Path("a")), kFile);
  selinux::Setfscreatecon(kFile);
  EXPECT_EQ(selinux::Getfscreatecon(), kFile);
  WriteFile(directory.Path("b"), "");
  selinux::Setfscreatecon("");
  EXPECT_EQ(selinux::Getfscreatecon(), "");
  EXPECT_EQ(selinux::Getfilecon(directory.Path("b")), kFile);
  EXPECT_EQ(ErrorOf([&] { selinux::Setfilecon(directory.Path("missing"), kFile); }), ENOENT);
  EXPECT_EQ(ErrorOf([&] { selinux::Setfilecon(directory.Path("a"), "u:r:t:s0"); }), EINVAL);
  EXPECT_EQ(selinux::Getfilecon(directory.Path("a")), kFile);
}

TEST(SelinuxContexts, LinksAreLabelledThemselves) {
  TempDir directory;
  WriteFile(directory.Path("target"), "");
  const std::string before = selinux::Getfilecon(directory.Path("target"));
  std::filesystem::create_symlink("target", directory.Path("link"));
  selinux::Setfilecon(directory.Path("link"), kFile);
  EXPECT_EQ(selinux::Getfilecon(directory.Path("link")), kFile);
  EXPECT_EQ(selinux::Getfilecon(directory.Path("target")), before);
}

TEST(SelinuxContexts, ExecContext) {
  label::SetProcessLabel(kProcess);
  EXPECT_EQ(label::GetProcessLabel(), kProcess);
  EXPECT_EQ(RunProgram({"/bin/busybox", "cat", "/proc/self/attr/current"}, "/").out,
            kProcess + std::string(1, '\0'));
  label::SetProcessLabel("");
  EXPECT_EQ(label::GetProcessLabel(), "");
}

TEST(SelinuxContexts, HazardS9_KernelChecksContexts) {
  selinux::SecurityCheckContext(kProcess);
  EXPECT_EQ(ErrorOf([] { selinux::SecurityCheckContext("system_u:system_r:no_such_t:s0"); }),
            EINVAL);
  EXPECT_EQ(selinux::CopyLevel(kProcess, "system_u:object_r:container_file_t:s0"), kFile);
  selinux::FreeLxcContexts(kProcess);
  EXPECT_EQ(ErrorOf([] { selinux::CopyLevel(kProcess, "system_u:object_r:no_such_t:s0"); }),
            EINVAL);
  EXPECT_EQ(selinux::CopyLevel("", kFile), "");
}

// With a policy's configuration of its own.
void WithSelinuxConfig(const std::function<void()>& body) {
  RunIsolated(CLONE_NEWNS, [&body] {
    ASSERT_EQ(::mount("tmpfs", "/etc", "tmpfs", 0, nullptr), 0);
    std::filesystem::create_directories("/etc/selinux/small/contexts");
    WriteFile("/etc/selinux/config", "SELINUX=permissive\nSELINUXTYPE=small\n");
    WriteFile("/etc/selinux/small/contexts/lxc_contexts",
              "process = \"system_u:system_r:container_t:s0\"\n"
              "file = \"system_u:object_r:container_file_t:s0\"\n");
    body();
  });
}

TEST(SelinuxContexts, LabelsForANewContainer) {
  WithSelinuxConfig([] {
    EXPECT_EQ(selinux::SelinuxGetEnforceMode(), selinux::kPermissive);
    const auto [process, mount] = label::GenLabels("");
    const std::string level = selinux::NewContext(process).level;
    EXPECT_NE(level, "s0");
    EXPECT_EQ(process, "system_u:system_r:container_t:" + level);
    EXPECT_EQ(mount, "system_u:object_r:container_file_t:" + level);
    const auto other = label::GenLabels("type=svirt_lxc_net_t");
    EXPECT_NE(selinux::NewContext(other.first).level, level);
    EXPECT_EQ(selinux::NewContext(other.first).type, "svirt_lxc_net_t");
    EXPECT_EQ(label::GenLabels("level=s0:c7,c8").second,
              "system_u:object_r:container_file_t:s0:c7,c8");
    EXPECT_EQ(ErrorOf([] { label::GenLabels("type=no_such_t"); }), EINVAL);
  });
}

TEST(SelinuxContexts, HazardS8_PolicyWithoutContainersIsAnError) {
  EXPECT_EQ(ErrorOf([] { label::GenLabels(""); }), ENOENT);
  WithSelinuxConfig([] {
    WriteFile("/etc/selinux/small/contexts/lxc_contexts", "process=u:r:t:s0\n");
    EXPECT_EQ(ErrorOf([] { selinux::GetLxcContexts(); }), EINVAL);
  });
}

}  // namespace
}  // namespace libcontainer::testing
