// The programs of docs/examples, run as their readers would.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "support/container.h"

namespace libcontainer::testing {
namespace {

class Examples : public ContainerTest {
 protected:
  Outcome Run(const std::string& example, std::vector<std::string> args) {
    args.insert(args.begin(), {EXAMPLES "/" + example, rootfs()});
    return RunProgram(args, "/");
  }
  // What the judge says of a shell script.
  std::string Judge(const std::string& script) {
    const Outcome outcome = Run("judge", {"/bin/sh", "-c", script});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return outcome.out;
  }
};

TEST_F(Examples, HelloRunsTheCommandInTheConfiguredContainer) {
  WriteConfig();
  const Outcome outcome = Run("hello", {"/bin/hostname"});
  EXPECT_EQ(outcome.out, "koye\n");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
}

TEST_F(Examples, RunPrintsTheResult) {
  const Outcome outcome = Run("run", {"/bin/sh", "-c", "hostname; exit 3"});
  EXPECT_EQ(outcome.status, 3) << outcome.err;
  EXPECT_TRUE(outcome.out.starts_with("limited\nexit code 3, signal 0\nmost memory "))
      << outcome.out;
}

TEST_F(Examples, JudgeTellsHowAProgramEnded) {
  EXPECT_EQ(Judge("echo answer"), "answer\nexit code 0\n");
  EXPECT_EQ(Judge("exit 7"), "exit code 7\n");
  // Process 1 of a pid namespace has no default action for signals but those from outside.
  EXPECT_EQ(Judge("sh -c 'kill -SEGV $$' >/dev/null 2>&1; exit $?"), "exit code 139\n");
}

TEST_F(Examples, JudgeEndsWhatComputesTooLong) {
  EXPECT_EQ(Judge("while :; do :; done"), "processor time limit\n");
  EXPECT_EQ(Judge("(while :; do :; done) & while :; do :; done"), "processor time limit\n");
}

TEST_F(Examples, JudgeLimitsMemory) {
  EXPECT_EQ(Judge("exec dd if=/dev/zero of=/dev/null bs=200M count=1 2>/dev/null"),
            "memory limit\n");
}

TEST_F(Examples, JudgeGivesNoNetworkAndNoPrivilege) {
  EXPECT_EQ(Judge("ip -o addr | wc -l; id -u; touch /x 2>/dev/null || echo read-only"),
            "0\n65534\nread-only\nexit code 0\n");
}

TEST_F(Examples, EventLoopSeesTheEndOfTwentyContainers) {
  const Outcome outcome = Run("event_loop", {});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 20);
  EXPECT_NE(outcome.out.find("container 20: exit code 20\n"), std::string::npos) << outcome.out;
}

TEST_F(Examples, NetlinkBringsLoopbackUp) {
  const Outcome outcome = RunProgram({EXAMPLES "/netlink"}, "/");
  EXPECT_EQ(outcome.out, "interface 1 is up\n");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
}

}  // namespace
}  // namespace libcontainer::testing
