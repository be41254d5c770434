#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <string>

#include "fixture.h"
#include "libcontainer/cgroups/fs.h"
#include "libcontainer/cgroups/fs2.h"
#include "libcontainer/cgroups/oom.h"
#include "load.h"
#include "unified_fixture.h"

namespace libcontainer::cgroups {
namespace {

using testing::Child;

constexpr size_t kMebibyte = 1 << 20;
constexpr int kTimeoutMs = 5000;

bool IsReadable(const OomNotifier& notifier, int timeout_ms) {
  pollfd entry = {.fd = notifier.fd(), .events = POLLIN, .revents = 0};
  return ::poll(&entry, 1, timeout_ms) == 1;
}

// Waits for `done` of what was read in all.
template <typename Done>
OomEvents ReadUntil(OomNotifier& notifier, Done done) {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + std::chrono::milliseconds(kTimeoutMs);
  OomEvents sum;
  while (!done(sum) && Clock::now() < deadline) {
    IsReadable(notifier, 50);
    const OomEvents events = notifier.Read();
    sum.ooms += events.ooms;
    sum.kills += events.kills;
    sum.removed = events.removed;
  }
  return sum;
}

int TakeTooMuch() { return testing::HoldMemory(64 * kMebibyte, -1); }

void ExpectKilled(Child& child) {
  const int status = child.Wait();
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << status;
}

void ExpectCloseOnExec(const OomNotifier& notifier) {
  EXPECT_EQ(::fcntl(notifier.fd(), F_GETFD), FD_CLOEXEC);
}

class CgroupsFsOom : public testing::CgroupsRoot {
 protected:
  void SetUp() override {
    CgroupsRoot::SetUp();
    if (IsSkipped()) return;
    if (!testing::IsMounted("memory")) GTEST_SKIP() << "no memory controller is mounted";
    cgroup_.memory = 16 * kMebibyte;
    cgroup_.memory_swap = 16 * kMebibyte;
  }
};

TEST_F(CgroupsFsOom, KillIsAnnouncedAndCounted) {
  Child child(TakeTooMuch);
  const auto active = fs::Apply(cgroup_, child.pid());
  const auto notifier = fs::NotifyOnOOM(active->GetLocation());
  EXPECT_FALSE(IsReadable(*notifier, 0));
  EXPECT_EQ(notifier->Read(), OomEvents());
  child.Start();
  EXPECT_TRUE(IsReadable(*notifier, kTimeoutMs));
  ExpectKilled(child);
  const OomEvents events = notifier->Read();
  EXPECT_GE(events.ooms, 1U);
  EXPECT_EQ(events.kills, 1U);
  EXPECT_FALSE(events.removed);
  EXPECT_EQ(notifier->Read(), OomEvents());
  active->Cleanup();
}

// A semaphore would give one of them and stay readable.
TEST_F(CgroupsFsOom, HazardC15_OneReadTakesAllEventsAndTheDescriptorIsCloseOnExec) {
  Child first(TakeTooMuch);
  Child second(TakeTooMuch);
  const auto active = fs::Apply(cgroup_, first.pid());
  ASSERT_EQ(testing::WriteControl(testing::GroupDir("memory", cgroup_) + "/cgroup.procs",
                                  std::to_string(second.pid())),
            0);
  const auto notifier = fs::NotifyOnOOM(cgroup_);
  ExpectCloseOnExec(*notifier);
  first.Start();
  ExpectKilled(first);
  second.Start();
  ExpectKilled(second);
  const OomEvents events = notifier->Read();
  EXPECT_GE(events.ooms, 2U);
  EXPECT_EQ(events.kills, 2U);
  EXPECT_FALSE(IsReadable(*notifier, 0));
  active->Cleanup();
}

TEST_F(CgroupsFsOom, HazardC15_RemovalIsAnnouncedAndIsNoOom) {
  Child child;
  const auto active = fs::Apply(cgroup_, child.pid());
  const auto notifier = fs::NotifyOnOOM(cgroup_);
  active->Cleanup();
  EXPECT_TRUE(IsReadable(*notifier, kTimeoutMs));
  EXPECT_EQ(notifier->Read(), OomEvents{.removed = true});
  EXPECT_EQ(notifier->Read(), OomEvents{.removed = true});
}

TEST_F(CgroupsFsOom, NewGroupOfTheSameNameIsNotTheOneWatched) {
  Child child;
  auto active = fs::Apply(cgroup_, child.pid());
  const auto notifier = fs::NotifyOnOOM(cgroup_);
  active->Cleanup();
  Child other;
  active = fs::Apply(cgroup_, other.pid());
  EXPECT_TRUE(ReadUntil(*notifier, [](const OomEvents& sum) { return sum.removed; }).removed);
  active->Cleanup();
}

TEST_F(CgroupsFsOom, GroupWithoutTheControllerIsAnError) {
  EXPECT_EQ(testing::ErrorOf([&] { fs::NotifyOnOOM(cgroup_); }).error(), ENOENT);
  if (!testing::IsMounted("pids")) return;
  Child child;
  const auto active = fs::Apply(cgroup_, child.pid());
  Location location = active->GetLocation();
  const std::string pids = testing::GroupDir("pids", cgroup_);
  location.bases = {pids.substr(0, pids.size() - location.path.size() - 1)};
  EXPECT_EQ(testing::ErrorOf([&] { fs::NotifyOnOOM(location); }).error(), ENOENT);
  active->Cleanup();
}

class CgroupsFs2Oom : public testing::UnifiedRoot {
 protected:
  void SetUp() override {
    UnifiedRoot::SetUp();
    if (IsSkipped()) return;
    if (!HasFile("memory.events")) GTEST_SKIP() << "no memory controller on cgroup v2";
    Set("memory.max", std::to_string(16 * kMebibyte));
    if (HasFile("memory.swap.max")) Set("memory.swap.max", "0");
  }
};

TEST_F(CgroupsFs2Oom, HazardC15_KillIsAnnouncedAndCounted) {
  Child child(TakeTooMuch);
  Join(child.pid());
  const auto notifier = fs2::NotifyOnOOM(location_);
  ExpectCloseOnExec(*notifier);
  EXPECT_FALSE(IsReadable(*notifier, 0));
  EXPECT_EQ(notifier->Read(), OomEvents());
  child.Start();
  EXPECT_TRUE(IsReadable(*notifier, kTimeoutMs));
  ExpectKilled(child);
  const OomEvents events = ReadUntil(*notifier, [](const OomEvents& sum) { return sum.kills > 0; });
  EXPECT_GE(events.ooms, 1U);
  EXPECT_EQ(events.kills, 1U);
  EXPECT_FALSE(events.removed);
}

TEST_F(CgroupsFs2Oom, WhatWasBeforeIsNotCounted) {
  Child child(TakeTooMuch);
  Join(child.pid());
  child.Start();
  ExpectKilled(child);
  const auto notifier = fs2::NotifyOnOOM(location_);
  EXPECT_EQ(notifier->Read(), OomEvents());
}

TEST_F(CgroupsFs2Oom, RemovalIsAnnounced) {
  const auto notifier = fs2::NotifyOnOOM(location_);
  Remove();
  EXPECT_TRUE(IsReadable(*notifier, kTimeoutMs));
  EXPECT_EQ(notifier->Read(), OomEvents{.removed = true});
  EXPECT_EQ(notifier->Read(), OomEvents{.removed = true});
}

using CgroupsFs2OomErrors = testing::UnifiedRoot;

TEST_F(CgroupsFs2OomErrors, GroupWithoutTheControllerIsAnError) {
  if (HasFile("memory.events")) GTEST_SKIP() << "there is a memory controller";
  const Error error = testing::ErrorOf([&] { fs2::NotifyOnOOM(location_); });
  EXPECT_EQ(error.error(), ENOENT);
  EXPECT_EQ(error.object(), Dir() + "/memory.events");
}

TEST_F(CgroupsFs2OomErrors, GroupThatIsGoneIsAnError) {
  Remove();
  EXPECT_EQ(testing::ErrorOf([&] { fs2::NotifyOnOOM(location_); }).error(), ENOENT);
}

}  // namespace
}  // namespace libcontainer::cgroups
