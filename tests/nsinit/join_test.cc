#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <sstream>
#include <thread>

#include "libcontainer/namespaces/exec.h"
#include "libcontainer/state.h"
#include "support/container.h"

namespace libcontainer::testing {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// A container whose first process waits; the tests join it.
class NsinitJoin : public ContainerTest {
 protected:
  void StartWaiting(const std::vector<std::string>& command = {"/bin/cat"}) {
    first_.emplace(ExecArgs(command), rootfs());
    ASSERT_TRUE(Eventually([&] { return GetState(rootfs()).has_value(); })) << "did not start";
    state = *GetState(rootfs());
  }
  void TearDown() override {
    if (first_) {
      if (state.init_pid > 0) ::kill(state.init_pid, SIGKILL);
      first_->Wait();
    }
    ContainerTest::TearDown();
  }
  Child& first() { return *first_; }

  State state;

 private:
  std::optional<Child> first_;
};

// Lines of /proc/self/status that must be the same for every process of a container. The others are
// counters, ids of the process itself, and what it does at the moment.
std::string ConfinementOf(const std::string& status) {
  std::string same;
  std::istringstream lines(status);
  for (std::string line; std::getline(lines, line);) {
    for (const char* key :
         {"Umask", "Uid", "Gid", "Groups", "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb",
          "NoNewPrivs", "Seccomp", "Cpus_allowed", "Mems_allowed", "SigBlk", "SigIgn"}) {
      if (line.starts_with(key)) same += line + "\n";
    }
  }
  return same;
}

TEST_F(NsinitJoin, SecondCommandRunsInTheFirstContainer) {
  StartWaiting();
  const Outcome outcome = Shell("hostname; ps; exit 7");
  EXPECT_EQ(outcome.status, 7);
  EXPECT_TRUE(outcome.out.starts_with("koye\n")) << outcome.out;
  EXPECT_NE(outcome.out.find("1 root     /bin/cat"), std::string::npos) << outcome.out;
  EXPECT_EQ(outcome.err, "");
}

TEST_F(NsinitJoin, ExitCodesAndSignals) {
  StartWaiting();
  EXPECT_EQ(Shell("exit 255").status, 255);
  EXPECT_EQ(Shell("kill -9 $$").status, 128 + SIGKILL);
  EXPECT_EQ(Exec({"/bin/nope"}).status, 127);
  EXPECT_EQ(Exec({"/etc/passwd"}).status, 126);
  EXPECT_EQ(Exec({"/bin/cat"}, "through a pipe").out, "through a pipe");
}

TEST_F(NsinitJoin, SignalsGoToTheJoinedProcess) {
  StartWaiting();
  Child child(
      ExecArgs({"/bin/sh", "-c", "trap 'exit 6' TERM; echo up; while :; do sleep 0.01; done"}),
      rootfs());
  char buffer[4];
  ASSERT_EQ(::read(child.output.get(), buffer, 3), 3);
  ::kill(child.pid(), SIGTERM);
  EXPECT_EQ(child.Wait(), 6);
  EXPECT_TRUE(IsAlive(state));
}

TEST_F(NsinitJoin, KilledNsinitTakesTheJoinedProcessAlong) {
  StartWaiting();
  Child child(ExecArgs({"/bin/sh", "-c", "echo up; exec sleep 1234"}), rootfs());
  char buffer[4];
  ASSERT_EQ(::read(child.output.get(), buffer, 3), 3);
  ::kill(child.pid(), SIGKILL);
  child.Wait();
  EXPECT_TRUE(Eventually([&] { return Shell("ps").out.find("1234") == std::string::npos; }));
  EXPECT_TRUE(IsAlive(state));
}

TEST_F(NsinitJoin, DiesWithTheFirstProcess) {
  StartWaiting();
  Child child(ExecArgs({"/bin/sleep", "100"}), rootfs());
  ASSERT_TRUE(Eventually([&] { return Shell("ps").out.find("sleep 100") != std::string::npos; }));
  ::kill(state.init_pid, SIGKILL);
  EXPECT_EQ(child.Wait(), 128 + SIGKILL);
}

// HazardP3: the original's second process was in no group, and had the caller's session and terminal.
TEST_F(NsinitJoin, HazardP3_DiffersFromTheFirstInNothing) {
  const json base = config;
  UseUserNamespace();
  const json mapped = config;
  const std::vector<json> users = {"", "daemon", "1000:2000", "alice"};
  for (size_t i = 0; i < 30; ++i) {
    config = i % 5 == 2 ? mapped : base;
    config["user"] = users[i % users.size()];
    config["no_new_privileges"] = i % 2 == 0;
    config["restrict_sys"] = i % 3 != 0;
    config["mount_config"]["readonly_fs"] = i % 5 == 0;
    if (i % 4 == 1) config["capabilities"] = json::array();
    if (i % 4 == 2) config["capabilities"] = {"KILL", "NET_ADMIN", "CAP_SYS_PTRACE"};
    if (i % 3 == 1) config["namespaces"]["NEWCGROUP"] = true;
    if (i % 3 == 2) config["namespaces"]["NEWTIME"] = true;
    if (i % 7 == 3 && i % 5 != 2) config["namespaces"]["NEWPID"] = false;
    if (i % 6 == 1) config["umask"] = 077;
    config["oom_score_adj"] = static_cast<int>(i * 10);
    config["rlimits"] = {{{"type", "RLIMIT_NOFILE"}, {"soft", 64 + i}, {"hard", 128 + i}}};
    config["cgroups"]["cpuset_cpus"] = std::to_string(i % 2);
    constexpr const char* kReport =
        "cat /proc/self/status; echo ===; cat /proc/self/cgroup /proc/self/limits "
        "/proc/self/oom_score_adj /proc/self/uid_map; cut -d' ' -f4- /proc/self/mountinfo; "
        "for n in cgroup ipc mnt net pid time user uts; do readlink /proc/self/ns/$n; done; echo "
        "end";
    // The first process reports itself, then waits.
    Child first(ExecArgs({"/bin/sh", "-c", std::string(kReport) + "; read x"}), rootfs());
    std::string own;
    char buffer[4096];
    while (own.find("end\n") == std::string::npos) {
      const ssize_t count = ::read(first.output.get(), buffer, sizeof buffer);
      ASSERT_GT(count, 0) << i << ": " << config;
      own.append(buffer, static_cast<size_t>(count));
    }
    const Outcome joined = Shell(kReport);
    EXPECT_EQ(ConfinementOf(joined.out), ConfinementOf(own)) << i;
    EXPECT_EQ(joined.out.substr(joined.out.find("===")), own.substr(own.find("==="))) << i;
    first.input.reset();
    EXPECT_EQ(first.Wait(), 1);
  }
}

TEST_F(NsinitJoin, HazardP1_NamespacesAreTheFirstProcessesOwn) {
  StartWaiting();
  const Outcome outcome = Shell("for n in mnt uts ipc pid net; do readlink /proc/self/ns/$n; done");
  std::string expected;
  for (const char* name : {"mnt", "uts", "ipc", "pid", "net"}) {
    expected +=
        fs::read_symlink("/proc/" + std::to_string(state.init_pid) + "/ns/" + name).string() + "\n";
  }
  EXPECT_EQ(outcome.out, expected);
}

// HazardP4: secrets of the configuration must not stand in anybody's command line.
TEST_F(NsinitJoin, HazardP4_ConfigurationIsInNoCommandLine) {
  config["environment"] = {"PATH=/bin", "SECRET=hidden"};
  StartWaiting();
  EXPECT_EQ(Shell("cat /proc/[0-9]*/cmdline | tr '\\0' ' ' | grep -c 'hid[d]en'").out, "0\n");
}

// HazardP5, CVE-2019-5736: what runs in the container until execve is a file nobody can change.
TEST_F(NsinitJoin, HazardP5_NoHostBinaryRunsInside) {
  const std::string before = ReadFile(NSINIT);
  StartWaiting({"/bin/sh", "-c",
                "while :; do for p in /proc/[0-9]*; do case $(readlink $p/exe) in */busybox|'') ;; "
                "*) : >>$p/exe; echo found; esac; done; done 2>/dev/null"});
  for (int i = 0; i < 50; ++i) EXPECT_EQ(Exec({"/bin/true"}).status, 0);
  EXPECT_TRUE(ReadFile(NSINIT) == before);
}

// A first process that is not ended by the end of nsinit must not go on as if it were.
TEST_F(NsinitJoin, OrphanIsEndedNotJoined) {
  std::filesystem::copy_file(CLEAR_DEATH_SIGNAL, Path("bin/orphan"));
  StartWaiting({"/bin/orphan"});
  std::string out;
  char buffer[8];
  ASSERT_EQ(::read(first().output.get(), buffer, 6), 6) << "it has reset its parent-death signal";
  ::kill(first().pid(), SIGKILL);
  first().Wait();
  EXPECT_TRUE(IsAlive(state));
  EXPECT_EQ(Exec({"/bin/readlink", "/proc/self"}).out, "1\n") << "a container of its own";
  EXPECT_FALSE(IsAlive(state));
}

pid_t ParentOf(pid_t pid) {
  const std::string stat = ReadFile("/proc/" + std::to_string(pid) + "/stat");
  return std::stoi(stat.substr(stat.rfind(')') + 4));
}

// HazardP7: one container, whoever comes first; the others wait until it can be joined.
TEST_F(NsinitJoin, HazardP7_ManyAtTheSameMoment) {
  const std::vector<std::string> argv =
      ExecArgs({"/bin/sh", "-c", "readlink /proc/1/ns/mnt; read x; exit 9"});
  for (const size_t count : {2U, 50U}) {
    std::vector<std::unique_ptr<Child>> children;
    for (size_t i = 0; i < count; ++i) children.push_back(std::make_unique<Child>(argv, rootfs()));
    std::set<std::string> namespaces;
    for (const auto& child : children) {
      char buffer[64];
      const ssize_t length = ::read(child->output.get(), buffer, sizeof buffer);
      ASSERT_GT(length, 0);
      namespaces.insert(std::string(buffer, static_cast<size_t>(length)));
    }
    EXPECT_EQ(namespaces.size(), 1U);
    const pid_t starter = ParentOf(GetState(rootfs())->init_pid);
    const auto is_starter = [&](const auto& child) { return child->pid() == starter; };
    std::stable_partition(children.begin(), children.end(),
                          [&](const auto& child) { return !is_starter(child); });
    ASSERT_TRUE(is_starter(children.back()));
    for (const auto& child : children) {
      child->input.reset();
      EXPECT_EQ(child->Wait(), 9);
    }
  }
}

TEST_F(NsinitJoin, HazardP8_ForgedStateChangesNothing) {
  const std::string host = GetProcessStartTime(1);
  WriteFile(Path("state.json"), "{\"init_pid\":1,\"init_start_time\":\"" + host + "\"}\n");
  const Outcome outcome = Exec({"/bin/hostname"});
  EXPECT_EQ(outcome.out, "koye\n") << outcome.err;
  EXPECT_EQ(outcome.status, 0);
  EXPECT_FALSE(fs::exists(Path("state.json")));
}

TEST_F(NsinitJoin, HazardP8_ContainerCannotChangeWhoIsJoined) {
  StartWaiting({"/bin/sh", "-c",
                "echo '{\"init_pid\":1,\"init_start_time\":\"0\"}' >/x; mv /x /state.json; "
                "ln -sf /etc/passwd /state.json; rm -f /state.json /container.json; "
                "echo '{}' >/container.json; exec cat"});
  EXPECT_EQ(Exec({"/bin/hostname"}).out, "koye\n");
  EXPECT_EQ(ReadFile(Path("state.json")), EncodeState(state));
  EXPECT_EQ(ReadFile(Path("container.json")), config.dump(1));
}

// HazardP9: a pid that was given to another process is not the container.
TEST_F(NsinitJoin, HazardP9_ReusedPidIsNotMistaken) {
  const auto terminal = namespaces::NewTerminal(0, 1, 2, false);
  namespaces::StartOptions options;
  options.args = {"/bin/true"};
  WriteConfig();
  const Config decoded = LoadConfig(rootfs(), nullptr);
  try {
    namespaces::ExecIn(decoded, {::getppid(), "1"}, *terminal, options);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.error(), ESRCH);
  }
}

