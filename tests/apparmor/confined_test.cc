// In the virtual machine of tests/vm that has AppArmor.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>

#include "libcontainer/apparmor/apparmor.h"
#include "libcontainer/error.h"
#include "libcontainer/namespaces/exec.h"
#include "libcontainer/policy.h"
#include "support/library.h"

namespace libcontainer::testing {
namespace {

using apparmor::Confinement;
using apparmor::GetConfinement;
using nlohmann::json;

constexpr const char* kCurrent = "/proc/self/attr/apparmor/current";

// Lets everything pass but what `rules` deny.
void LoadProfile(const std::string& name, const std::string& rules) {
  TempDir directory;
  WriteFile(directory.Path("profile"), "profile " + name +
                                           " { file, capability, network, mount, umount, "
                                           "pivot_root, signal, ptrace, " +
                                           rules + " }\n");
  const Outcome outcome = RunProgram(
      {"/sbin/apparmor_parser", "--replace", "--skip-cache", directory.Path("profile")}, "/");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
}

class AppArmorConfined : public LibraryTest {
 protected:
  static void SetUpTestSuite() { apparmor::InstallDefaultProfile(); }
  void SetUp() override {
    ContainerTest::SetUp();
    config["apparmor_profile"] = apparmor::kDefaultProfile;
  }
  void AddCapability(const char* name) { config["capabilities"].push_back(name); }
};

TEST_F(AppArmorConfined, HazardS7_DefaultProfileIsLoadedWithoutAFileOfTheHost) {
  const std::string profiles = ReadFile("/sys/kernel/security/apparmor/profiles");
  EXPECT_NE(profiles.find("docker-default (enforce)\n"), std::string::npos) << profiles;
  EXPECT_FALSE(std::filesystem::exists("/etc/apparmor.d"));
  apparmor::InstallDefaultProfile();
}

TEST_F(AppArmorConfined, HazardS5_EnabledWhateverTheEnvironmentSays) {
  ::setenv("container", "lxc", 1);
  EXPECT_TRUE(apparmor::IsEnabled());
  ::unsetenv("container");
}

TEST_F(AppArmorConfined, SampleConfigOf2014) {
  const json sample = json::parse(ReadFile(SOURCE_DIR "/sample_configs/apparmor.json"));
  const json groups = config["cgroups"];
  config = sample;
  config["cgroups"]["name"] = groups["name"];
  config["cgroups"]["parent"] = groups["parent"];
  const Outcome outcome = Exec({"/bin/cat", kCurrent});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "docker-default (enforce)\r\n");
}

TEST_F(AppArmorConfined, HazardP3_FirstAndJoinedProcessAreConfinedAlike) {
  const Confinement expected{"docker-default", "enforce"};
  const auto terminal = Terminal();
  const auto second = Terminal();
  Process first = namespaces::Start(Decode(), *terminal, Options({"/bin/sleep", "100"}));
  EXPECT_EQ(GetConfinement(first.pid()), expected);
  {
    const auto joined = namespaces::Join(Decode(), *namespaces::GetRunning(rootfs()), *second,
                                         Options({"/bin/sleep", "100"}));
    EXPECT_EQ(GetConfinement(joined.pid()), expected);
  }
  EXPECT_EQ(GetConfinement(::getpid()), (Confinement{"unconfined", ""}));
}

TEST_F(AppArmorConfined, UserNamespaceIsConfinedAlike) {
  UseUserNamespace();
  const auto terminal = Terminal();
  const Process first = namespaces::Start(Decode(), *terminal, Options({"/bin/sleep", "100"}));
  EXPECT_EQ(GetConfinement(first.pid()), (Confinement{"docker-default", "enforce"}));
  EXPECT_EQ(Exec({"/bin/cat", kCurrent}).out, "docker-default (enforce)\n");
}

TEST_F(AppArmorConfined, EffectivePolicyNamesTheProfile) {
  const auto terminal = Terminal();
  const Process first = namespaces::Start(Decode(), *terminal, Options({"/bin/sleep", "100"}));
  EXPECT_EQ(GetEffectivePolicy(*namespaces::GetRunning(rootfs())).apparmor,
            (Confinement{"docker-default", "enforce"}));
}

TEST_F(AppArmorConfined, WorksWithNoNewPrivileges) {
  config["no_new_privileges"] = true;
  EXPECT_EQ(Exec({"/bin/cat", kCurrent}).out, "docker-default (enforce)\n");
}

TEST_F(AppArmorConfined, ProfileDeniesWhatThePermissionsWouldAllow) {
  LoadProfile("lct-deny", "deny /tmp/secret w,");
  config["apparmor_profile"] = "lct-deny";
  const Outcome outcome = Shell("echo a >/tmp/other; echo b >/tmp/secret; ls /tmp");
  EXPECT_EQ(outcome.out, "other\n");
  EXPECT_NE(outcome.err.find("Permission denied"), std::string::npos) << outcome.err;
  config.erase("apparmor_profile");
  EXPECT_EQ(Shell("echo b >/tmp/secret; ls /tmp").out, "other\nsecret\n");
}

TEST_F(AppArmorConfined, HazardS6_DefaultProfileDeniesMountsAndTheHostsMemory) {
  AddCapability("SYS_ADMIN");
  AddCapability("SYS_RAWIO");
  config["restrict_sys"] = false;
  const std::string script =
      "mount -t tmpfs tmpfs /tmp 2>/dev/null && echo mounted;"
      "umount /dev/shm 2>/dev/null && echo unmounted;"
      "head -c 1 /proc/kcore >/dev/null 2>&1 && echo read";
  EXPECT_EQ(Shell(script).out, "");
  config.erase("apparmor_profile");
  EXPECT_EQ(Shell(script).out, "mounted\nunmounted\nread\n");
}

TEST_F(AppArmorConfined, HazardS6_SignalsReachPeersAndComeFromTheHost) {
  EXPECT_EQ(Shell("sleep 100 & kill -9 $!; wait $!; echo $?").out, "137\n");
  Child child(
      ExecArgs({"/bin/sh", "-c", "trap 'exit 6' TERM; echo up; while :; do sleep 0.01; done"}),
      rootfs());
  char buffer[4];
  ASSERT_EQ(::read(child.output.get(), buffer, 3), 3);
  ::kill(child.pid(), SIGTERM);
  EXPECT_EQ(child.Wait(), 6);
}

TEST_F(AppArmorConfined, ProfileThatIsNotLoadedIsNamedWithTheWayToLoadIt) {
  config["apparmor_profile"] = "lct-missing";
  const Outcome outcome = Shell("echo started");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err,
            "nsinit: exec: set labels: find in the kernel (apparmor_parser(8) puts it there) "
            "AppArmor profile lct-missing: No such file or directory\n");
}

