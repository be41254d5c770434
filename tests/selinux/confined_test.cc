// In the virtual machine of tests/vm that has SELinux, which enforces the policy of
// tests/vm/selinux-policy.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mount.h>
#include <unistd.h>

#include <filesystem>

#include "libcontainer/error.h"
#include "libcontainer/label/label.h"
#include "libcontainer/namespaces/exec.h"
#include "libcontainer/policy.h"
#include "libcontainer/selinux/selinux.h"
#include "support/library.h"

namespace libcontainer::testing {
namespace {

using nlohmann::json;

constexpr const char* kProcess = "system_u:system_r:container_t:s0:c1,c2";
constexpr const char* kFiles = "system_u:object_r:container_file_t:s0:c1,c2";
constexpr const char* kCurrent = "/proc/self/attr/current";

std::string WithoutZeros(std::string text) {
  std::erase(text, '\0');
  return text;
}

class SelinuxConfined : public LibraryTest {
 protected:
  void SetUp() override {
    ContainerTest::SetUp();
    config["process_label"] = kProcess;
    config["mount_config"]["mount_label"] = kFiles;
  }
  // Of a file as a process of the container sees it.
  static std::string LabelIn(pid_t pid, const std::string& path) {
    return selinux::Getfilecon("/proc/" + std::to_string(pid) + "/root" + path);
  }
};

TEST_F(SelinuxConfined, HazardP3_FirstAndJoinedProcessHaveTheLabel) {
  const auto terminal = Terminal();
  const auto second = Terminal();
  Process first = namespaces::Start(Decode(), *terminal, Options({"/bin/sleep", "100"}));
  EXPECT_EQ(label::GetPidCon(first.pid()), kProcess);
  const Process joined = namespaces::Join(Decode(), *namespaces::GetRunning(rootfs()), *second,
                                          Options({"/bin/sleep", "100"}));
  EXPECT_EQ(label::GetPidCon(joined.pid()), kProcess);
  EXPECT_EQ(selinux::NewContext(selinux::Getcon()).type, "base_t");
}

TEST_F(SelinuxConfined, UserNamespaceHasTheLabels) {
  UseUserNamespace();
  const auto terminal = Terminal();
  const Process first = namespaces::Start(Decode(), *terminal, Options({"/bin/sleep", "100"}));
  EXPECT_EQ(label::GetPidCon(first.pid()), kProcess);
  EXPECT_EQ(LabelIn(first.pid(), "/dev/shm"), kFiles);
  const Outcome joined = Exec({"/bin/cat", kCurrent});
  EXPECT_EQ(WithoutZeros(joined.out), kProcess) << joined.err;
}

TEST_F(SelinuxConfined, MountsHaveTheLabel) {
  config["mount_config"]["mounts"] = {{{"type", "tmpfs"}, {"destination", "/scratch"}},
                                      {{"type", "mqueue"}, {"destination", "/dev/mqueue"}},
                                      {{"type", "devpts"}, {"destination", "/terminals"}}};
  config["mask_paths"] = {"/proc/fs"};
  const auto terminal = Terminal();
  Process first = namespaces::Start(Decode(), *terminal, Options({"/bin/sleep", "100"}));
  for (const char* path : {"/dev", "/dev/null", "/dev/shm", "/dev/pts", "/dev/ptmx", "/scratch",
                           "/dev/mqueue", "/terminals", "/proc/fs"}) {
    EXPECT_EQ(LabelIn(first.pid(), path), kFiles) << path;
  }
  for (const char* path : {"/proc/uptime", "/sys"}) {
    EXPECT_EQ(selinux::NewContext(LabelIn(first.pid(), path)).type, "pseudo_t") << path;
  }
}

TEST_F(SelinuxConfined, SampleConfigOf2014) {
  const std::string label = "system_u:system_r:svirt_lxc_net_t:s0:c164,c475";
  const json groups = config["cgroups"];
  config = json::parse(ReadFile(SOURCE_DIR "/sample_configs/selinux.json"));
  config["cgroups"]["name"] = groups["name"];
  config["cgroups"]["parent"] = groups["parent"];
  const Outcome outcome = Exec({"/bin/cat", kCurrent});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(WithoutZeros(outcome.out), label);
  EXPECT_EQ(Shell("echo a >/dev/shm/file && cat /dev/shm/file").out, "a\r\n");
}

TEST_F(SelinuxConfined, ConsolesHaveTheLabel) {
  config["tty"] = true;
  const auto terminal = namespaces::NewTerminal(0, 1, 2, true);
  Process first = namespaces::Start(Decode(), *terminal, Options({"/bin/sleep", "100"}));
  EXPECT_EQ(LabelIn(first.pid(), "/dev/console"), kFiles);
  const auto second = namespaces::NewTerminal(0, 1, 2, true);
  const Process joined = namespaces::Join(Decode(), *namespaces::GetRunning(rootfs()), *second,
                                          Options({"/bin/sleep", "100"}));
  EXPECT_EQ(LabelIn(joined.pid(), "/dev/pts/1"), kFiles);
}

TEST_F(SelinuxConfined, PolicyDeniesWhatThePermissionsWouldAllow) {
  for (const char* name : {"own", "other", "secret"})
    WriteFile(Path(std::string("tmp/") + name), name);
  selinux::Setfilecon(Path("tmp/own"), kFiles);
  selinux::Setfilecon(Path("tmp/other"), "system_u:object_r:container_file_t:s0:c3,c4");
  selinux::Setfilecon(Path("tmp/secret"), "system_u:object_r:secret_t:s0");
  const std::string script = "cat /tmp/own /tmp/other /tmp/secret";
  const Outcome outcome = Shell(script);
  EXPECT_EQ(outcome.out, "own");
  EXPECT_NE(outcome.err.find("/tmp/other': Permission denied"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("/tmp/secret': Permission denied"), std::string::npos) << outcome.err;
  config.erase("process_label");
  EXPECT_EQ(Shell(script).out, "ownothersecret");
}

TEST_F(SelinuxConfined, EffectivePolicyNamesTheContext) {
  const auto terminal = Terminal();
  const Process first = namespaces::Start(Decode(), *terminal, Options({"/bin/sleep", "100"}));
  EXPECT_EQ(GetEffectivePolicy(*namespaces::GetRunning(rootfs())).selinux, kProcess);
}

TEST_F(SelinuxConfined, WorksWithNoNewPrivileges) {
  config["no_new_privileges"] = true;
  EXPECT_EQ(WithoutZeros(Exec({"/bin/cat", kCurrent}).out), kProcess);
}

TEST_F(SelinuxConfined, LabelThatThePolicyDoesNotHaveIsRefused) {
  config["process_label"] = "system_u:system_r:no_such_t:s0";
  const Outcome outcome = Shell("echo started");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err,
            "nsinit: exec: find in the kernel's policy SELinux context "
            "system_u:system_r:no_such_t:s0: Invalid argument\n");
}

// The exec that changes the context clears the parent-death signal.
TEST_F(SelinuxConfined, HazardP14_KilledNsinitTakesTheContainerAlong) { ExpectEndsWithNsinit(); }

}  // namespace
}  // namespace libcontainer::testing
