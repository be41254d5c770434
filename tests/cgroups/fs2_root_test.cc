#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/sched.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>

#include "../../cgroups/fs2/device_rules.h"
#include "fixture.h"
#include "internal/files.h"
#include "libcontainer/cgroups/fs.h"
#include "libcontainer/cgroups/fs2.h"
#include "libcontainer/error.h"
#include "support/cgroups.h"
#include "support/isolated.h"

namespace libcontainer::cgroups::fs2 {
namespace {

using testing::RunIsolated;
using testing::TempDir;
using Verdict = DeviceRules::Verdict;

struct Rule {
  Verdict verdict = Verdict::kAllow;
  bool all = false;
  devices::Device device;

  // As it is written to a v1 group.
  std::string File() const { return verdict == Verdict::kAllow ? "devices.allow" : "devices.deny"; }
  std::string Line() const { return all ? "a" : devices::GetCgroupAllowString(device); }
};

std::vector<Rule> RandomRules(std::mt19937& random) {
  const std::vector<std::string> permissions = {"r", "w", "m", "rw", "rm", "wm", "rwm"};
  const auto below = [&](unsigned end) { return static_cast<int64_t>(random() % end); };
  std::vector<Rule> rules(1 + random() % 7);
  for (Rule& rule : rules) {
    rule.verdict = below(2) == 0 ? Verdict::kAllow : Verdict::kDeny;
    rule.all = below(8) == 0;
    rule.device.type = below(3) == 0 ? 'b' : 'c';
    rule.device.major_number = below(3) == 0 ? devices::kWildcard : 240 + below(2);
    rule.device.minor_number = below(3) == 0 ? devices::kWildcard : below(2);
    rule.device.cgroup_permissions = permissions.at(random() % 7);
  }
  return rules;
}

int ErrnoOfOpen(const std::string& node, int flags) {
  const UniqueFd fd(::open(node.c_str(), flags | O_CLOEXEC | O_NONBLOCK));
  return fd ? 0 : errno;
}

// errno of each access to each node below `dir`: EPERM, the group denies it; ENXIO, there is no such
// device, so it was allowed.
std::string TryAccesses(const std::string& dir) {
  std::string result;
  for (const mode_t type : {S_IFCHR, S_IFBLK}) {
    for (unsigned i = 0; i < 4; ++i) {
      const std::string node = dir + (type == S_IFCHR ? "/c" : "/b") + std::to_string(i);
      for (const int flags : {O_RDONLY, O_WRONLY, O_RDWR}) {
        result += std::to_string(ErrnoOfOpen(node, flags)) + ",";
      }
      const std::string made = dir + "/made";
      const bool ok = ::mknod(made.c_str(), type | 0600, ::makedev(240 + i / 2, i % 2)) == 0;
      result += ok ? "0;" : std::to_string(errno) + ";";
      if (ok) ::unlink(made.c_str());
    }
  }
  return result;
}

void Write(const std::string& file, const std::string& text) {
  internal::WriteExistingFile(AT_FDCWD, file, text);
}

void MakeNodes(const std::string& dir) {
  ASSERT_EQ(::mount("none", dir.c_str(), "tmpfs", 0, nullptr), 0);
  for (unsigned i = 0; i < 4; ++i) {
    const dev_t device = ::makedev(240 + i / 2, i % 2);
    ASSERT_EQ(::mknod((dir + "/c" + std::to_string(i)).c_str(), S_IFCHR | 0600, device), 0);
    ASSERT_EQ(::mknod((dir + "/b" + std::to_string(i)).c_str(), S_IFBLK | 0600, device), 0);
  }
}

// What the accesses give in a v1 group after the writes `rules`, beginning with all allowed.
std::string InV1Group(const std::string& group, const std::vector<Rule>& rules,
                      const std::string& nodes) {
  Write(group + "/devices.allow", "a");
  for (const Rule& rule : rules) Write(group + "/" + rule.File(), rule.Line());
  const std::string own = FindCgroupMountpoint("devices") + GetThisCgroupDir("devices");
  Write(group + "/cgroup.procs", "0");
  std::string result = TryAccesses(nodes);
  Write(own + "/cgroup.procs", "0");
  return result;
}

std::string UnderProgram(const ActiveCgroup& group, const std::vector<Rule>& rules,
                         const std::string& nodes) {
  DeviceRules device_rules;
  for (const Rule& rule : rules) {
    rule.all ? device_rules.SetAll(rule.verdict) : device_rules.Set(rule.verdict, rule.device);
  }
  const Location location = group.GetLocation();
  AttachDeviceProgram(group.Directory(), location.path, device_rules);
  const auto mount = GetUnifiedMount();
  const std::string own = mount->mountpoint + mount->GetThisCgroupDir();
  Write(location.bases[0] + "/" + location.path + "/cgroup.procs", "0");
  std::string result = TryAccesses(nodes);
  Write(own + "/cgroup.procs", "0");
  return result;
}

bool HasV1Devices() { return testing::IsMounted("devices"); }

TEST(CgroupsFs2Devices, HazardC16_ProgramDecidesAsTheKernelsV1Groups) {
  if (!HasV1Devices() || !GetUnifiedMount()) GTEST_SKIP() << "needs v1 devices and cgroup v2";
  RunIsolated(CLONE_NEWNS, [] {
    const std::string name = "libcontainer-test-" + std::to_string(::getpid());
    const std::string v1 =
        FindCgroupMountpoint("devices") + GetThisCgroupDir("devices") + "/" + name;
    const TempDir nodes;
    MakeNodes(nodes.path());
    ASSERT_EQ(::mkdir(v1.c_str(), 0755), 0);
    Cgroup cgroup;
    cgroup.name = name;
    cgroup.allow_all_devices = true;
    const auto group = Create(cgroup);
    std::mt19937 random(20140626);
    int lists_that_deny = 0;
    for (int list = 0; list < 250; ++list) {
      const std::vector<Rule> rules = RandomRules(random);
      const std::string expected = InV1Group(v1, rules, nodes.path());
      std::string text;
      for (const Rule& rule : rules) text += rule.File() + " " + rule.Line() + "\n";
      EXPECT_EQ(UnderProgram(*group, rules, nodes.path()), expected) << text;
      if (expected.find(std::to_string(EPERM) + ",") != std::string::npos) ++lists_that_deny;
    }
    EXPECT_GT(lists_that_deny, 50);
    group->Cleanup();
    EXPECT_EQ(::rmdir(v1.c_str()), 0);
    ::umount2(nodes.path().c_str(), MNT_DETACH);
  });
}

class CgroupsFs2 : public ::testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root";
    if (!GetUnifiedMount()) GTEST_SKIP() << "cgroup v2 is not mounted";
    cgroup_.parent = "libcontainer-test-" + std::to_string(::getpid());
    cgroup_.name = "group-" + std::to_string(::getpid());
    cgroup_.allow_all_devices = true;
  }
  void TearDown() override {
    if (IsSkipped()) return;
    EXPECT_EQ(testing::CgroupDirectories(cgroup_.parent), std::vector<std::string>{});
  }
  static std::string DirOf(const Location& location) {
    return location.bases[0] + "/" + location.path;
  }
  // With that limit's controller in the kernel and not in a v1 hierarchy.
  bool Has(const std::string& controller) {
    const std::string text =
        testing::ReadFile(GetUnifiedMount()->mountpoint + "/cgroup.controllers");
    return (" " + text).find(" " + controller) != std::string::npos;
  }