// The exec that confines the command clears its parent-death signal.
TEST_F(AppArmorConfined, HazardP14_KilledNsinitTakesTheContainerAlong) { ExpectEndsWithNsinit(); }

TEST_F(AppArmorConfined, GuardLeavesNothingBehindAndHoldsNoOutput) {
  const std::string before = RunProgram({"/usr/bin/pgrep", "-c", "libcontainer"}, "/").out;
  EXPECT_EQ(Exec({"/bin/cat"}, "through a pipe").out, "through a pipe");
  EXPECT_EQ(RunProgram({"/usr/bin/pgrep", "-c", "libcontainer"}, "/").out, before);
}

TEST_F(AppArmorConfined, Cve2015_3631_NothingIsMountedOverTheAttributes) {
  for (const char* destination : {"/proc", "/proc/self/attr", "/dev/../proc/self"}) {
    config["mount_config"]["mounts"] = {
        {{"type", "bind"}, {"source", "/tmp"}, {"destination", destination}}};
    const Outcome outcome = Shell("echo started");
    EXPECT_EQ(outcome.status, 1) << destination;
    EXPECT_EQ(outcome.out, "") << destination;
  }
  std::filesystem::create_symlink("/proc/self/attr", Path("link"));
  config["mount_config"]["mounts"] = {
      {{"type", "bind"}, {"source", "/tmp"}, {"destination", "/link"}}};
  const Outcome outcome = Shell("echo started");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.out, "");
}

TEST_F(AppArmorConfined, Cve2019_16884_ImageWithProcFilesOfItsOwn) {
  for (const char* process : {"1", "self", "1/task/1"}) {
    std::filesystem::create_directories(Path("proc/" + std::string(process) + "/attr/apparmor"));
    WriteFile(Path("proc/" + std::string(process) + "/attr/apparmor/exec"), "");
    WriteFile(Path("proc/" + std::string(process) + "/attr/exec"), "");
  }
  EXPECT_EQ(Exec({"/bin/cat", kCurrent}).out, "docker-default (enforce)\n");
}

TEST_F(AppArmorConfined, HazardP20_Cve2015_1334_JoinWhereTheContainerCoversProc) {
  LoadProfile("lct-open", "");
  config["apparmor_profile"] = "lct-open";
  AddCapability("SYS_ADMIN");
  const auto terminal = Terminal();
  const auto second = Terminal();
  const std::string script =
      "mount -t tmpfs tmpfs /proc && for p in self thread-self 1 2 3 4 5 6 7 8 9; do "
      "mkdir -p /proc/$p/attr/apparmor /proc/$p/task/$p/attr/apparmor; "
      "touch /proc/$p/attr/apparmor/exec /proc/$p/task/$p/attr/apparmor/exec; done; "
      "touch /tmp/covered; exec sleep 100";
  Process first = namespaces::Start(Decode(), *terminal, Options({"/bin/sh", "-c", script}));
  ASSERT_TRUE(Eventually([&] { return std::filesystem::exists(Path("tmp/covered")); }));
  const auto joined = namespaces::Join(Decode(), *namespaces::GetRunning(rootfs()), *second,
                                       Options({"/bin/sleep", "100"}));
  EXPECT_EQ(GetConfinement(joined.pid()), (Confinement{"lct-open", "enforce"}));
}

}  // namespace
}  // namespace libcontainer::testing
