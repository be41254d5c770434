// One test for each row of the hazards list that shows at nsinit: what the 2014 original did wrong
// on a current kernel. The host's side of each is a canary that must be untouched.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "libcontainer/state.h"
#include "support/container.h"

namespace libcontainer::testing {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class Hazards : public ContainerTest {
 protected:
  json Bind(const std::string& source, const std::string& destination, bool writable = false) {
    return {
        {"type", "bind"}, {"source", source}, {"destination", destination}, {"writable", writable}};
  }
  void AddMount(const json& mount) { config["mount_config"]["mounts"].push_back(mount); }
  void ExpectUntouched(const TempDir& canary) {
    EXPECT_TRUE(fs::is_empty(canary.path())) << *fs::directory_iterator(canary.path());
  }
  // As Shell, with mounts of the test's own around the rootfs.
  void InPrivateMounts(const std::function<void()>& body) { RunIsolated(CLONE_NEWNS, body); }
};

// `body` with a devpts on /dev/pts in which no other test makes terminals.
void WithOwnTerminals(const std::function<void()>& body) {
  RunIsolated(CLONE_NEWNS, [&] {
    ASSERT_EQ(::mount("devpts", "/dev/pts", "devpts", 0, "newinstance"), 0);
    body();
  });
}
ptrdiff_t CountTerminals() {
  return std::distance(fs::directory_iterator("/dev/pts"), {}) - 1;  // ptmx
}

TEST_F(Hazards, HazardP6_InitIsNotLookedUpInTheImage) {
  for (const char* name : {"nsinit", "libcontainer-init"}) {
    WriteFile(Path(name), "#!/bin/sh\ntouch /pwned\n");
    fs::permissions(Path(name), fs::perms::all);
  }
  WriteConfig();
  fs::create_symlink(NSINIT, Path("bin/nsinit"));
  EXPECT_EQ(RunProgram({"bash", "-c", "exec -a nsinit " NSINIT " exec /bin/echo ok"}, rootfs()).out,
            "ok\n");
  EXPECT_FALSE(fs::exists(Path("pwned")));
}

TEST_F(Hazards, HazardP11_CallersEnvironmentNeitherSteersNorLeaks) {
  WriteConfig();
  const Outcome outcome = Nsinit({"exec", "/bin/cat", "/proc/1/environ"}, "",
                                 {"console=/dev/null", "pipe=0", "SECRET=x", "LD_DEBUG=all"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.out.find("SECRET"), std::string::npos);
  EXPECT_EQ(outcome.out.find("console"), std::string::npos);
}

TEST_F(Hazards, HazardP13_NotFoundIsNotTheProgramsExitOne) {
  EXPECT_EQ(Exec({"/bin/nope"}).status, 127);
  EXPECT_EQ(Exec({"/bin/false"}).status, 1);
}

TEST_F(Hazards, HazardP14_ContainerOfRootDiesWithNsinit) {
  Child child(ExecArgs({"/bin/sleep", "100"}), rootfs());
  ASSERT_TRUE(Eventually([&] { return GetState(rootfs()).has_value(); }));
  const pid_t init = GetState(rootfs())->init_pid;
  ::kill(child.pid(), SIGKILL);
  EXPECT_TRUE(Eventually([&] { return !ProcessLives(init); }));
  child.Wait();
  EXPECT_EQ(Exec({"/bin/true"}).status, 0) << "clears what is left";
}

TEST_F(Hazards, HazardP15_UnknownNamespaceIsRefused) {
  for (const char* key : {"NEWPIDS", "newnet", "NEW"}) {
    const json saved = config;
    config["namespaces"][key] = true;
    const Outcome outcome = Exec({"/bin/touch", "/ran"});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_NE(outcome.err.find(key), std::string::npos) << outcome.err;
    config = saved;
  }
  EXPECT_FALSE(fs::exists(Path("ran")));
}

TEST_F(Hazards, HazardP16_RootFileSystemNeedsAMountNamespace) {
  const std::string mounts = ReadFile("/proc/self/mountinfo");
  config["namespaces"].erase("NEWNS");
  const Outcome outcome = Exec({"/bin/true"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.err.find("NEWNS"), std::string::npos) << outcome.err;
  EXPECT_EQ(ReadFile("/proc/self/mountinfo"), mounts);
}

TEST_F(Hazards, HazardP17_HostNameOfTheHostStays) {
  const std::string before = RunProgram({"uname", "-n"}, "/").out;
  config["namespaces"].erase("NEWUTS");
  const Outcome outcome = Exec({"/bin/true"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.err.find("hostname"), std::string::npos) << outcome.err;
  EXPECT_EQ(RunProgram({"uname", "-n"}, "/").out, before);
}

TEST_F(Hazards, HazardP18_NetworksNeedANetworkNamespace) {
  config["namespaces"].erase("NEWNET");
  const Outcome outcome = Exec({"/bin/true"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.err.find("networks"), std::string::npos) << outcome.err;
}

TEST_F(Hazards, HazardP21_InheritedDescriptorsDoNotReachTheContainer) {
  config["working_dir"] = "/proc/self/fd/7";
  WriteConfig();
  const Outcome outcome =
      RunProgram({"bash", "-c", "exec 7</ 8</etc 40</; exec " NSINIT " exec /bin/ls ."}, rootfs());
  EXPECT_EQ(outcome.status, 1) << outcome.out;
  config.erase("working_dir");
  WriteConfig();
  const Outcome list =
      RunProgram({"bash", "-c",
                  "exec 7</ 8</etc 40</; exec " NSINIT " exec /bin/sh -c 'ls /proc/$$/fd; true'"},
                 rootfs());
  EXPECT_EQ(list.out, "0\n1\n2\n");
}

TEST_F(Hazards, HazardP22_NoCommandIsAUsageError) {
  WriteConfig();
  const Outcome outcome = Nsinit({"exec"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_TRUE(outcome.err.starts_with("nsinit: exec: ")) << outcome.err;
}

TEST_F(Hazards, HazardP23_ProcessAttributesAreConfigurable) {
  config["no_new_privileges"] = true;
  config["umask"] = 027;
  config["rlimits"] = {{{"type", "RLIMIT_NOFILE"}, {"soft", 64}, {"hard", 64}}};
  EXPECT_EQ(Shell("grep NoNewPrivs /proc/self/status; umask; ulimit -n").out,
            "NoNewPrivs:\t1\n0027\n64\n");
}

TEST_F(Hazards, HazardP24_FailureAfterThePtyLeavesNothing) {
  config["tty"] = true;
  config["user"] = "unknown-user";
  WithOwnTerminals([this] {
    for (int i = 0; i < 5; ++i) EXPECT_EQ(Exec({"/bin/true"}).status, 1);
    EXPECT_EQ(CountTerminals(), 0);
  });
}

TEST_F(Hazards, HazardP25_OutputIsCompleteForASlowReader) {
  Child child(ExecArgs({"/bin/dd", "if=/dev/zero", "bs=190000", "count=1"}), rootfs());
  child.input.reset();
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  size_t total = 0;
  char buffer[1000];
  ssize_t count = 0;
  while ((count = ::read(child.output.get(), buffer, sizeof buffer)) > 0) {
    total += static_cast<size_t>(count);
  }
  EXPECT_EQ(total, 190000U);
}

TEST_F(Hazards, HazardP27_OnlyMeaningfulSignalsAreForwarded) {
  Child child(ExecArgs({"/bin/sh", "-c",
                        "trap 'echo bad' CHLD PIPE URG WINCH; trap 'echo good; exit 0' USR1; "
                        "echo up; while :; do read x; done"}),
              rootfs());
  char buffer[64];
  ASSERT_EQ(::read(child.output.get(), buffer, 3), 3);
  for (const int signal : {SIGCHLD, SIGPIPE, SIGURG, SIGWINCH}) ::kill(child.pid(), signal);
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  ::kill(child.pid(), SIGUSR1);
  std::string rest;
  ssize_t count = 0;
  while ((count = ::read(child.output.get(), buffer, sizeof buffer)) > 0) {
    rest.append(buffer, static_cast<size_t>(count));
  }
  EXPECT_EQ(rest, "good\n");
}

TEST_F(Hazards, HazardP28_NoCodeRunsBeforeMain) {
  const std::string self = fs::read_symlink("/proc/self/exe");
  const Outcome outcome = RunProgram({self, "nsenter", "--gtest_list_tests"}, "/");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_NE(outcome.out.find("HazardP28"), std::string::npos);
}

TEST_F(Hazards, HazardP29_ConfigurationIsReadOnce) {
  // The command's own view of the file proves nothing; what counts is that a change of the file
  // after the parent has read it changes nothing. A FIFO can be read only once.
  WriteConfig();
  fs::rename(Path("container.json"), Path("real.json"));
  const TempDir data;
  ASSERT_EQ(::mkfifo(data.Path("container.json").c_str(), 0600), 0);
  std::thread writer([&] { WriteFile(data.Path("container.json"), config.dump()); });
  const Outcome outcome = Nsinit({"--data-path", data.path(), "exec", "/bin/hostname"});
  writer.join();
  EXPECT_EQ(outcome.out, "koye\n") << outcome.err;
}

TEST_F(Hazards, HazardP32_LogIsPrivateAndStaysOutside) {
  WriteConfig();
  const mode_t old = ::umask(0);
  Nsinit({"exec", "/nope"}, "", {"log=" + Path("log")});
  ::umask(old);
  struct stat status {};
  ASSERT_EQ(::stat(Path("log").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0640U);
  EXPECT_EQ(
      Nsinit({"exec", "/bin/sh", "-c", "ls /proc/$$/fd; true"}, "", {"log=" + Path("log")}).out,
      "0\n1\n2\n");
}

TEST_F(Hazards, HazardM1_LinkAsMountPointIsRefused) {
  for (const char* name : {"proc", "sys", "dev"}) {
    const TempDir canary;
    fs::remove_all(Path(name));
    fs::create_symlink(canary.path(), Path(name));
    const Outcome outcome = Exec({"/bin/true"});
    EXPECT_EQ(outcome.status, 1) << name;
    EXPECT_NE(outcome.err.find("set up mount namespace"), std::string::npos) << outcome.err;
    ExpectUntouched(canary);
    fs::remove(Path(name));
  }
}

TEST_F(Hazards, HazardM2_BindAtDevIsNotPopulated) {
  const TempDir canary;
  WriteFile(canary.Path("ptmx"), "canary");
  WriteFile(canary.Path("null"), "canary");
  AddMount(Bind(canary.path(), "/dev", true));
  Exec({"/bin/true"});
  EXPECT_EQ(ReadFile(canary.Path("ptmx")), "canary");
  EXPECT_EQ(ReadFile(canary.Path("null")), "canary");
  EXPECT_EQ(std::distance(fs::directory_iterator(canary.path()), {}), 2);
}

TEST_F(Hazards, HazardM3_DeviceNodesStayInside) {
  const TempDir canary;
  json node = {{"type", 99},
               {"major_number", 1},
               {"minor_number", 3},
               {"file_mode", 438},
               {"path", "/.." + canary.path() + "/x"}};
  config["mount_config"]["device_nodes"].push_back(node);
  EXPECT_EQ(Exec({"/bin/true"}).status, 1);
  ExpectUntouched(canary);
  fs::create_symlink(canary.path(), Path("link"));
  node["path"] = "/link/x";
  config["mount_config"]["device_nodes"].back() = node;
  Exec({"/bin/true"});
  ExpectUntouched(canary);
}

TEST_F(Hazards, HazardM3_ExistingNodeOfAnotherDeviceIsRefused) {
  fs::create_directory(Path("nodes"));
  ASSERT_EQ(::mknod(Path("nodes/null").c_str(), S_IFCHR | 0666, ::makedev(1, 5)), 0);
  config["mount_config"]["device_nodes"].push_back({{"type", 99},
                                                    {"major_number", 1},
                                                    {"minor_number", 3},
                                                    {"file_mode", 438},
                                                    {"path", "/nodes/null"}});
  const Outcome outcome = Exec({"/bin/true"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.err.find("/nodes/null: File exists"), std::string::npos) << outcome.err;
}

TEST_F(Hazards, HazardM4_LinksResolveInsideTheRootfs) {
  const TempDir source;
  const TempDir canary;
  WriteFile(source.Path("mark"), "mounted");
  fs::create_symlink(canary.path(), Path("a"));
  fs::create_symlink("../../../../../../.." + canary.path(), Path("b"));
  AddMount(Bind(source.path(), "/a/x"));
  AddMount(Bind(source.path(), "/b/y"));
  const Outcome outcome = Shell("cat " + canary.path() + "/x/mark " + canary.path() + "/y/mark");
  EXPECT_EQ(outcome.out, "mountedmounted") << outcome.err;
  ExpectUntouched(canary);
}

TEST_F(Hazards, HazardM4_RootPrefixOfAnotherDirectoryIsNoRoot) {
  const std::string evil = rootfs() + "-evil";
  fs::create_directory(evil);
  fs::create_symlink("../" + fs::path(evil).filename().string(), Path("link"));
  AddMount(Bind("/etc", "/link/etc"));
  Exec({"/bin/true"});
  EXPECT_TRUE(fs::is_empty(evil));
  fs::remove_all(evil);
}

TEST_F(Hazards, HazardM5_MissingMountPointIsNotMadeOnTheHost) {
  const TempDir canary;
  fs::create_symlink(canary.path(), Path("esc"));
  AddMount(Bind("/etc", "/esc/newdir/deep"));
  AddMount(Bind("/etc/hostname", "/esc/newfile"));
  Exec({"/bin/true"});
  ExpectUntouched(canary);
}

TEST_F(Hazards, HazardM6_ReadOnlyBindIsRecursive) {
  InPrivateMounts([&] {
    const TempDir source;
    fs::create_directory(source.Path("sub"));
    ASSERT_EQ(::mount("tmpfs", source.Path("sub").c_str(), "tmpfs", MS_NOSUID | MS_NODEV, nullptr),
              0);
    AddMount(Bind(source.path(), "/data"));
    AddMount(Bind(source.path(), "/writable", true));
    const Outcome outcome = Shell(
        "touch /data/x; touch /data/sub/x; touch /writable/y /writable/sub/y && echo ok; "
        "grep /data/sub /proc/self/mountinfo");
    EXPECT_NE(outcome.err.find("/data/x: Read-only"), std::string::npos) << outcome.err;
    EXPECT_NE(outcome.err.find("/data/sub/x: Read-only"), std::string::npos) << outcome.err;
    EXPECT_NE(outcome.out.find("ok\n"), std::string::npos) << outcome.err;
    EXPECT_NE(outcome.out.find("ro,nosuid,nodev"), std::string::npos) << outcome.out;
    ::umount(source.Path("sub").c_str());
  });
}

TEST_F(Hazards, HazardM7_OtherMountTypesWorkOrAreRefused) {
  AddMount({{"type", "tmpfs"}, {"destination", "/scratch"}, {"options", {"size=1m", "mode=700"}}});
  AddMount({{"type", "mqueue"}, {"destination", "/dev/mqueue"}});
  AddMount({{"type", "cgroup"}, {"destination", "/sys/fs/cgroup"}});
  const Outcome outcome = Shell(
      "stat -c %a /scratch; touch /scratch/x && echo ok; grep -c ' /dev/mqueue ' "
      "/proc/self/mountinfo; touch /sys/fs/cgroup/x");
  EXPECT_TRUE(outcome.out.starts_with("700\nok\n1\n")) << outcome.out << outcome.err;
  EXPECT_NE(outcome.err.find("Read-only"), std::string::npos) << outcome.err;
  AddMount({{"type", "ext4"}, {"source", "/dev/vda"}, {"destination", "/disk"}});
  EXPECT_EQ(Exec({"/bin/true"}).status, 1);
}

TEST_F(Hazards, CgroupMountShowsTheOwnGroupAlone) {
  AddMount({{"type", "cgroup"}, {"destination", "/sys/fs/cgroup"}});
  for (const bool own_namespace : {false, true}) {
    config["namespaces"]["NEWCGROUP"] = own_namespace;
    const Outcome outcome = Shell(
        "cd /sys/fs/cgroup; [ -e pids ] && cd pids; cat cgroup.procs | head -n 1; "
        "find . -mindepth 1 -type d; (: >cgroup.procs) 2>&1 | grep -o Read-only");
    EXPECT_EQ(outcome.out, "1\nRead-only\n") << outcome.err;
  }
}

TEST_F(Hazards, HazardM8_HostSwitchesAreReadOnlyWithoutRestrictSys) {
  config["restrict_sys"] = false;
  const Outcome outcome = Shell(
      "for f in /proc/sysrq-trigger /proc/sys/kernel/core_pattern /sys/kernel/uevent_helper "
      "/proc/sys/kernel/sysrq; do ( : >>$f ) 2>/dev/null && echo writable $f; done; echo done");
  EXPECT_EQ(outcome.out, "done\n");
}

TEST_F(Hazards, HazardM9_SysOfTheHostStaysWritable) {
  config["namespaces"].erase("NEWNET");
  config.erase("networks");
  InPrivateMounts([&] {
    EXPECT_EQ(Exec({"/bin/true"}).status, 0);
    const std::string mounts = ReadFile("/proc/self/mountinfo");
    EXPECT_EQ(mounts.find("sysfs sysfs ro"), std::string::npos) << mounts;
    EXPECT_EQ(mounts.find("- proc proc ro"), std::string::npos) << mounts;
  });
}

TEST_F(Hazards, HazardM10_MasksNeedNoNullDeviceOfTheImage) {
  config["mount_config"]["device_nodes"] = json::array();
  config["mask_paths"] = {"/etc/passwd", "/etc", "/not/there"};
  const Outcome outcome = Shell(
      "ls /etc; cat /proc/keys /proc/timer_list /proc/interrupts; "
      "ls /sys/firmware; touch /sys/firmware/x");
  EXPECT_EQ(outcome.out, "") << outcome.out;
  EXPECT_NE(outcome.err.find("Read-only"), std::string::npos) << outcome.err;
  fs::create_symlink("/proc/sys/kernel/core_pattern", Path("link"));
  config["mask_paths"] = {"/link"};
  EXPECT_EQ(Exec({"/bin/true"}).status, 1) << "a mask that would land elsewhere";
}

// What covers them is the host's own /dev/null.
TEST_F(Hazards, HazardM10_MasksCannotBeChangedForTheHost) {
  config["user"] = "";
  config["mask_paths"] = {"/etc/group"};
  struct stat before {};
  ASSERT_EQ(::stat("/dev/null", &before), 0);
  const Outcome outcome = Shell(
      "for file in /proc/keys /etc/group; do chmod 667 $file; chown 5:6 $file; touch $file; done;"
      "echo x >/etc/group && echo written; cat /etc/group");
  struct stat after {};
  ASSERT_EQ(::stat("/dev/null", &after), 0);
  ::chmod("/dev/null", before.st_mode);
  ::chown("/dev/null", before.st_uid, before.st_gid);
  EXPECT_EQ(after.st_mode, before.st_mode);
  EXPECT_EQ(after.st_uid, before.st_uid);
  EXPECT_EQ(after.st_gid, before.st_gid);
  EXPECT_EQ(outcome.out, "written\n") << outcome.err;
  EXPECT_NE(outcome.err.find("Read-only"), std::string::npos) << outcome.err;
}

TEST_F(Hazards, HazardM11_ReadOnlyImageWorksAndIsNotLittered) {
  const TempDir data;
  for (const char* name : {"proc", "sys", "dev"}) fs::create_directory(Path(name));
  WriteFile(data.Path("container.json"), config.dump());
  InPrivateMounts([&] {
    ASSERT_EQ(::mount(rootfs().c_str(), rootfs().c_str(), nullptr, MS_BIND, nullptr), 0);
    ASSERT_EQ(
        ::mount(nullptr, rootfs().c_str(), nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY, nullptr), 0);
    EXPECT_EQ(Nsinit({"--data-path", data.path(), "exec", "hostname"}).out, "koye\n");
    ::umount(rootfs().c_str());
  });
  for (const auto& entry : fs::directory_iterator(rootfs())) {
    EXPECT_EQ(entry.path().filename().string().find("pivot"), std::string::npos);
  }
}

TEST_F(Hazards, HazardM12_NoHostProcBehindAMovedRoot) {
  config["mount_config"]["no_pivot_root"] = true;
  const Outcome outcome = Shell("hostname; ls / | head -n 1; cat /proc/1/mountinfo");
  EXPECT_TRUE(outcome.out.starts_with("koye\nbin\n")) << outcome.out << outcome.err;
  // Mounts outside the root are not shown here; the host sees all of them.
  Child child(ExecArgs({"/bin/sleep", "100"}), rootfs());
  ASSERT_TRUE(Eventually([&] { return GetState(rootfs()).has_value(); }));
  const std::string pid = std::to_string(GetState(rootfs())->init_pid);
  const Outcome list = RunProgram({"nsenter", "-t", pid, "-m", "cat", "/proc/self/mountinfo"}, "/");
  EXPECT_EQ(list.out, "") << "there must be no procfs at the old root";
  ::kill(child.pid(), SIGKILL);
  child.Wait();
  EXPECT_EQ(Exec({"/bin/true"}).status, 0);
}

TEST_F(Hazards, HazardM13_ReadOnlyRootKeepsItsOtherOptions) {
  config["mount_config"]["readonly_fs"] = true;
  const TempDir volume;
  AddMount(Bind(volume.path(), "/volume", true));
  InPrivateMounts([&] {
    ASSERT_EQ(::mount(rootfs().c_str(), rootfs().c_str(), nullptr, MS_BIND, nullptr), 0);
    ASSERT_EQ(::mount(nullptr, rootfs().c_str(), nullptr,
                      MS_BIND | MS_REMOUNT | MS_NOSUID | MS_NODEV, nullptr),
              0);
    fs::create_directory(Path("sub"));
    ASSERT_EQ(::mount("tmpfs", Path("sub").c_str(), "tmpfs", 0, nullptr), 0);
    const Outcome outcome = Shell(
        "grep ' / r[ow],' /proc/self/mountinfo; touch /x; touch /sub/x; "
        "touch /volume/ok /dev/ok && echo ok");
    EXPECT_NE(outcome.out.find(" / ro,nosuid,nodev"), std::string::npos) << outcome.out;
    EXPECT_NE(outcome.err.find("/x: Read-only"), std::string::npos) << outcome.err;
    EXPECT_NE(outcome.err.find("/sub/x: Read-only"), std::string::npos) << outcome.err;
    EXPECT_NE(outcome.out.find("ok\n"), std::string::npos) << outcome.err;
    ::umount(Path("sub").c_str());
    ::umount(rootfs().c_str());
  });
}

TEST_F(Hazards, HazardM14_UnmountOnTheHostReachesTheContainer) {
  InPrivateMounts([&] {
    fs::create_directory(Path("vol"));
    ASSERT_EQ(::mount("tmpfs", Path("vol").c_str(), "tmpfs", 0, nullptr), 0);
    ASSERT_EQ(::mount(nullptr, "/", nullptr, MS_SHARED | MS_REC, nullptr), 0);
    Child child(ExecArgs({"/bin/cat"}), rootfs());
    ASSERT_TRUE(Eventually([&] { return GetState(rootfs()).has_value(); }));
    const std::string mountinfo =
        "/proc/" + std::to_string(GetState(rootfs())->init_pid) + "/mountinfo";
    EXPECT_NE(ReadFile(mountinfo).find(" /vol "), std::string::npos);
    EXPECT_EQ(::umount2(Path("vol").c_str(), 0), 0);
    EXPECT_EQ(ReadFile(mountinfo).find(" /vol "), std::string::npos) << ReadFile(mountinfo);
    child.input.reset();
    EXPECT_EQ(child.Wait(), 0);
  });
}

TEST_F(Hazards, HazardM16_TerminalIsOfTheContainersOwnDevpts) {
  config["tty"] = true;
  WithOwnTerminals([this] {
    Child child(ExecArgs({"/bin/sh", "-c", "readlink /proc/self/fd/0; ls -1 /dev/pts; cat"}),
                rootfs());
    std::string out;
    char buffer[256];
    while (out.find("ptmx\r\n") == std::string::npos) {
      const ssize_t count = ::read(child.output.get(), buffer, sizeof buffer);
      ASSERT_GT(count, 0) << out;
      out.append(buffer, static_cast<size_t>(count));
    }
    EXPECT_EQ(out, "/dev/pts/0\r\n0\r\nptmx\r\n");
    EXPECT_EQ(CountTerminals(), 0);
    child.input.reset();
    EXPECT_EQ(child.Wait(), 0);
  });
}

TEST_F(Hazards, HazardM19_NoKcoreLink) {
  EXPECT_NE(Exec({"/bin/readlink", "/dev/kcore"}).status, 0);
}

TEST_F(Hazards, HazardP8_StateAndConfigurationCannotBeChangedFromInside) {
  const Outcome outcome = Shell(
      "for f in container.json state.json; do echo x >/$f; rm -f /$f; mv /$f /moved; "
      "echo x >/new; mv /new /$f; ln /$f /hard; done 2>/dev/null; "
      "ls /moved /hard 2>&1; stat -c %h /container.json");
  EXPECT_EQ(outcome.out.find("x"), std::string::npos) << outcome.out;
  EXPECT_EQ(ReadFile(Path("container.json")), config.dump(1));
  EXPECT_FALSE(fs::exists(Path("hard")));
  EXPECT_FALSE(fs::exists(Path("moved")));
}

TEST_F(Hazards, HazardP8_PlantedLinkIsNotFollowed) {
  const TempDir canary;
  WriteFile(canary.Path("victim"), "canary");
  fs::create_symlink(canary.Path("victim"), Path("state.json"));
  EXPECT_EQ(Exec({"/bin/true"}).status, 0);
  EXPECT_EQ(ReadFile(canary.Path("victim")), "canary");
  EXPECT_FALSE(fs::is_symlink(Path("state.json")));
}

}  // namespace
}  // namespace libcontainer::testing
