#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "libcontainer/state.h"
#include "support/container.h"

namespace libcontainer::testing {
namespace {

using nlohmann::json;

int KernelVersionOfLandlock() {
  return static_cast<int>(::syscall(SYS_landlock_create_ruleset, nullptr, 0, 1));
}

// Where the kernel's Landlock is too old, every one of these is a refusal that says so.
class NsinitLandlock : public ContainerTest {
 protected:
  void SetUp() override {
    ContainerTest::SetUp();
    config["no_new_privileges"] = true;
    WriteFile(Path("tmp/file"), "content");
  }
  void Allow(const char* path, const json& rights) {
    config["landlock"]["paths"].push_back({{"path", path}, {"rights", rights}});
  }
  void ExpectOutput(const Outcome& outcome, const std::string& out, int needed_version) {
    if (KernelVersionOfLandlock() >= needed_version) {
      EXPECT_EQ(outcome.out, out) << outcome.err;
    } else {
      EXPECT_EQ(outcome.status, 1);
      EXPECT_EQ(outcome.out, "");
      EXPECT_NE(outcome.err.find("kernel's Landlock is too old"), std::string::npos) << outcome.err;
    }
  }
};

TEST_F(NsinitLandlock, OnlyListedPathsCanBeUsed) {
  Allow("/bin", {"read", "execute"});
  Allow("/tmp", {"read"});
  const std::string script =
      "cat /tmp/file; echo; cat /etc/passwd 2>/dev/null || echo no read;"
      "(: >/tmp/file) 2>/dev/null || echo no truncation; mkdir /tmp/d 2>/dev/null || echo no mkdir";
  ExpectOutput(Shell(script), "content\nno read\nno truncation\nno mkdir\n", 3);
}

TEST_F(NsinitLandlock, WriteIsAllWaysOfChanging) {
  Allow("/bin", {"read", "execute"});
  Allow("/tmp", {"read", "write"});
  Allow("/etc/passwd", {"read"});
  ExpectOutput(Shell("mkdir /tmp/d && mv /tmp/file /tmp/d/f && echo x >/tmp/d/f && cat /tmp/d/f;"
                     "head -c 4 /etc/passwd"),
               "x\nroot", 3);
}

TEST_F(NsinitLandlock, CommandThatMayNotBeExecutedIsNot) {
  Allow("/tmp", {"read"});
  const Outcome outcome = Exec({"/bin/true"});
  EXPECT_EQ(outcome.status, KernelVersionOfLandlock() >= 3 ? 126 : 1) << outcome.err;
}

TEST_F(NsinitLandlock, PathThatIsMissingIsAnError) {
  Allow("/missing", {"read"});
  const Outcome outcome = Exec({"/bin/true"});
  EXPECT_EQ(outcome.status, 1);
  if (KernelVersionOfLandlock() >= 3) {
    EXPECT_EQ(outcome.err,
              "nsinit: exec: restrict by Landlock: open /missing: No such file or directory\n");
  }
}

TEST_F(NsinitLandlock, JoinedProcessIsRestrictedAlike) {
  Allow("/bin", {"read", "execute"});
  if (KernelVersionOfLandlock() < 3) return ExpectOutput(Shell("echo"), "", 3);
  Child first(ExecArgs({"/bin/cat"}), rootfs());
  ASSERT_TRUE(Eventually([&] { return GetState(rootfs()).has_value(); }));
  EXPECT_EQ(Shell("cat /tmp/file 2>/dev/null || echo no read").out, "no read\n");
  first.input.reset();
  EXPECT_EQ(first.Wait(), 0);
}

}  // namespace
}  // namespace libcontainer::testing