  Cgroup cgroup_;
};

using testing::Child;

TEST_F(CgroupsFs2, PutsTheProcessIntoTheGroup) {
  const Child child;
  const auto active = Apply(cgroup_, child.pid());
  const Location location = active->GetLocation();
  EXPECT_TRUE(location.unified);
  EXPECT_EQ(location.path, cgroup_.parent + "/" + cgroup_.name);
  EXPECT_EQ(location.created, std::vector<std::string>{location.bases[0] + "/" + cgroup_.parent});
  EXPECT_EQ(GetPids(location), std::vector<pid_t>{child.pid()});
  active->Cleanup();
}

TEST_F(CgroupsFs2, GroupWithProcessesIsRefused) {
  const Child child;
  const auto active = Apply(cgroup_, child.pid());
  EXPECT_EQ(testing::ErrorOf([&] { Create(cgroup_); }).error(), EEXIST);
  EXPECT_EQ(GetPids(active->GetLocation()), std::vector<pid_t>{child.pid()});
  active->Cleanup();
}

TEST_F(CgroupsFs2, EmptyGroupOfThatNameIsReplaced) {
  const std::string dir = DirOf(Create(cgroup_)->GetLocation());
  ASSERT_EQ(testing::WriteControl(dir + "/cgroup.max.depth", "7"), 0);
  ASSERT_EQ(::mkdir((dir + "/below").c_str(), 0755), 0);
  const auto active = Create(cgroup_);
  EXPECT_EQ(testing::ReadFile(dir + "/cgroup.max.depth"), "max\n");
  EXPECT_FALSE(testing::Exists(dir + "/below"));
  active->Cleanup();
}

