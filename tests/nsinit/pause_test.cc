#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <optional>
#include <thread>

#include "libcontainer/cgroups/driver.h"
#include "libcontainer/namespaces/exec.h"
#include "libcontainer/state.h"
#include "support/container.h"

namespace libcontainer::testing {
namespace {

// A container that writes ever higher numbers to /count.
class NsinitPause : public ContainerTest {
 protected:
  void SetUp() override {
    ContainerTest::SetUp();
    if (IsSkipped()) return;
    container_.emplace(
        ExecArgs({"/bin/sh", "-c", "i=0; while :; do i=$((i + 1)); echo $i > /count; done"}),
        rootfs());
    ASSERT_TRUE(Eventually([&] { return !ReadFile(Path("count")).empty(); })) << "did not start";
  }
  void TearDown() override {
    if (container_) {
      Nsinit({"kill"});
      container_->Wait();
    }
    ContainerTest::TearDown();
  }
  bool StandsStill() {
    const std::string before = ReadFile(Path("count"));
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    return ReadFile(Path("count")) == before;
  }
  Child& container() { return *container_; }

 private:
  std::optional<Child> container_;
};

TEST_F(NsinitPause, StopsAllAndResumeContinues) {
  ASSERT_EQ(Nsinit({"pause"}).status, 0);
  EXPECT_TRUE(cgroups::IsFrozen(namespaces::GetRunning(rootfs())->cgroup));
  EXPECT_TRUE(StandsStill());
  EXPECT_EQ(Nsinit({"pause"}).status, 0);
  ASSERT_EQ(Nsinit({"resume"}).status, 0);
  EXPECT_FALSE(cgroups::IsFrozen(namespaces::GetRunning(rootfs())->cgroup));
  EXPECT_TRUE(Eventually([&] { return !StandsStill(); }));
}

TEST_F(NsinitPause, KillEndsAPausedContainer) {
  ASSERT_EQ(Nsinit({"pause"}).status, 0);
  ASSERT_EQ(Nsinit({"kill"}).status, 0);
  EXPECT_EQ(container().Wait(), 128 + SIGKILL);
}

TEST_F(NsinitPause, ContainerDiesThatWasPausedWhenItsNsinitWasKilled) {
  ASSERT_EQ(Nsinit({"pause"}).status, 0);
  const pid_t pid = GetState(rootfs())->init_pid;
  ::kill(container().pid(), SIGKILL);
  container().Wait();
  EXPECT_EQ(Nsinit({"clean"}).status, 0);
  EXPECT_FALSE(ProcessLives(pid));
}

TEST_F(NsinitPause, NoCommandJoinsAPausedContainer) {
  ASSERT_EQ(Nsinit({"pause"}).status, 0);
  const Outcome outcome = Exec({"/bin/true"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.err.find("paused"), std::string::npos) << outcome.err;
}

TEST_F(NsinitPause, PsListsTheProcesses) {
  const Outcome outcome = Nsinit({"ps"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  const std::string pid = std::to_string(GetState(rootfs())->init_pid);
  EXPECT_NE(outcome.out.find(pid + " /bin/sh -c i=0; while"), std::string::npos) << outcome.out;
}

TEST_F(NsinitPause, PsPrintsNoControlCharacters) {
  Child second(ExecArgs({"/bin/sh", "-c", "read line", "\x1b]0;x\a"}), rootfs());
  const auto listing = [&] { return Nsinit({"ps"}).out; };
  ASSERT_TRUE(Eventually([&] { return listing().find("read line ?]0;x?") != std::string::npos; }))
      << listing();
  second.input.reset();
  second.Wait();
}

using NsinitPauseRefused = ContainerTest;

TEST_F(NsinitPauseRefused, WithoutControlGroupsSaysSo) {
  config.erase("cgroups");
  Child container(ExecArgs({"/bin/cat"}), rootfs());
  ASSERT_TRUE(Eventually([&] { return GetState(rootfs()).has_value(); }));
  const Outcome outcome = Nsinit({"pause"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.err.find("has no cgroups"), std::string::npos) << outcome.err;
  container.input.reset();
  container.Wait();
}

TEST_F(NsinitPauseRefused, WithoutAContainerSaysSo) {
  const Outcome outcome = Nsinit({"pause"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.err.find("find a running container"), std::string::npos) << outcome.err;
}

}  // namespace
}  // namespace libcontainer::testing
