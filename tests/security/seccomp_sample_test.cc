// sample_configs/seccomp.json: what it lets run, and what it stops.
#include <cerrno>

#include "security/seccomp_fixture.h"

namespace libcontainer::testing {
namespace {

class SeccompSample : public SeccompTest {
 protected:
  void SetUp() override {
    SeccompTest::SetUp();
    if (IsSkipped()) return;
    profile_ =
        nlohmann::json::parse(ReadFile(SOURCE_DIR "/sample_configs/seccomp.json"))["seccomp"];
    config["seccomp"] = profile_;
  }

  // The host's programs in the container, read-only.
  void BindHostPrograms() {
    auto& mounts = config["mount_config"]["mounts"];
    mounts = nlohmann::json::array();
    for (const char* directory : {"/usr", "/etc/alternatives"}) {
      mounts.push_back({{"type", "bind"}, {"source", directory}, {"destination", directory}});
    }
    for (const auto& entry : std::filesystem::directory_iterator("/etc")) {
      const std::string path = entry.path().string();
      if (!path.starts_with("/etc/java-")) continue;
      mounts.push_back({{"type", "bind"}, {"source", path}, {"destination", path}});
    }
    for (const char* directory : {"lib", "lib64"}) {
      std::filesystem::create_symlink(std::string("usr/") + directory, Path(directory));
    }
  }

