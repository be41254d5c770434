// Descriptors, memory and programs of the host that could be had while a process becomes one of the
// container.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fixture.h"

namespace libcontainer::testing {
namespace {

using Cve2019_5736 = Advisory;
using Cve2020_15257 = Advisory;
using Cve2024_21626 = Advisory;
using HostSecrets = Advisory;

constexpr int kJoins = 300;

// Joins until the attack has had its chance: it is a race, and how often it wins depends on the machine.
template <class Join>
void JoinUntilItSays(const std::string& success, FirstProcess& attack, const Join& join) {
  for (int i = 0; i < kJoins || (i < 20 * kJoins && !attack.HasSaid(success)); ++i) {
    ASSERT_NO_FATAL_FAILURE(join());
  }
  EXPECT_TRUE(attack.HasSaid(success)) << "the attack itself works";
}

class Cve2016_9962 : public Advisory {
 protected:
  // Joins a container whose first process takes hold of what joins.
  void ExpectNoMorePrivilegesInWhatIsCaught() {
    InstallAttack(TRACE_ATTACK);
    FirstProcess attack(ExecArgs({"/bin/attack"}), rootfs());
    JoinUntilItSays("caught", attack, [&] { ASSERT_EQ(Exec({"/bin/true"}).status, 0); });
    EXPECT_EQ(attack.Finish().find("more capabilities"), std::string::npos);
  }
};

// As trace_attack, which is the first process: in a container whose root has the default capabilities.
TEST_F(Cve2016_9962, ProcessThatJoinsCannotBeTraced) {
  InstallAttack(TRACE_ATTACK);
  FirstProcess attack(ExecArgs({"/bin/attack"}), rootfs());
  for (int i = 0; i < kJoins; ++i) ASSERT_EQ(Exec({"/bin/true"}).status, 0);
  EXPECT_EQ(attack.Finish(), "");
}

// Nobody can hide from CAP_SYS_PTRACE; what it gets hold of must be no more than it is itself.
TEST_F(Cve2016_9962, WhatATracerCatchesHasNoPrivilegesOfTheHost) {
  config["capabilities"].push_back("SYS_PTRACE");
  ExpectNoMorePrivilegesInWhatIsCaught();
}

// Of what joins from outside, a privilege over its own namespaces is not enough to take hold.
TEST_F(Cve2016_9962, TracerInAUserNamespaceCatchesNothing) {
  config["capabilities"].push_back("SYS_PTRACE");
  InstallAttack(TRACE_ATTACK);
  UseUserNamespace();
  FirstProcess attack(ExecArgs({"/bin/attack"}), rootfs());
  for (int i = 0; i < kJoins; ++i) ASSERT_EQ(Exec({"/bin/true"}).status, 0);
  EXPECT_EQ(attack.Finish(), "");
}

// A filter without no_new_privs takes CAP_SYS_ADMIN to install.
TEST_F(Cve2016_9962, SeccompBringsNoPrivilegeInside) {
  config["capabilities"].push_back("SYS_PTRACE");
  config["seccomp"] = {{"default_action", "allow"}};
  ExpectNoMorePrivilegesInWhatIsCaught();
}

// It could give itself out for the process that joins: nsinit would signal it, and wait for it.
TEST_F(Cve2016_9962, WhatATracerSaysIsNotBelieved) {
  config["capabilities"].push_back("SYS_PTRACE");
  InstallAttack(TRACE_ATTACK);
  FirstProcess attack(ExecArgs({"/bin/attack", "forge"}), rootfs());
  JoinUntilItSays("forged", attack, [&] {
    const Outcome outcome = Exec({"/bin/true"});
    EXPECT_TRUE(outcome.status == 0 || outcome.err.find("sync pipe") != std::string::npos)
        << outcome.status << outcome.err;
  });
  attack.Finish();
}

bool KernelSealsExecution() {
  constexpr int kSealExec = 0x20;  // F_SEAL_EXEC, Linux 6.3
  const UniqueFd fd(::memfd_create("probe", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  return ::fcntl(fd.get(), F_ADD_SEALS, kSealExec) == 0;
}

// A script whose interpreter is the program that executes it.
TEST_F(Cve2019_5736, TheInitImageCannotBeChanged) {
  const std::string before = ReadFile(NSINIT);
  InstallAttack(IMAGE_ATTACK);
  WriteFile(Path("bin/self"), "#!/proc/self/exe\n");
  std::filesystem::permissions(Path("bin/self"), std::filesystem::perms(0755));
  config["capabilities"].push_back("SYS_PTRACE");
  FirstProcess attack(ExecArgs({"/bin/attack"}), rootfs());
  JoinUntilItSays("opened", attack, [&] {
    Exec({"/bin/self"});
    Exec({"/bin/true"});
  });
  const std::string changed = attack.Finish();
  for (const char* what : {"written", "truncated", "mapped"}) {
    EXPECT_EQ(changed.find(what), std::string::npos);
  }
  if (KernelSealsExecution()) {
    EXPECT_EQ(changed.find("no longer executable"), std::string::npos);
  }
  EXPECT_TRUE(ReadFile(NSINIT) == before);
}

TEST_F(Cve2019_5736, EntryPointThatIsItsOwnInterpreter) {
  const std::string before = ReadFile(NSINIT);
  for (const char* name : {"libc.so.6", "libpthread.so.0", "libcontainer.so"}) {
    WriteFile(Path(name), "#!/bin/sh\ntouch /pwned\n");
  }
  WriteFile(Path("bin/self"), "#!/proc/self/exe exec /bin/touch /pwned\n");
  std::filesystem::permissions(Path("bin/self"), std::filesystem::perms(0755));
  config["environment"].push_back("LD_PRELOAD=/libcontainer.so");
  Exec({"/bin/self"});
  Exec({"/proc/self/exe", "exec", "/bin/touch", "/pwned"});
  EXPECT_FALSE(std::filesystem::exists(Path("pwned")));
  EXPECT_TRUE(ReadFile(NSINIT) == before);
}

// Runs `nsinit exec command` with descriptors 3 to 40 on the host's root directory.
Outcome WithLeakedDescriptors(const std::string& command, const std::string& rootfs) {
  return RunProgram(
      {"bash", "-c",
       "for n in $(seq 3 40); do eval \"exec $n</\"; done; exec " NSINIT " exec " + command},
      rootfs);
}

TEST_F(Cve2024_21626, LeakedDirectoriesAreNoWorkingDirectory) {
  const Outcome start = Exec({"/bin/true"});
  ASSERT_EQ(start.status, 0) << start.err;
  for (int fd = 0; fd <= 41; ++fd) {
    config["working_dir"] = "/proc/self/fd/" + std::to_string(fd);
    WriteConfig();
    EXPECT_EQ(WithLeakedDescriptors("/bin/ls .", rootfs()).status, 1) << fd;
  }
}

TEST_F(Cve2024_21626, LeakedDirectoriesHoldNoCommand) {
  WriteConfig();
  for (int fd = 0; fd <= 41; ++fd) {
    const std::string command = "/proc/self/fd/" + std::to_string(fd) + "/bin/busybox";
    EXPECT_EQ(WithLeakedDescriptors(command + " sh -c 'echo escaped'", rootfs()).out, "") << fd;
  }
}

TEST_F(Cve2024_21626, JoinWithLeakedDirectories) {
  Child first(ExecArgs({"/bin/cat"}), rootfs());
  ASSERT_TRUE(Eventually([&] { return GetState(rootfs()).has_value(); }));
  for (const int fd : {3, 4, 5, 6, 7, 8, 9, 40}) {
    const std::string link = "/proc/self/fd/" + std::to_string(fd);
    config["working_dir"] = link;
    const std::string own = config.dump(1);
    WriteFile(Path("container.json"), own);
    EXPECT_EQ(WithLeakedDescriptors("/bin/ls .", rootfs()).status, 1) << fd;
    config.erase("working_dir");
    WriteFile(Path("container.json"), config.dump(1));
    EXPECT_EQ(WithLeakedDescriptors(link + "/bin/busybox sh -c 'echo escaped'", rootfs()).out, "")
        << fd;
  }
  first.input.reset();
  EXPECT_EQ(first.Wait(), 0);
}

// Names of abstract Unix sockets, those of this network namespace.
std::string AbstractSockets(const std::string& table) {
  std::string names;
  for (size_t at = table.find(" @"); at != std::string::npos; at = table.find(" @", at + 1)) {
    names += table.substr(at, table.find('\n', at) - at) + "\n";
  }
  return names;
}

TEST_F(Cve2020_15257, NoAbstractSocketsInTheHostsNetwork) {
  config["namespaces"].erase("NEWNET");
  config.erase("networks");
  const std::string before = AbstractSockets(ReadFile("/proc/net/unix"));
  const Outcome inside = Exec({"/bin/cat", "/proc/net/unix"});
  EXPECT_EQ(AbstractSockets(inside.out), before);
}

// What the caller has in its session keyring.
TEST_F(HostSecrets, KeysOfTheCallerStayOutside) {
  InstallAttack(KEY_ATTACK);
  RunIsolated(0, [&] {
    constexpr int kJoinSessionKeyring = 1;
    constexpr int kSessionKeyring = -3;
    if (::syscall(SYS_keyctl, kJoinSessionKeyring, nullptr) < 0) return;  // a kernel without keys
    ASSERT_GT(::syscall(SYS_add_key, "user", "libcontainer-canary", "secret", 6, kSessionKeyring),
              0);
    const Outcome start = Exec({"/bin/attack"});
    EXPECT_EQ(start.out, "searched\n");
    Child first(ExecArgs({"/bin/cat"}), rootfs());
    ASSERT_TRUE(Eventually([&] { return GetState(rootfs()).has_value(); }));
    EXPECT_EQ(Exec({"/bin/attack"}).out, "searched\n");
    first.input.reset();
    EXPECT_EQ(first.Wait(), 0);
  });
}

}  // namespace
}  // namespace libcontainer::testing