// The same for a container that died with its nsinit: its pid is given away on purpose.
TEST_F(NsinitJoin, HazardP9_ReusedPidIsNeitherJoinedNorKilled) {
  const char* const last_pid = "/proc/sys/kernel/ns_last_pid";
  if (::access(last_pid, W_OK) != 0) GTEST_SKIP() << "this kernel does not let choose pids";
  RunIsolated(CLONE_NEWNS | CLONE_NEWPID, [&] {
    ASSERT_EQ(::mount("proc", "/proc", "proc", 0, nullptr), 0);
    Child nsinit(ExecArgs({"/bin/cat"}), rootfs());
    ASSERT_TRUE(Eventually([&] { return GetState(rootfs()).has_value(); })) << "did not start";
    const pid_t pid = GetState(rootfs())->init_pid;
    ::kill(nsinit.pid(), SIGKILL);
    nsinit.Wait();
    ASSERT_EQ(::waitpid(pid, nullptr, __WALL), pid);  // an orphan of this pid namespace's init
    WriteFile(last_pid, std::to_string(pid - 1));
    const pid_t reused = ::fork();
    if (reused == 0) {
      for (;;) ::pause();
    }
    ASSERT_EQ(reused, pid);
    const Outcome outcome = Exec({"/bin/echo", "new"});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(outcome.out, "new\n");
    EXPECT_TRUE(ProcessLives(reused));
    ::kill(reused, SIGKILL);
    ::waitpid(reused, nullptr, 0);
  });
}

