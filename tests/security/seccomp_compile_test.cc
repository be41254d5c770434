#include <gtest/gtest.h>
#include <linux/filter.h>

#include <algorithm>
#include <cerrno>
#include <thread>

#include "libcontainer/config.h"
#include "libcontainer/error.h"
#include "libcontainer/security/seccomp.h"
#include "support/isolated.h"

namespace libcontainer::security::seccomp {
namespace {

using Strings = std::vector<std::string>;

Profile Sample() {
  const std::string json = testing::ReadFile(SOURCE_DIR "/sample_configs/seccomp.json");
  return *DecodeConfig(json, nullptr).seccomp;
}

// A profile that no other test compiles.
Profile NewProfile() {
  static int64_t error = 0;
  return {"allow", {}, {{.name = "mkdir", .action = "errno", .error = ++error}}};
}

int ErrorOf(const Profile& profile) {
  try {
    Compile(profile);
  } catch (const Error& error) {
    return error.error();
  }
  return 0;
}

TEST(SeccompNames, ShortOnesAndThoseOfLibseccomp) {
  EXPECT_EQ(GetAction("kill_process"), Action::kKillProcess);
  EXPECT_EQ(GetAction("SCMP_ACT_KILL_PROCESS"), Action::kKillProcess);
  EXPECT_EQ(GetAction("SCMP_ACT_KILL"), Action::kKillThread);
  EXPECT_EQ(GetOperator("masked_eq"), Operator::kMaskedEq);
  EXPECT_EQ(GetOperator("SCMP_CMP_LE"), Operator::kLe);
  EXPECT_EQ(GetArchitecture("x86_64"), GetArchitecture("SCMP_ARCH_X86_64"));
  EXPECT_EQ(GetArchitecture("arm64"), GetArchitecture("SCMP_ARCH_AARCH64"));
  for (const char* name : {"", "ALLOW", "SCMP_ACT_", "SCMP_ACT_allow", "SCMP_CMP_EQ"}) {
    EXPECT_FALSE(GetAction(name)) << name;
  }
}

TEST(SeccompNames, EveryNameIsKnown) {
  for (const std::string& name : GetAllActions()) EXPECT_TRUE(GetAction(name)) << name;
  for (const std::string& name : GetAllOperators()) EXPECT_TRUE(GetOperator(name)) << name;
  for (const std::string& name : GetAllArchitectures()) EXPECT_TRUE(GetArchitecture(name)) << name;
  EXPECT_EQ(std::ranges::count(GetAllSyscalls(), "execve"), 1);
}

TEST(SeccompNames, UnknownSyscallsAreReportedOnceEach) {
  const Profile profile{"errno",
                        {},
                        {{.name = "opne", .names = {"read", "frob"}, .action = "allow"},
                         {.names = {"opne", "socketcall", "arm_fadvise64_64"}, .action = "allow"}}};
  EXPECT_EQ(UnknownSyscalls(profile), (Strings{"opne", "frob"}));
  EXPECT_EQ(UnknownSyscalls(Sample()), Strings{});
}

// CVE-2019-10063: a condition on a register whose upper half the kernel ignores.
TEST(SeccompNames, ArgumentsOf32Bits) {
  EXPECT_TRUE(IsIntArgument("ioctl", 1));
  EXPECT_FALSE(IsIntArgument("ioctl", 2));
  EXPECT_TRUE(IsIntArgument("personality", 0));
  EXPECT_TRUE(IsIntArgument("accept", 0));
  EXPECT_TRUE(IsIntArgument("write", 0));
  EXPECT_FALSE(IsIntArgument("mmap", 2));
  EXPECT_FALSE(IsIntArgument("zzz", 0));
  EXPECT_FALSE(IsIntArgument("", 0));
}

TEST(SeccompCompile, SameProfileIsCompiledOnce) {
  const Profile profile = NewProfile();
  const std::shared_ptr<const Filter> first = Compile(profile);
  EXPECT_EQ(Compile(Profile(profile)), first);
  Profile other = profile;
  other.syscalls[0].error = 999;
  EXPECT_NE(Compile(other)->program, first->program);
}

TEST(SeccompCompile, SameProgramForTheSameProfile) {
  const Profile profile = NewProfile();
  const std::string program = Compile(profile)->program;
  for (int i = 0; i < 20; ++i) Compile(NewProfile());
  EXPECT_EQ(Compile(profile)->program, program);
}

TEST(SeccompCompile, KeepsTheLast16) {
  const Profile profile = NewProfile();
  const std::shared_ptr<const Filter> first = Compile(profile);
  const std::weak_ptr<const Filter> dropped = Compile(NewProfile());
  for (int i = 0; i < 15; ++i) {
    Compile(NewProfile());
    EXPECT_EQ(Compile(profile), first) << "in use, so kept";
  }
  EXPECT_TRUE(dropped.expired());
}

TEST(SeccompCompile, ThreadsGetTheSameObject) {
  const Profile profile = NewProfile();
  std::vector<std::shared_ptr<const Filter>> filters(8);
  std::vector<std::thread> threads;
  for (auto& filter : filters) threads.emplace_back([&] { filter = Compile(profile); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(std::ranges::count(filters, filters[0]), 8);
}

TEST(SeccompCompile, ProgramIsWholeInstructionsWithinTheKernelsLimit) {
  const std::string& program = Compile(Sample())->program;
  EXPECT_EQ(program.size() % sizeof(sock_filter), 0U);
  EXPECT_LE(program.size(), BPF_MAXINSNS * sizeof(sock_filter));
}

TEST(SeccompCompile, TellsWhetherSomebodyMustAnswer) {
  EXPECT_FALSE(Compile(NewProfile())->notifies);
  EXPECT_TRUE(Compile({"allow", {}, {{.name = "mkdir", .action = "notify"}}})->notifies);
}

TEST(SeccompCompile, RefusesUnknownNames) {
  EXPECT_EQ(ErrorOf({"alow", {}, {}}), EINVAL);
  EXPECT_EQ(ErrorOf({"allow", {"x87"}, {}}), EINVAL);
  EXPECT_EQ(ErrorOf({"allow", {}, {{.name = "mkdir", .action = "no"}}}), EINVAL);
  EXPECT_EQ(ErrorOf({"allow", {}, {{.name = "mkdir", .action = "errno", .args = {{.op = "="}}}}}),
            EINVAL);
}

TEST(SeccompCompile, ConditionsThatTakeTooManyInstructionsAreRefused) {
  const std::vector<Arg> three = {{.index = 0, .value = 1, .op = "ne"},
                                  {.index = 1, .value = 1, .op = "ne"},
                                  {.index = 2, .value = 1, .op = "ne"}};
  EXPECT_EQ(ErrorOf({"errno", {}, {{.name = "socket", .action = "allow", .args = three}}}), E2BIG);
}

TEST(SeccompCompile, ProgramThatTheKernelWouldRefuseIsRefused) {
  Profile profile{"allow", {}, {}};
  for (const std::string& name : GetAllSyscalls()) {
    if (!IsIntArgument(name, 0) || profile.syscalls.size() == 60) continue;
    const uint64_t value = profile.syscalls.size();
    profile.syscalls.push_back(
        {.name = name, .action = "errno", .args = {{.index = 0, .value = value, .op = "ne"}}});
  }
  EXPECT_EQ(ErrorOf(profile), E2BIG);
}

// A list for every architecture, as engines ship it.
TEST(SeccompCompile, EveryArchitectureMayBeListed) {
  Profile profile = NewProfile();
  for (const std::string& name : GetAllArchitectures()) {
    if (name.starts_with("SCMP_")) profile.architectures.push_back(name);
  }
  EXPECT_FALSE(Compile(profile)->program.empty());
}

}  // namespace
}  // namespace libcontainer::security::seccomp
