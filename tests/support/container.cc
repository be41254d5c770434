#include "support/container.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "libcontainer/state.h"

namespace libcontainer::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

struct Pipe {
  Pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) std::abort();
    read.reset(ends[0]);
    write.reset(ends[1]);
  }
  UniqueFd read;
  UniqueFd write;
};

void WriteSome(UniqueFd& fd, std::string& data) {
  const ssize_t count = ::write(fd.get(), data.data(), std::min<size_t>(data.size(), 4096));
  if (count > 0) data.erase(0, static_cast<size_t>(count));
  if (count < 0 || data.empty()) fd.reset();
}

void ReadSome(UniqueFd& fd, std::string& data) {
  char buffer[65536];
  const ssize_t count = ::read(fd.get(), buffer, sizeof buffer);
  if (count > 0) data.append(buffer, static_cast<size_t>(count));
  if (count <= 0) fd.reset();
}

std::string InterfaceNames() {
  std::string names;
  for (const auto& entry : std::filesystem::directory_iterator("/sys/class/net")) {
    names += entry.path().filename().string() + " ";
  }
  return names;
}

// Applets of busybox that tests use.
constexpr const char* kApplets[] = {
    "sh",    "id",       "ps",     "cat",   "env",  "hostname", "ls",     "true", "false",
    "sleep", "kill",     "stty",   "mount", "head", "tail",     "dd",     "seq",  "yes",
    "touch", "mkdir",    "rm",     "mv",    "ln",   "echo",     "test",   "grep", "readlink",
    "tty",   "ifconfig", "mknod",  "stat",  "wc",   "chmod",    "umount", "cut",  "sort",
    "tr",    "setsid",   "unlink", "ip",    "ping", "awk"};

void MakeRootfs(const std::string& path) {
  std::filesystem::permissions(path, std::filesystem::perms(0755));
  for (const char* name : {"bin", "etc", "tmp", "root"}) {
    std::filesystem::create_directory(path + "/" + name);
  }
  std::filesystem::copy_file("/bin/busybox", path + "/bin/busybox");
  for (const char* applet : kApplets) {
    std::filesystem::create_symlink("busybox", path + "/bin/" + applet);
  }
  WriteFile(path + "/etc/passwd",
            "root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/:/bin/false\n"
            "alice:x:1000:1000::/:/bin/sh\n");
  WriteFile(path + "/etc/group", "root:x:0:\ndaemon:x:1:\nalice:x:1000:\nteam:x:2000:alice,bob\n");
}

}  // namespace

Child::Child(const std::vector<std::string>& argv, const std::string& directory,
             const std::vector<std::string>& extra_environment) {
  Pipe in;
  Pipe out;
  Pipe err;
  std::vector<char*> pointers;
  for (const std::string& arg : argv) pointers.push_back(const_cast<char*>(arg.c_str()));
  pointers.push_back(nullptr);
  std::fflush(nullptr);
  pid_ = ::fork();
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(in.read.get(), 0);
    ::dup2(out.write.get(), 1);
    ::dup2(err.write.get(), 2);
    for (const std::string& entry : extra_environment) {
      ::putenv(const_cast<char*>(entry.c_str()));
    }
    if (::chdir(directory.c_str()) == 0) ::execvp(pointers[0], pointers.data());
    ::_exit(125);
  }
  input = std::move(in.write);
  output = std::move(out.read);
  error = std::move(err.read);
}

Child::~Child() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