TEST_F(NsinitJoin, ProcessOfTheHostIsNoContainer) {
  WriteConfig();
  const Outcome outcome = Nsinit({"nsenter", "--nspid", std::to_string(::getpid()),
                                  "--containerjson", config.dump(), "--", "/bin/true"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.err.find("mount namespace of its own"), std::string::npos) << outcome.err;
}

TEST_F(NsinitJoin, NsEnterByPid) {
  StartWaiting();
  const Outcome outcome = Nsinit({"nsenter", "--nspid", std::to_string(state.init_pid),
                                  "--containerjson", config.dump(), "--", "/bin/hostname"});
  EXPECT_EQ(outcome.out, "koye\n") << outcome.err;
  EXPECT_EQ(Nsinit({"nsenter", "--nspid", "1x", "--containerjson", "{}", "--", "/bin/true"}).status,
            1);
}

TEST_F(NsinitJoin, HazardP30_StateRecordsTheGroupsThatWereUsed) {
  StartWaiting();
  const json shown = json::parse(Nsinit({"state"}).out);
  const std::string path = shown["cgroup_path"];
  EXPECT_TRUE(path == parent_group() + "/" + group() || shown.contains("cgroup_unit")) << shown;
  for (const std::string base : shown["cgroup_bases"]) {
    const std::string procs = ReadFile(base + "/" + path + "/cgroup.procs");
    EXPECT_EQ(procs, std::to_string(state.init_pid) + "\n") << base;
  }
}

TEST_F(NsinitJoin, TerminalIsTheContainersOwn) {
  config["tty"] = true;
  StartWaiting();
  const Outcome outcome =
      Shell("tty; echo $(ps -o pid,sid 2>/dev/null | wc -l) >/dev/null; stty size");
  EXPECT_TRUE(outcome.out.starts_with("/dev/pts/1\r\n")) << outcome.out << outcome.err;
}

TEST_F(NsinitJoin, StateAndKill) {
  EXPECT_EQ(Nsinit({"state"}).status, 1);
  EXPECT_EQ(Nsinit({"kill"}).status, 1);
  StartWaiting({"/bin/sh", "-c", "trap 'exit 3' USR1; while :; do sleep 0.01; done"});
  const Outcome shown = Nsinit({"state"});
  EXPECT_EQ(json::parse(shown.out)["init_pid"], state.init_pid);
  EXPECT_EQ(Nsinit({"kill", "NOPE"}).status, 1);
  EXPECT_EQ(Nsinit({"clean"}).status, 1) << "it lives";
  EXPECT_EQ(Nsinit({"kill", "USR1"}).status, 0);
  EXPECT_EQ(first().Wait(), 3);
}

bool IsGroupThere(const std::string& path) {
  return !CgroupDirectories(path.substr(path.rfind('/') + 1)).empty();
}

TEST_F(NsinitJoin, CleanRemovesWhatAKilledNsinitLeft) {
  config["namespaces"]["NEWPID"] = false;
  StartWaiting({"/bin/sh", "-c", "n=4321; setsid sleep $n & exec cat"});
  const std::string path = json::parse(Nsinit({"state"}).out)["cgroup_path"];
  ASSERT_TRUE(
      Eventually([&] { return Nsinit({"ps"}).out.find(" sleep 4321\n") != std::string::npos; }));
  ::kill(first().pid(), SIGKILL);
  first().Wait();
  ASSERT_TRUE(Eventually([&] { return !ProcessLives(state.init_pid); }));
  EXPECT_TRUE(IsGroupThere(path));
  EXPECT_EQ(Nsinit({"clean"}).status, 0);
  EXPECT_FALSE(IsGroupThere(path));
  EXPECT_EQ(RunProgram({"pgrep", "-f", "sleep 4321"}, "/").out, "");
  EXPECT_EQ(Nsinit({"clean"}).status, 0) << "nothing to do";
}

}  // namespace
}  // namespace libcontainer::testing
