#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <thread>

#include "libcontainer/cgroups/cgroups.h"
#include "libcontainer/state.h"
#include "support/container.h"

namespace libcontainer::testing {
namespace {

using NsinitExec = ContainerTest;

std::string Line(const std::string& text, const std::string& begin) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(begin)) return line;
  }
  return "";
}

// Options of the mount at `point`, from the text of mountinfo; "" if there is none.
std::string MountOptions(const std::string& mountinfo, const std::string& point) {
  std::string options;
  std::istringstream lines(mountinfo);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    std::vector<std::string> words{std::istream_iterator<std::string>(fields), {}};
    if (words.size() > 6 && words[4] == point) options = words[5];
  }
  return options;
}

TEST_F(NsinitExec, MinimalConfigurationIsEffective) {
  config["user"] = "daemon";
  const Outcome outcome =
      Shell("id -u; hostname; echo pid $$; cat /proc/self/status; cat /proc/self/mountinfo");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(outcome.out.starts_with("1\nkoye\npid 1\n")) << outcome.out;
  // CHOWN DAC_OVERRIDE FOWNER KILL SETGID SETUID SETPCAP NET_BIND_SERVICE NET_RAW SYS_CHROOT MKNOD
  // SETFCAP, and nothing above.
  EXPECT_EQ(Line(outcome.out, "CapBnd"), "CapBnd:\t00000000880425eb");
  EXPECT_EQ(Line(outcome.out, "CapInh"), "CapInh:\t0000000000000000");
  EXPECT_EQ(Line(outcome.out, "CapAmb"), "CapAmb:\t0000000000000000");
  EXPECT_EQ(Line(outcome.out, "CapEff"), "CapEff:\t0000000000000000");
  EXPECT_EQ(MountOptions(outcome.out, "/proc"), "rw,nosuid,nodev,noexec,relatime");
  EXPECT_EQ(MountOptions(outcome.out, "/proc/sys"), "ro,nosuid,nodev,noexec,relatime");
  EXPECT_EQ(MountOptions(outcome.out, "/proc/irq"), "ro,nosuid,nodev,noexec,relatime");
  EXPECT_EQ(MountOptions(outcome.out, "/proc/bus"), "ro,nosuid,nodev,noexec,relatime");
  EXPECT_EQ(MountOptions(outcome.out, "/sys"), "ro,nosuid,nodev,noexec,relatime");
  EXPECT_EQ(MountOptions(outcome.out, "/dev"), "rw,nosuid");
  EXPECT_EQ(MountOptions(outcome.out, "/dev/shm"), "rw,nosuid,nodev,noexec,relatime");
  EXPECT_EQ(MountOptions(outcome.out, "/dev/pts"), "rw,nosuid,noexec,relatime");
}

TEST_F(NsinitExec, RootKeepsExactlyTheListedCapabilities) {
  const Outcome outcome = Shell("cat /proc/self/status");
  EXPECT_EQ(Line(outcome.out, "CapPrm"), "CapPrm:\t00000000880425eb");
  EXPECT_EQ(Line(outcome.out, "CapEff"), "CapEff:\t00000000880425eb");
  EXPECT_EQ(Line(outcome.out, "CapBnd"), "CapBnd:\t00000000880425eb");
  EXPECT_EQ(Line(outcome.out, "CapInh"), "CapInh:\t0000000000000000");
}

TEST_F(NsinitExec, EnvironmentIsExactlyTheConfigured) {
  WriteConfig();
  const Outcome outcome = Nsinit({"exec", "/bin/env"}, "", {"SECRET=1", "LD_PRELOAD="});
  EXPECT_EQ(outcome.out,
            "HOME=/\nPATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n"
            "HOSTNAME=koye\nTERM=xterm\n");
}

TEST_F(NsinitExec, JoinsEveryMountedHierarchy) {
  const Outcome outcome = Exec({"/bin/cat", "/proc/self/cgroup"});
  const std::string tail = parent_group() + "/" + group();
  for (const cgroups::Mount& mount : cgroups::GetCgroupMounts()) {
    std::istringstream lines(outcome.out);
    bool found = false;
    for (std::string line; std::getline(lines, line);) {
      found = found || (line.find(":" + mount.subsystems.at(0) + ":") != std::string::npos &&
                        line.ends_with("/" + tail));
    }
    EXPECT_TRUE(found) << mount.subsystems.at(0) << " in " << outcome.out;
  }
}

TEST_F(NsinitExec, OnlyStandardDescriptorsAreOpen) {
  const Outcome outcome = Shell("ls /proc/$$/fd; true");
  EXPECT_EQ(outcome.out, "0\n1\n2\n") << outcome.err;
}

