#include <signal.h>

#include <optional>

#include "libcontainer/state.h"
#include "support/container.h"

namespace libcontainer::testing {
namespace {

using nlohmann::json;

class NsinitStats : public ContainerTest {
 protected:
  void StartContainer(const std::vector<std::string>& command) {
    container_.emplace(ExecArgs(command), rootfs());
    ASSERT_TRUE(Eventually([&] { return GetState(rootfs()).has_value(); })) << "did not start";
  }
  void TearDown() override {
    if (container_) {
      Nsinit({"kill"});
      container_->Wait();
    }
    ContainerTest::TearDown();
  }
  json Stats() {
    const Outcome outcome = Nsinit({"stats"});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_TRUE(outcome.out.starts_with("Stats:\n{\n\t\"cpu_stats\": {\n")) << outcome.out;
    return json::parse(outcome.out.substr(sizeof "Stats:"));
  }
  Child& container() { return *container_; }

 private:
  std::optional<Child> container_;
};

TEST_F(NsinitStats, HazardP30_ReadsTheGroupsThatTheStartRecorded) {
  config["cgroups"]["memory"] = 64 << 20;
  config["cgroups"]["pids_limit"] = 20;
  StartContainer({"/bin/sh", "-c", "while :; do :; done"});
  // The configuration may have changed since; and nsinit may be in another group now.
  config["cgroups"]["name"] = "something-else";
  WriteConfig();
  const json stats = Stats();
  EXPECT_GT(stats["cpu_stats"]["cpu_usage"]["percent_usage"], 20) << stats;
  EXPECT_GT(stats["memory_stats"]["usage"], 0) << stats;
  EXPECT_EQ(stats["pids_stats"], (json{{"current", 1}, {"limit", 20}}));
  config["cgroups"]["name"] = group();
}

TEST_F(NsinitStats, WithoutAContainerSaysSo) {
  const Outcome outcome = Nsinit({"stats"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.err.find("find a running container"), std::string::npos) << outcome.err;
}

TEST_F(NsinitStats, EventsTellOfOomKillsAndOfTheEnd) {
  config["cgroups"]["memory"] = 16 << 20;
  config["cgroups"]["memory_swap"] = 16 << 20;
  StartContainer({"/bin/sh", "-c", "read x; dd if=/dev/zero of=/dev/null bs=64M count=1; read x"});
  Child events({NSINIT, "events"}, rootfs());
  // Once it waits, in poll(2), nothing is missed.
  const std::string syscall = "/proc/" + std::to_string(events.pid()) + "/syscall";
  ASSERT_TRUE(Eventually([&] { return ReadFile(syscall).starts_with("7 "); }));
  ASSERT_EQ(::write(container().input.get(), "\n", 1), 1);
  std::string lines;
  const auto read_until = [&](const std::string& wanted) {
    char buffer[256];
    ssize_t count = 0;
    while (lines.find(wanted) == std::string::npos &&
           (count = ::read(events.output.get(), buffer, sizeof buffer)) > 0) {
      lines.append(buffer, static_cast<size_t>(count));
    }
  };
  read_until("oom_kill");
  // The limit may be hit more than once before the kernel kills.
  EXPECT_TRUE(lines.starts_with("{\"event\":\"oom\",\"count\":")) << lines;
  EXPECT_TRUE(lines.ends_with("{\"event\":\"oom_kill\",\"count\":1}\n")) << lines;
  lines.clear();
  container().input.reset();
  read_until("end");
  EXPECT_EQ(lines, "{\"event\":\"end\"}\n");
  EXPECT_EQ(events.Wait(), 0);
}

}  // namespace
}  // namespace libcontainer::testing