TEST_F(CgroupsFs2, FailureLeavesNothing) {
  cgroup_.unified = {{"memory.nonsense", "1"}};
  EXPECT_EQ(testing::ErrorOf([&] { Create(cgroup_); }).error(), ENOENT);
  cgroup_.unified.clear();
  EXPECT_THROW(Apply(cgroup_, 0), Error);
}

TEST_F(CgroupsFs2, HazardC8_ForkingTreeInGroupsBelowIsKilled) {
  // As many as a user may have, so that it does not outgrow the machine.
  Child child([]() -> int {
    const rlimit processes{200, 200};
    const auto user = static_cast<uid_t>(0x40000000 + ::getpid());
    if (::setrlimit(RLIMIT_NPROC, &processes) != 0 || ::setuid(user) != 0) return 1;
    for (;;) {
      if (::fork() < 0) ::usleep(100);
    }
  });
  const auto active = Apply(cgroup_, child.pid());
  const std::string dir = DirOf(active->GetLocation());
  ASSERT_EQ(testing::WriteControl(dir + "/cgroup.max.descendants", "10"), 0);
  ASSERT_EQ(::mkdir((dir + "/below").c_str(), 0755), 0);
  ASSERT_EQ(testing::WriteControl(dir + "/below/cgroup.procs", std::to_string(child.pid())), 0);
  child.Start();
  while (GetPids(active->GetLocation()).size() < 20) ::usleep(1000);
  active->Cleanup();
  const int status = child.Wait();
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << status;
}

TEST_F(CgroupsFs2, ClonedIntoTheGroup) {
  const auto active = Create(cgroup_);
  clone_args args{};
  args.flags = CLONE_INTO_CGROUP;
  args.exit_signal = SIGCHLD;
  args.cgroup = static_cast<uint64_t>(active->Directory());
  const long pid = ::syscall(SYS_clone3, &args, sizeof args);
  if (pid == 0) {
    for (;;) ::pause();
  }
  EXPECT_EQ(GetPids(active->GetLocation()), std::vector<pid_t>{static_cast<pid_t>(pid)});
  active->Cleanup();
  EXPECT_EQ(::waitpid(static_cast<pid_t>(pid), nullptr, 0), pid);
}