int Child::Wait() {
  const auto deadline = steady_clock::now() + std::chrono::seconds(30);
  int status = 0;
  pid_t done = 0;
  while ((done = ::waitpid(pid_, &status, WNOHANG)) == 0) {
    if (steady_clock::now() > deadline) ::kill(pid_, SIGKILL);
    std::this_thread::sleep_for(milliseconds(1));
  }
  pid_ = -1;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

Outcome RunProgram(const std::vector<std::string>& argv, const std::string& directory,
                   const std::string& input, const std::vector<std::string>& extra_environment) {
  ::signal(SIGPIPE, SIG_IGN);
  Child child(argv, directory, extra_environment);
  Outcome outcome;
  std::string rest = input;
  if (rest.empty()) child.input.reset();
  const auto deadline = steady_clock::now() + std::chrono::seconds(60);
  while ((child.output || child.error) && steady_clock::now() < deadline) {
    pollfd fds[] = {{child.input.get(), POLLOUT, 0},
                    {child.output.get(), POLLIN, 0},
                    {child.error.get(), POLLIN, 0}};
    ::poll(fds, 3, 1000);
    if (fds[0].revents != 0) WriteSome(child.input, rest);
    if (fds[1].revents != 0) ReadSome(child.output, outcome.out);
    if (fds[2].revents != 0) ReadSome(child.error, outcome.err);
  }
  child.input.reset();
  outcome.status = child.Wait();
  return outcome;
}

bool Eventually(const std::function<bool()>& condition) {
  for (int i = 0; i < 200; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(milliseconds(10));
  }
  return false;
}

bool ProcessLives(pid_t pid) {
  const std::string stat = ReadFile("/proc/" + std::to_string(pid) + "/stat");
  const size_t end = stat.rfind(')');
  return end != std::string::npos && stat.size() > end + 2 && stat[end + 2] != 'Z';
}

void ContainerTest::SetUp() {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  MakeRootfs(rootfs());
  group_ = "lct-" + std::to_string(::getpid());
  parent_group_ = "lct-parent-" + std::to_string(::getpid());
  config = nlohmann::json::parse(ReadFile(SOURCE_DIR "/sample_configs/minimal.json"));
  config["tty"] = false;
  config["user"] = "";
  config["cgroups"]["name"] = group_;
  config["cgroups"]["parent"] = parent_group_;
  mounts_ = ReadFile("/proc/self/mountinfo");
  interfaces_ = InterfaceNames();
}

void ContainerTest::UseUserNamespace() {
  config["namespaces"]["NEWUSER"] = true;
  config["uid_mappings"] = {{{"container_id", 0}, {"host_id", kFirstHostId}, {"size", 65536}}};
  config["gid_mappings"] = config["uid_mappings"];
  ASSERT_EQ(::chown(rootfs().c_str(), kFirstHostId, kFirstHostId), 0);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(rootfs())) {
    ASSERT_EQ(::lchown(entry.path().c_str(), kFirstHostId, kFirstHostId), 0) << entry;
  }
}

void ContainerTest::ExpectEndsWithNsinit() {
  State state;
  {
    Child child(ExecArgs({"/bin/sh", "-c", "sleep 100 & sleep 100"}), rootfs());
    ASSERT_TRUE(Eventually([&] { return GetState(rootfs()).has_value(); }));
    state = *GetState(rootfs());
    ::kill(child.pid(), SIGKILL);
    EXPECT_EQ(child.Wait(), 128 + SIGKILL);
  }
  EXPECT_TRUE(Eventually([&] { return !ProcessLives(state.init_pid); }));
  const Outcome next = Exec({"/bin/echo", "again"});
  EXPECT_EQ(next.status, 0);
  EXPECT_EQ(next.out, "again\n");
  EXPECT_NE(next.err.find("stale"), std::string::npos) << next.err;
}

void ContainerTest::TearDown() {
  if (group_.empty()) return;
  EXPECT_TRUE(Eventually([&] { return CgroupDirectories(parent_group_).empty(); }))
      << "left behind: " << CgroupDirectories(parent_group_).at(0);
  EXPECT_TRUE(CgroupDirectories(group_).empty());
  EXPECT_EQ(ReadFile("/proc/self/mountinfo"), mounts_);
  EXPECT_EQ(InterfaceNames(), interfaces_);
  EXPECT_FALSE(std::filesystem::exists(Path("state.json")));
  struct stat status {};
  ASSERT_EQ(::stat(rootfs().c_str(), &status), 0);
  EXPECT_FALSE(std::filesystem::exists("/run/libcontainer/" + std::to_string(status.st_dev) + "-" +
                                       std::to_string(status.st_ino)));
}

void ContainerTest::WriteConfig() {
  // Another nsinit may be reading the file: it must not find it cut off.
  const std::string text = config.dump(1);
  if (ReadFile(Path("container.json")) != text) WriteFile(Path("container.json"), text);
}

std::vector<std::string> ContainerTest::ExecArgs(const std::vector<std::string>& args) {
  WriteConfig();
  std::vector<std::string> argv = {NSINIT, "exec"};
  argv.insert(argv.end(), args.begin(), args.end());
  return argv;
}

Outcome ContainerTest::Exec(const std::vector<std::string>& args, const std::string& input) {
  return RunProgram(ExecArgs(args), rootfs(), input);
}

Outcome ContainerTest::Nsinit(const std::vector<std::string>& args, const std::string& input,
                              const std::vector<std::string>& extra_environment) {
  std::vector<std::string> argv = {NSINIT};
  argv.insert(argv.end(), args.begin(), args.end());
  return RunProgram(argv, rootfs(), input, extra_environment);
}

}  // namespace libcontainer::testing