  nlohmann::json profile_;
};

TEST_F(SeccompSample, RunsAShell) {
  EXPECT_EQ(Shell("for i in 1 2 3; do echo $i | cat; done; (sleep 0.01; echo end) & wait").out,
            "1\n2\n3\nend\n");
}

TEST_F(SeccompSample, RunsAShellOnATerminal) {
  config["tty"] = true;
  EXPECT_NE(Exec({"/bin/sh", "-c", "stty size && tty"}).out.find("/dev/"), std::string::npos);
}

TEST_F(SeccompSample, RunsPython) {
  BindHostPrograms();
  const Outcome outcome = Exec({"/usr/bin/python3", "-c", R"(
import subprocess, threading, socket, tempfile, select, multiprocessing, time, os
done = []
threads = [threading.Thread(target=lambda: done.append(1)) for _ in range(4)]
[t.start() for t in threads]; [t.join() for t in threads]
server = socket.create_server(('127.0.0.1', 0))
client = socket.create_connection(server.getsockname())
client.sendall(b'x'); assert server.accept()[0].recv(1) == b'x'
with tempfile.TemporaryFile() as file: file.write(b'y'); os.fsync(file.fileno())
with multiprocessing.Pool(2) as pool: assert pool.map(abs, [-1, -2]) == [1, 2]
print(len(done), subprocess.check_output(['/bin/echo', 'sub']).decode().strip())
)"});
  EXPECT_EQ(outcome.out, "4 sub\n") << outcome.err;
}

TEST_F(SeccompSample, RunsACompiler) {
  BindHostPrograms();
  WriteFile(Path("tmp/hello.c"), "#include <stdio.h>\nint main(void) { puts(\"compiled\"); }\n");
  const Outcome outcome = Shell("cd /tmp && /usr/bin/gcc -O2 -pipe -o hello hello.c && ./hello");
  EXPECT_EQ(outcome.out, "compiled\n") << outcome.err;
}

// With all its threads, and something to do that reads, writes and computes.
TEST_F(SeccompSample, RunsAJavaMachine) {
  BindHostPrograms();
  const Outcome outcome = Shell(
      "cd /tmp && /usr/bin/keytool -J-XX:+UseG1GC -genkeypair -alias k -keyalg EC -dname CN=k "
      "-keystore /tmp/store -storepass changeit && "
      "/usr/bin/keytool -list -keystore /tmp/store -storepass changeit");
  EXPECT_NE(outcome.out.find("PrivateKeyEntry"), std::string::npos) << outcome.out << outcome.err;
}

// What gives the host away, changes it, or has often been a way out of containers. docs: README of
// sample_configs.
TEST_F(SeccompSample, StopsDangerousCallsWhateverTheCapabilities) {
  config["capabilities"] = GivenCapabilities();
  std::vector<std::string> calls;
  for (const char* name : {"acct",
                           "add_key",
                           "bpf",
                           "clock_adjtime",
                           "clock_settime",
                           "delete_module",
                           "fanotify_init",
                           "finit_module",
                           "fsconfig",
                           "fsmount",
                           "fsopen",
                           "fspick",
                           "init_module",
                           "io_uring_enter",
                           "io_uring_register",
                           "io_uring_setup",
                           "kcmp",
                           "kexec_load",
                           "keyctl",
                           "mbind",
                           "migrate_pages",
                           "mount",
                           "mount_setattr",
                           "move_mount",
                           "move_pages",
                           "name_to_handle_at",
                           "open_by_handle_at",
                           "open_tree",
                           "perf_event_open",
                           "pidfd_getfd",
                           "pivot_root",
                           "process_vm_readv",
                           "process_vm_writev",
                           "ptrace",
                           "quotactl",
                           "reboot",
                           "request_key",
                           "set_mempolicy",
                           "setdomainname",
                           "sethostname",
                           "setns",
                           "settimeofday",
                           "swapoff",
                           "swapon",
                           "syslog",
                           "umount2",
                           "unshare",
                           "userfaultfd"}) {
    calls.push_back(Call(name));
  }
  // The calls behind the conditions. The upper halves are what CVE-2019-10063 was about.
  for (const char* flags : {"0x00020000", "0x02000000", "0x04000000", "0x08000000", "0x10000000",
                            "0x20000000", "0x40000000", "0x100020000"}) {
    calls.push_back(Call("clone", std::string(flags) + ",0,0,0,0"));
  }
  for (const char* request : {"0x5412", "0x541c", "0x100005412", "0xffffffff0000541c"}) {
    calls.push_back(Call("ioctl", std::string("-1,") + request));
  }
  for (const char* family : {"3", "17", "38", "40", "0x100000028"}) {
    calls.push_back(Call("socket", std::string(family) + ",-1,-1"));
  }
  for (const char* persona : {"0x0040000", "0x100040000"}) {
    calls.push_back(Call("personality", persona));
  }
  const std::vector<int> filtered = ErrnosOf(calls);
  config.erase("seccomp");
  const std::vector<int> plain = ErrnosOf(calls);
  for (size_t i = 0; i < calls.size(); ++i) {
    EXPECT_EQ(filtered[i], EPERM) << calls[i];
    EXPECT_TRUE(plain[i] != EPERM || plain[i] == ENOSYS) << calls[i];
  }
}

TEST_F(SeccompSample, LetsTheHarmlessVariantsThrough) {
  EXPECT_EQ(
      ErrnosOf({Call("ioctl", "-1,0x5401"), Call("ioctl", "-1,0x5411"), Call("ioctl", "-1,0x5413"),
                Call("ioctl", "-1,0x5414"), Call("ioctl", "-1,0x541b"), Call("ioctl", "-1,0x541d"),
                Call("ioctl", "-1,0x80045430"), Call("ioctl", "-1,0x100005413")}),
      std::vector<int>(8, EBADF));
  EXPECT_EQ(ErrnosOf({Call("personality", "0"), Call("personality", "0xffffffff"),
                      Call("socket", "1,1,0"), Call("socket", "2,1,0"), Call("socket", "10,1,0"),
                      Call("socket", "16,3,0")}),
            std::vector<int>(6, 0));
}

// The C library falls back to clone, whose flags a filter can see.
TEST_F(SeccompSample, Clone3IsAsOnAnOldKernel) {
  EXPECT_EQ(ErrnosOf({Call("clone3"), "100000"}), (std::vector<int>{ENOSYS, ENOSYS}));
}

}  // namespace
}  // namespace libcontainer::testing