TEST_F(CgroupsFs2, HazardC1_LimitsAreInForce) {
  if (!Has("memory") || !Has("pids") || !Has("cpuset")) GTEST_SKIP() << "no controllers in v2";
  cgroup_.memory = 64 << 20;
  cgroup_.memory_reservation = 32 << 20;
  cgroup_.memory_swap = 96 << 20;
  cgroup_.cpu_shares = 1024;
  cgroup_.cpu_quota = 50000;
  cgroup_.cpu_period = 200000;
  cgroup_.cpuset_cpus = "0";
  cgroup_.pids_limit = 33;
  cgroup_.unified = {{"memory.high", "50331648"}};
  const auto active = Create(cgroup_);
  const std::string dir = DirOf(active->GetLocation());
  for (const auto& [file, value] :
       std::vector<std::pair<std::string, std::string>>{{"memory.max", "67108864"},
                                                        {"memory.low", "33554432"},
                                                        {"memory.swap.max", "33554432"},
                                                        {"memory.high", "50331648"},
                                                        {"cpu.weight", "39"},
                                                        {"cpu.max", "50000 200000"},
                                                        {"cpuset.cpus", "0"},
                                                        {"pids.max", "33"}}) {
    EXPECT_EQ(testing::ReadFile(dir + "/" + file), value + "\n") << file;
  }
  active->Cleanup();
}

TEST_F(CgroupsFs2, LimitThatCannotBeAppliedNamesControllerAndKey) {
  if (Has("pids")) GTEST_SKIP() << "v2 has the pids controller";
  cgroup_.pids_limit = 5;
  const Error error = testing::ErrorOf([&] { Create(cgroup_); });
  EXPECT_EQ(error.error(), ENOENT);
  EXPECT_NE(std::string(error.what()).find("pids for pids_limit"), std::string::npos)
      << error.what();
}

TEST_F(CgroupsFs2, HazardC16_DeviceRulesAreInForceAndReplacedInPlace) {
  cgroup_.allow_all_devices = false;
  cgroup_.allowed_devices = {{'c', "", 1, 3, "rwm", 0}};
  const auto active = Create(cgroup_);
  const std::string own = GetUnifiedMount()->mountpoint + GetUnifiedMount()->GetThisCgroupDir();
  const auto inside = [&](const char* node) {
    Write(DirOf(active->GetLocation()) + "/cgroup.procs", "0");
    const int error = ErrnoOfOpen(node, O_RDWR);
    Write(own + "/cgroup.procs", "0");
    return error;
  };
  EXPECT_EQ(inside("/dev/null"), 0);
  EXPECT_EQ(inside("/dev/zero"), EPERM);
  cgroup_.allowed_devices = {{'c', "", 1, 5, "rwm", 0}};
  SetDevices(active->GetLocation(), cgroup_);
  EXPECT_EQ(inside("/dev/null"), EPERM);
  EXPECT_EQ(inside("/dev/zero"), 0);
  active->Cleanup();
}

TEST_F(CgroupsFs2, HazardC9_FreezesAndThaws) {
  const Child child;
  const auto active = Apply(cgroup_, child.pid());
  const Location location = active->GetLocation();
  Freeze(location, kFrozen);
  EXPECT_TRUE(IsFrozen(location));
  EXPECT_NE(testing::ReadFile(DirOf(location) + "/cgroup.events").find("frozen 1"),
            std::string::npos);
  Freeze(location, kThawed);
  EXPECT_FALSE(IsFrozen(location));
  EXPECT_EQ(testing::ErrorOf([&] { Freeze(location, "frozen"); }).error(), EINVAL);
  active->Cleanup();
}

TEST_F(CgroupsFs2, HazardC21_AnotherProcessRemovesAFrozenGroup) {
  Child child;
  const auto active = Apply(cgroup_, child.pid());
  Freeze(active->GetLocation(), kFrozen);
  Adopt(active->GetLocation())->Cleanup();
  const int status = child.Wait();
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << status;
  Adopt(active->GetLocation())->Cleanup();
}

TEST_F(CgroupsFs2, UnifiedKeysAreRefusedOnV1) {
  if (GetCgroupMounts().empty()) GTEST_SKIP() << "no cgroup v1 hierarchy is mounted";
  const Child child;
  cgroup_.unified = {{"memory.high", "1"}};
  EXPECT_EQ(testing::ErrorOf([&] { fs::Apply(cgroup_, child.pid()); }).error(), ENOTSUP);
}

}  // namespace
}  // namespace libcontainer::cgroups::fs2
