// Containers in a user namespace of their own.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <filesystem>

#include "libcontainer/security/capabilities.h"
#include "libcontainer/state.h"
#include "nsinit/session.h"
#include "support/container.h"

namespace libcontainer::testing {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class NsinitUserNamespace : public ContainerTest {
 protected:
  void SetUp() override {
    ContainerTest::SetUp();
    UseUserNamespace();
    fs::permissions(Path("tmp"), fs::perms(01777));
  }
  static struct stat StatusOf(const std::string& path) {
    struct stat status {};
    EXPECT_EQ(::lstat(path.c_str(), &status), 0) << path;
    return status;
  }
  // Runs the body with a waiting container and its state.
  void WhileRunning(const std::function<void(const State&)>& body) {
    Child first(ExecArgs({"/bin/cat"}), rootfs());
    ASSERT_TRUE(Eventually([&] { return GetState(rootfs()).has_value(); })) << "did not start";
    body(*GetState(rootfs()));
    first.input.reset();
    EXPECT_EQ(first.Wait(), 0);
  }
};

TEST_F(NsinitUserNamespace, RootInsideIsNobodyOutside) {
  const Outcome outcome = Shell("id -u; id -g; id -G; echo x >/made; cat /proc/self/uid_map");
  EXPECT_EQ(outcome.out, "0\n0\n0\n         0     100000      65536\n") << outcome.err;
  EXPECT_EQ(StatusOf(Path("made")).st_uid, kFirstHostId);
  EXPECT_EQ(StatusOf(Path("made")).st_gid, kFirstHostId);
  WhileRunning([](const State& state) {
    const std::string status = ReadFile("/proc/" + std::to_string(state.init_pid) + "/status");
    EXPECT_NE(status.find("\nUid:\t100000\t100000\t100000\t100000\n"), std::string::npos);
    EXPECT_NE(status.find("\nGid:\t100000\t100000\t100000\t100000\n"), std::string::npos);
    EXPECT_NE(status.find("\nGroups:\t100000 \n"), std::string::npos) << status;
  });
}

TEST_F(NsinitUserNamespace, OtherUsersAreMappedToo) {
  config["user"] = "1000:2000";
  const Outcome outcome = Shell("id -u; id -g; echo x >/tmp/made; cat /dev/stdin");
  EXPECT_EQ(outcome.out, "1000\n2000\n") << outcome.err;
  EXPECT_EQ(StatusOf(Path("tmp/made")).st_uid, kFirstHostId + 1000);
  EXPECT_EQ(StatusOf(Path("tmp/made")).st_gid, kFirstHostId + 2000);
}

TEST_F(NsinitUserNamespace, IdsMayLieAnywhere) {
  config["uid_mappings"] = {{{"container_id", 0}, {"host_id", kFirstHostId}, {"size", 1}},
                            {{"container_id", 50}, {"host_id", 7}, {"size", 2}}};
  config["user"] = "51:3";
  EXPECT_EQ(Shell("id -u; echo x >/tmp/made").out, "51\n");
  EXPECT_EQ(StatusOf(Path("tmp/made")).st_uid, 8U);
  config["user"] = "daemon";  // 1 is not mapped
  EXPECT_EQ(Exec({"/bin/true"}).err,
            "nsinit: exec: finalize namespace: give the standard streams to user daemon: Invalid "
            "argument\n");
}

// Everything else that a configuration can ask for goes with it.
TEST_F(NsinitUserNamespace, IsAsConfinedAndFurnishedAsWithout) {
  config["namespaces"]["NEWCGROUP"] = true;
  config["namespaces"]["NEWTIME"] = true;
  config["restrict_sys"] = true;
  config["no_new_privileges"] = true;
  config["oom_score_adj"] = 300;
  config["umask"] = 077;
  config["rlimits"] = {{{"type", "RLIMIT_NOFILE"}, {"soft", 100}, {"hard", 200}}};
  config["sysctl"] = {{"net.ipv4.ip_forward", "1"},
                      {"kernel.shmmax", "70000"},
                      {"kernel.domainname", "example.org"}};
  config["seccomp"] = {{"default_action", "allow"}};
  config["cgroups"]["pids_limit"] = 20;
  config["mount_config"]["readonly_fs"] = true;
  config["mount_config"]["mounts"] = {{{"type", "tmpfs"}, {"destination", "/tmp"}},
                                      {{"type", "mqueue"}, {"destination", "/dev/mqueue"}},
                                      {{"type", "cgroup"}, {"destination", "/sys/fs/cgroup"}}};
  const Outcome outcome = Shell(
      "hostname; cat /proc/sys/kernel/domainname /proc/self/oom_score_adj /proc/sys/kernel/shmmax "
      "/proc/sys/net/ipv4/ip_forward;"
      "ulimit -Sn; ulimit -Hn; grep -E 'NoNewPrivs|Seccomp:' /proc/self/status; umask;"
      "echo x >/dev/null && head -c 3 /dev/zero | wc -c; ifconfig lo | grep -c 127.0.0.1;"
      "(echo x >/x) 2>/dev/null || echo read-only; echo x >/tmp/x && echo tmpfs;"
      "ls -d /sys/fs/cgroup/*/pids.max /sys/fs/cgroup/pids.max 2>/dev/null | wc -l;"
      "(echo 3 >/proc/sys/vm/drop_caches) 2>/dev/null || echo no sysctl");
  EXPECT_EQ(outcome.out,
            "koye\nexample.org\n300\n70000\n1\n100\n200\nNoNewPrivs:\t1\nSeccomp:"
            "\t2\n0077\n3\n1\nread-only\n"
            "tmpfs\n1\nno sysctl\n")
      << outcome.err;
}

// Not even with all capabilities, which are those of its own namespaces.
TEST_F(NsinitUserNamespace, HasNoPowerOverTheHost) {
  TempDir host;
  ASSERT_EQ(::chmod(host.path().c_str(), 0755), 0);
  WriteFile(host.Path("secret"), "secret");
  ASSERT_EQ(::chmod(host.Path("secret").c_str(), 0600), 0);
  config["capabilities"] = security::capabilities::GetAllCapabilities();
  config["mount_config"]["mounts"] = {
      {{"type", "bind"}, {"source", host.path()}, {"destination", "/host"}, {"writable", true}}};
  const Outcome outcome = Shell(
      "for try in 'cat /host/secret' 'chmod 666 /host/secret' 'touch /host/made' 'rm /host/secret'"
      " 'mknod /tmp/node c 1 3' 'mknod /dev/node b 8 0'; do"
      "   $try 2>/dev/null && echo \"$try\"; done; mount -o remount,rw /proc/sys;"
      "(echo 3 >/proc/sys/vm/drop_caches) 2>/dev/null && echo dropped;"
      "cat /proc/self/status | grep CapEff | tr -d 0");
  EXPECT_TRUE(outcome.out.starts_with("CapEff:\t1")) << outcome.out << outcome.err;
  EXPECT_EQ(ReadFile(host.Path("secret")), "secret");
}

// What it has in its own namespaces does not reach to the files that decide over it.
TEST_F(NsinitUserNamespace, HazardP8_WhoMayUnmountChangesNoConfiguration) {
  config["capabilities"] = security::capabilities::GetAllCapabilities();
  const Outcome outcome = Shell(
      "for file in container.json state.json; do"
      "   umount /$file; umount -l /$file; mount -o remount,bind,rw /$file;"
      "   (echo '{}' >/$file) && echo written; rm /$file && echo removed;"
      "   mv /$file /other && echo moved; done 2>/dev/null;"
      "mkdir /tmp/top; mount --bind / /tmp/top && rm /tmp/top/container.json && echo bound;"
      "umount -l / && echo uncovered; ls");
  EXPECT_EQ(outcome.out.find("written"), std::string::npos) << outcome.out;
  for (const char* done : {"written", "removed", "moved", "bound", "uncovered"}) {
    EXPECT_EQ(outcome.out.find(done), std::string::npos) << outcome.out;
  }
  EXPECT_EQ(json::parse(ReadFile(Path("container.json"))), config);
}

// Limits that are of the whole namespace, and taken from whoever makes it.
TEST_F(NsinitUserNamespace, LimitsOfTheNamespaceAreThoseOfTheConfiguration) {
  config["rlimits"] = {{{"type", "RLIMIT_MSGQUEUE"}, {"soft", 819200}, {"hard", 819200}},
                       {{"type", "RLIMIT_SIGPENDING"}, {"soft", 2000}, {"hard", 2000}}};
  config["mount_config"]["mounts"] = {{{"type", "mqueue"}, {"destination", "/dev/mqueue"}}};
  config["user"] = "1000:1000";
  WriteConfig();
  // Each queue that a file is made for takes 10 messages of 8 KiB.
  const Outcome outcome =
      RunProgram({"bash", "-c",
                  "ulimit -S -q 1000; exec " NSINIT
                  " exec /bin/sh -c 'for n in 1 2 3; do : >/dev/mqueue/$n; done;"
                  "ls /dev/mqueue | wc -l'"},
                 rootfs());
  EXPECT_EQ(outcome.out, "3\n") << outcome.err;
}

TEST_F(NsinitUserNamespace, NodesOutsideDevCanBeMadeAgain) {
  TempDir host;
  ASSERT_EQ(::chmod(host.path().c_str(), 0755), 0);
  ASSERT_EQ(::mknod(host.Path("null").c_str(), S_IFCHR | 0666, makedev(1, 3)), 0);
  ASSERT_EQ(::chmod(host.Path("null").c_str(), 0666), 0);
  config["mount_config"]["device_nodes"].push_back({{"type", "c"},
                                                    {"path", host.Path("null")},
                                                    {"major_number", 1},
                                                    {"minor_number", 3},
                                                    {"file_mode", 0666}});
  for (int i = 0; i < 2; ++i) {
    const Outcome outcome = Shell("echo x >" + host.Path("null") + " && echo written");
    EXPECT_EQ(outcome.out, "written\n") << outcome.err;
  }
  config["mount_config"]["device_nodes"][0]["path"] = "/dev/elsewhere";
  EXPECT_EQ(
      Exec({"/bin/true"}).err,
      "nsinit: exec: set up mount namespace: create, the host having no such one at that path, "
      "device node /dev/elsewhere: Operation not permitted\n");
}

// The way to the rootfs is closed to those who run in it.
TEST_F(NsinitUserNamespace, RootfsMayLieInAPrivateDirectory) {
  TempDir above;  // mode 0700, of the host's root
  fs::rename(rootfs(), above.Path("rootfs"));
  WriteFile(above.Path("rootfs/container.json"), config.dump());
  EXPECT_EQ(RunProgram({NSINIT, "exec", "/bin/id", "-u"}, above.Path("rootfs")).out, "0\n");
  fs::rename(above.Path("rootfs"), rootfs());
}

TEST_F(NsinitUserNamespace, RootfsOfSomebodyElseIsAnError) {
  ASSERT_EQ(::chown(rootfs().c_str(), 0, 0), 0);
  ASSERT_EQ(::chmod(rootfs().c_str(), 0700), 0);
  const Outcome outcome = Exec({"/bin/true"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.err,
            "nsinit: exec: set up mount namespace: open directory proc: Permission denied\n");
}

// What is joined by nsinit differs in nothing; see also NsinitJoin.HazardP3.
TEST_F(NsinitUserNamespace, HazardP2_JoinIsInTheUserNamespace) {
  config["oom_score_adj"] = 400;
  config["rlimits"] = {{{"type", "RLIMIT_NOFILE"}, {"soft", 100}, {"hard", 200}}};
  WhileRunning([&](const State& state) {
    const std::string link = "/proc/" + std::to_string(state.init_pid) + "/ns/user";
    const Outcome outcome = Shell(
        "id -u; id -G; readlink /proc/self/ns/user; ulimit -Hn;"
        "cat /proc/self/oom_score_adj; echo x >/joined; cat /dev/stdin");
    EXPECT_EQ(outcome.out, "0\n0\n" + fs::read_symlink(link).string() + "\n200\n400\n")
        << outcome.err;
    EXPECT_EQ(StatusOf(Path("joined")).st_uid, kFirstHostId);
    const json policy = json::parse(Nsinit({"state", "--policy"}).out);
    EXPECT_EQ(policy["uid_mappings"], config["uid_mappings"]);
    EXPECT_EQ(policy["gid_mappings"], config["gid_mappings"]);
    EXPECT_EQ(policy["namespaces"]["user"]["shared"], false);
    // By its pid alone, and whatever the configuration says.
    json other = config;
    for (const char* key : {"uid_mappings", "gid_mappings"}) other.erase(key);
    other["namespaces"].erase("NEWUSER");
    EXPECT_EQ(Nsinit({"nsenter", "--nspid", std::to_string(state.init_pid), "--containerjson",
                      other.dump(), "--", "/bin/sh", "-c", "readlink /proc/self/ns/user"})
                  .out,
              fs::read_symlink(link).string() + "\n");
  });
}

// One that somebody else has made, where setgroups(2) is denied. The original stayed root of the host.
TEST_F(NsinitUserNamespace, HazardS4_JoinOfANamespaceThatDeniesSetgroups) {
  Child other({"unshare", "--user", "--map-root-user", "--mount", "--pid", "--net", "--fork",
               "--mount-proc", "sleep", "100"},
              "/");
  std::string target;
  ASSERT_TRUE(Eventually([&] {
    target = RunProgram({"pgrep", "-P", std::to_string(other.pid()), "sleep"}, "/").out;
    return !target.empty();
  }));
  target.pop_back();
  config["user"] = "";
  const auto enter = [&] {
    return Nsinit({"nsenter", "--nspid", target, "--containerjson", config.dump(), "--", "/bin/sh",
                   "-c", "cat /proc/self/setgroups; readlink /proc/self/ns/user; id -G"});
  };
  EXPECT_EQ(enter().out,
            "deny\n" + fs::read_symlink("/proc/" + target + "/ns/user").string() + "\n0\n")
      << enter().err;
  config["additional_groups"] = {"7"};
  EXPECT_EQ(enter().status, 1) << "asked for, and not possible";
}

TEST_F(NsinitUserNamespace, TerminalBelongsToItsUser) {
  config["tty"] = true;
  config["user"] = "1000:1000";
  Session session(ExecArgs({"/bin/sh", "-c", "tty; stat -c 'owner %u' $(tty); echo x >/dev/tty"}),
                  rootfs());
  EXPECT_EQ(session.Wait(), 0);
  EXPECT_TRUE(session.Expect("/dev/pts/0")) << session.output();
  EXPECT_TRUE(session.Expect("owner 1000")) << session.output();
}

TEST_F(NsinitUserNamespace, EndsWithNsinit) { ExpectEndsWithNsinit(); }

TEST_F(NsinitUserNamespace, LimitThatTakesAPrivilegeOfTheHost) {
  // The hard limit of nsinit is below that of the configuration.
  config["rlimits"] = {{{"type", "RLIMIT_NOFILE"}, {"soft", 100}, {"hard", 300}}};
  WriteConfig();
  const Outcome outcome = RunProgram(
      {"bash", "-c", "ulimit -n 250; exec " NSINIT " exec /bin/sh -c 'ulimit -Hn'"}, rootfs());
  const bool may_raise =
      RunProgram({"bash", "-c", "ulimit -n 250; ulimit -Hn 300"}, "/").status == 0;
  if (may_raise) {
    EXPECT_EQ(outcome.out, "300\n") << outcome.err;
  } else {
    EXPECT_EQ(outcome.err,
              "nsinit: exec: set resource limit RLIMIT_NOFILE: Operation not permitted\n");
  }
}

TEST_F(NsinitUserNamespace, CheckEndsWhereTheKernelRefusesTheMappings) {
  config["uid_mappings"].push_back(config["uid_mappings"][0]);
  WriteConfig();
  const Outcome outcome = Nsinit({"check"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.out.find("wrong    uid_mappings[1]"), std::string::npos) << outcome.out;
}

TEST_F(NsinitUserNamespace, CheckSaysWhatAStartDoes) {
  WriteConfig();
  const Outcome good = Nsinit({"check"});
  EXPECT_EQ(good.status, 0) << good.out;
  EXPECT_NE(good.out.find("ok       namespaces.NEWUSER\n"), std::string::npos) << good.out;
  EXPECT_NE(good.out.find("ok       uid_mappings\n"), std::string::npos) << good.out;
  ASSERT_EQ(::chown(rootfs().c_str(), 0, 0), 0);
  ASSERT_EQ(::chmod(rootfs().c_str(), 0700), 0);
  const Outcome bad = Nsinit({"check"});
  EXPECT_EQ(bad.status, 1);
  EXPECT_NE(bad.out.find("missing  uid_mappings: user 100000 may not enter the rootfs; to change "
                         "that: chown -R 100000:100000 " +
                         rootfs() + "\n"),
            std::string::npos)
      << bad.out;
}

}  // namespace
}  // namespace libcontainer::testing