TEST_F(NsinitExec, DeviceNodesAndLinks) {
  const Outcome outcome = Shell(
      "stat -c '%F %t:%T %a' /dev/null /dev/tty /dev/urandom; for l in ptmx fd stdin stdout "
      "stderr; do readlink /dev/$l; done; stat -c '%a' /dev /dev/shm; ls -l /dev/kcore 2>&1");
  EXPECT_EQ(outcome.out,
            "character special file 1:3 666\ncharacter special file 5:0 666\n"
            "character special file 1:9 666\npts/ptmx\n/proc/self/fd\n/proc/self/fd/0\n"
            "/proc/self/fd/1\n/proc/self/fd/2\n755\n1777\n"
            "ls: /dev/kcore: No such file or directory\n");
}

TEST_F(NsinitExec, LoopbackIsUp) {
  const Outcome outcome = Shell("ifconfig lo; ping -c 1 -W 2 127.0.0.1");
  EXPECT_NE(outcome.out.find("inet addr:127.0.0.1"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("MTU:1500"), std::string::npos) << outcome.out;
  EXPECT_EQ(outcome.status, 0) << outcome.err;
}

TEST_F(NsinitExec, ExitCodesPassThrough) {
  for (const int code : {0, 1, 2, 42, 126, 127, 128, 200, 255}) {
    EXPECT_EQ(Shell("exit " + std::to_string(code)).status, code);
  }
}

TEST_F(NsinitExec, EveryExitCodePassesThrough) {
  for (int code = 0; code <= 255; code += 5) {
    const Outcome outcome = Shell("exit " + std::to_string(code));
    EXPECT_EQ(outcome.status, code) << outcome.err;
    EXPECT_EQ(outcome.err, "");
  }
}

TEST_F(NsinitExec, SignalDeathIs128PlusN) {
  config["namespaces"]["NEWPID"] = false;  // PID 1 of a namespace is immune to its own signals
  for (const int signal : {SIGKILL, SIGTERM, SIGSEGV, SIGUSR1}) {
    EXPECT_EQ(Shell("kill -" + std::to_string(signal) + " $$").status, 128 + signal);
  }
}

struct Failure {
  std::vector<std::string> args;
  int status;
  std::string error;
};

TEST_F(NsinitExec, CommandsThatCannotRun) {
  WriteFile(Path("plain"), "text");
  std::filesystem::permissions(Path("plain"), std::filesystem::perms::owner_read);
  std::filesystem::create_directory(Path("bin/directory"));
  WriteFile(Path("garbage"), "\x7f not a program");
  std::filesystem::permissions(Path("garbage"), std::filesystem::perms::all);
  const Failure failures[] = {
      {{"nope"}, 127, "nsinit: exec: exec: execute nope: No such file or directory\n"},
      {{"/bin/nope"}, 127, "nsinit: exec: exec: execute /bin/nope: No such file or directory\n"},
      {{"/plain"}, 126, "nsinit: exec: exec: execute /plain: Permission denied\n"},
      {{"/bin/directory"}, 126, "nsinit: exec: exec: execute /bin/directory: Permission denied\n"},
      {{"directory"}, 126, "nsinit: exec: exec: execute directory: Permission denied\n"},
      {{"/garbage"}, 126, "nsinit: exec: exec: execute /garbage: Exec format error\n"},
  };
  for (const Failure& failure : failures) {
    const Outcome outcome = Exec(failure.args);
    EXPECT_EQ(outcome.status, failure.status) << failure.args[0];
    EXPECT_EQ(outcome.err, failure.error);
  }
}

TEST_F(NsinitExec, FailingStepIsNamedInOneLine) {
  struct Row {
    const char* key;
    nlohmann::json value;
    const char* error;
  };
  const Row rows[] = {
      {"user", "nobodyknows", "finalize namespace: "},
      {"working_dir", "/missing", "change directory: change directory to /missing: No such file"},
      {"mount_config",
       {{"mounts", {{{"type", "bind"}, {"source", "/no/such"}, {"destination", "/x"}}}}},
       "set up mount namespace: open /no/such: No such file or directory"},
  };
  for (const Row& row : rows) {
    const nlohmann::json saved = config;
    config[row.key] = row.value;
    const Outcome outcome = Exec({"/bin/true"});
    EXPECT_EQ(outcome.status, 1) << outcome.err;
    EXPECT_NE(outcome.err.find(row.error), std::string::npos) << outcome.err;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    config = saved;
  }
}

TEST_F(NsinitExec, BadConfigurationStartsNothing) {
  WriteFile(Path("container.json"), "{\"hostname\": 5,\n \"namespaces\": {\"NEWPIDS\": true}}");
  Outcome outcome = Nsinit({"exec", "/bin/touch", "/ran"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.err.find("hostname"), std::string::npos) << outcome.err;
  config["namespaces"]["NEWPIDS"] = true;
  config["hostname"] = std::string(65, 'x');
  outcome = Exec({"/bin/touch", "/ran"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.err.find("NEWPIDS"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("hostname"), std::string::npos) << "all problems at once";
  EXPECT_FALSE(std::filesystem::exists(Path("ran")));
}

TEST_F(NsinitExec, OptionsEndAtTheCommand) {
  EXPECT_EQ(Exec({"/bin/sh", "-c", "echo $0 $1", "--log", "-x"}).out, "--log -x\n");
  EXPECT_EQ(Exec({"--", "/bin/echo", "--help"}).out, "--help\n");
  WriteConfig();
  const Outcome none = Nsinit({"exec"});
  EXPECT_EQ(none.status, 1);
  EXPECT_NE(none.err.find("no command"), std::string::npos) << none.err;
}

TEST_F(NsinitExec, DataPathByOptionAndEnvironment) {
  const TempDir data;
  WriteConfig();
  std::filesystem::rename(Path("container.json"), data.Path("container.json"));
  EXPECT_EQ(Nsinit({"--data-path", data.path(), "exec", "hostname"}).out, "koye\n");
  EXPECT_EQ(Nsinit({"exec", "hostname"}, "", {"data_path=" + data.path()}).out, "koye\n");
  EXPECT_EQ(Nsinit({"--data-path", data.path(), "exec", "hostname"}, "", {"data_path=/none"}).out,
            "koye\n");
  EXPECT_FALSE(std::filesystem::exists(data.Path("state.json")));
}

TEST_F(NsinitExec, TenMegabytesReachASlowReader) {
  Child child(ExecArgs({"/bin/dd", "if=/dev/zero", "bs=65536", "count=160"}), rootfs());
  child.input.reset();
  size_t total = 0;
  std::vector<char> buffer(40000);
  ssize_t count = 0;
  while ((count = ::read(child.output.get(), buffer.data(), buffer.size())) > 0) {
    total += static_cast<size_t>(count);
    if (total < 2000000) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  EXPECT_EQ(total, 160U * 65536);
  EXPECT_EQ(child.Wait(), 0);
}

TEST_F(NsinitExec, StandardInputReachesTheEnd) {
  std::string input(3000000, 'x');
  input += "end";
  const Outcome outcome = Exec({"/bin/cat"}, input);
  EXPECT_EQ(outcome.status, 0);
  EXPECT_TRUE(outcome.out == input) << outcome.out.size() << " bytes";
}

TEST_F(NsinitExec, ReaderThatGoesAwayEndsTheCommand) {
  Child child(ExecArgs({"/bin/yes"}), rootfs());
  char buffer[10];
  EXPECT_GT(::read(child.output.get(), buffer, sizeof buffer), 0);
  child.output.reset();
  EXPECT_TRUE(Eventually([&] { return !ProcessLives(child.pid()); }));
  EXPECT_NE(child.Wait(), 0);
}

TEST_F(NsinitExec, SignalsAreForwarded) {
  for (const int signal : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGALRM}) {
    Child child(ExecArgs({"/bin/sh", "-c",
                          "trap 'exit 7' " + std::to_string(signal) +
                              "; echo up; while :; do sleep 0.01; done"}),
                rootfs());
    char buffer[4];
    ASSERT_EQ(::read(child.output.get(), buffer, 3), 3);
    ::kill(child.pid(), signal);
    EXPECT_EQ(child.Wait(), 7) << "signal " << signal;
  }
}

TEST_F(NsinitExec, StateNamesTheInitWhileItRuns) {
  Child child(ExecArgs({"/bin/cat"}), rootfs());
  ASSERT_TRUE(Eventually([&] { return GetState(rootfs()).has_value(); }));
  const State state = *GetState(rootfs());
  EXPECT_TRUE(IsAlive(state));
  EXPECT_EQ(std::filesystem::read_symlink("/proc/" + std::to_string(state.init_pid) + "/root"),
            "/");
  struct stat status {};
  ASSERT_EQ(::stat(Path("state.json").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600U);
  EXPECT_EQ(ReadFile(Path("state.json")), EncodeState(state));
  child.input.reset();
  EXPECT_EQ(child.Wait(), 0);
}

TEST_F(NsinitExec, KilledNsinitTakesTheContainerAlong) { ExpectEndsWithNsinit(); }

TEST_F(NsinitExec, LimitsUmaskAndScore) {
  config["rlimits"] = {{{"type", "RLIMIT_NOFILE"}, {"soft", 100}, {"hard", 200}},
                       {{"type", "RLIMIT_CORE"}, {"soft", 0}, {"hard", 0}}};
  config["umask"] = 077;
  config["oom_score_adj"] = 500;
  config["no_new_privileges"] = true;
  config["sysctl"] = {{"kernel.msgmax", "1234"}, {"net.ipv4.ip_forward", "1"}};
  const Outcome outcome = Shell(
      "ulimit -n; ulimit -H -n; ulimit -c; umask; cat /proc/self/oom_score_adj "
      "/proc/sys/kernel/msgmax /proc/sys/net/ipv4/ip_forward; grep NoNewPrivs "
      "/proc/self/status");
  EXPECT_EQ(outcome.out, "100\n200\n0\n0077\n500\n1234\n1\nNoNewPrivs:\t1\n") << outcome.err;
}

TEST_F(NsinitExec, UsersAndGroups) {
  struct Row {
    const char* user;
    const char* id;
  };
  const Row rows[] = {
      {"", "uid=0(root) gid=0(root) groups=0(root)"},
      {"daemon", "uid=1(daemon) gid=1(daemon) groups=1(daemon)"},
      {"alice", "uid=1000(alice) gid=1000(alice) groups=1000(alice),2000(team)"},
      {"1000", "uid=1000(alice) gid=1000(alice) groups=1000(alice)"},
      {"alice:team", "uid=1000(alice) gid=2000(team) groups=2000(team)"},
      {"4242:4343", "uid=4242 gid=4343 groups=4343"},
  };
  for (const Row& row : rows) {
    config["user"] = row.user;
    EXPECT_EQ(Exec({"/bin/id"}).out, std::string(row.id) + "\n") << row.user;
  }
  config["user"] = "daemon";
  config["additional_groups"] = {"team", "77"};
  EXPECT_EQ(Exec({"/bin/id", "-G"}).out, "1 77 2000\n");
}

TEST_F(NsinitExec, UnprivilegedUserCanReopenItsStreams) {
  config["user"] = "daemon";
  EXPECT_EQ(Shell("echo hello >/dev/stdout").out, "hello\n");
}

TEST_F(NsinitExec, WorkingDirectory) {
  config["working_dir"] = "/etc";
  EXPECT_EQ(Shell("pwd; cat passwd | head -n 1").out, "/etc\nroot:x:0:0:root:/root:/bin/sh\n");
}

TEST_F(NsinitExec, NewTimeAndCgroupNamespaces) {
  config["namespaces"]["NEWTIME"] = true;
  config["namespaces"]["NEWCGROUP"] = true;
  const Outcome outcome = Shell(
      "readlink /proc/self/ns/time /proc/self/ns/cgroup; "
      "cat /proc/self/cgroup");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  for (const char* name : {"time", "cgroup"}) {
    const std::string host = std::filesystem::read_symlink("/proc/self/ns/" + std::string(name));
    EXPECT_EQ(outcome.out.find(host), std::string::npos) << outcome.out;
  }
  EXPECT_EQ(outcome.out.find(group()), std::string::npos) << "rooted in the container's own group";
}

TEST_F(NsinitExec, MemoryLimitIsInForceBeforeTheCommandRuns) {
  config["cgroups"]["memory"] = 64 << 20;
  config["cgroups"]["pids_limit"] = 10;
  const Outcome outcome = Shell("i=0; while [ $i -lt 20 ]; do sleep 1 & i=$((i+1)); done; true");
  EXPECT_NE(outcome.err.find("fork"), std::string::npos) << outcome.err;
}

TEST_F(NsinitExec, FrozenContainerRunsWhenThawed) {
  config["cgroups"]["freezer"] = "THAWED";
  EXPECT_EQ(Shell("echo ran").out, "ran\n");
}

TEST_F(NsinitExec, ProcessesLeftInTheGroupEndWithTheContainer) {
  config["namespaces"]["NEWPID"] = false;
  const Outcome outcome = Shell("setsid sleep 1000 >/dev/null 2>&1 </dev/null & echo $!");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(Eventually([&] { return !ProcessLives(std::stoi(outcome.out)); }));
}

TEST_F(NsinitExec, ErrorsAreAppendedToTheLog) {
  WriteConfig();
  WriteFile(Path("log"), "before\n");
  const Outcome outcome = Nsinit({"--log", Path("log"), "exec", "/nope"});
  EXPECT_EQ(ReadFile(Path("log")), "before\n" + outcome.err);
}

}  // namespace
}  // namespace libcontainer::testing
