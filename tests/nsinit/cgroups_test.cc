#include <optional>

#include "internal/files.h"
#include "libcontainer/state.h"
#include "support/container.h"

namespace libcontainer::testing {
namespace {

using nlohmann::json;

// What the configuration asks of control groups, whichever driver this host has.
class NsinitCgroups : public ContainerTest {
 protected:
  // The file of the running container's group under either of its names; "-" if there is none.
  static std::string Read(const json& state, const std::string& v1, const std::string& v2) {
    for (const std::string base : state["cgroup_bases"]) {
      const std::string group = base + "/" + std::string(state["cgroup_path"]) + "/";
      std::string text = ReadFile(group + (state.contains("cgroup_unified") ? v2 : v1));
      if (!text.empty()) return text.substr(0, text.find('\n'));
    }
    return "-";
  }
};

TEST_F(NsinitCgroups, HazardC6_EveryLimitIsWhatWasAsked) {
  json& cgroups = config["cgroups"];
  cgroups["memory"] = 64 << 20;
  cgroups["memory_swap"] = 96 << 20;
  cgroups["cpu_shares"] = 1024;
  cgroups["cpu_quota"] = 50000;
  cgroups["cpu_period"] = 200000;
  cgroups["cpuset_cpus"] = "0";
  cgroups["pids_limit"] = 33;
  Child container(ExecArgs({"/bin/cat"}), rootfs());
  ASSERT_TRUE(Eventually([&] { return GetState(rootfs()).has_value(); })) << "did not start";
  const json state = json::parse(Nsinit({"state"}).out);
  const bool unified = state.contains("cgroup_unified");
  EXPECT_EQ(Read(state, "memory.limit_in_bytes", "memory.max"), "67108864");
  const std::string swap = Read(state, "memory.memsw.limit_in_bytes", "memory.swap.max");
  EXPECT_EQ(swap, unified ? "33554432" : "100663296");
  EXPECT_EQ(Read(state, "cpu.shares", "cpu.weight"), unified ? "39" : "1024");
  EXPECT_EQ(Read(state, "cpu.cfs_quota_us", "cpu.max"), unified ? "50000 200000" : "50000");
  EXPECT_EQ(Read(state, "cpuset.cpus", "cpuset.cpus"), "0");
  EXPECT_EQ(Read(state, "pids.max", "pids.max"), "33");
  container.input.reset();
  EXPECT_EQ(container.Wait(), 0) << internal::ReadAll(container.error.get(), "standard error");
}

TEST_F(NsinitCgroups, HazardC13_ForkBombStopsAtThePidsLimit) {
  config["cgroups"]["pids_limit"] = 20;
  const Outcome outcome = Shell("for i in $(seq 40); do sleep 10 & echo $i; done");
  EXPECT_NE(outcome.err.find("can't fork"), std::string::npos) << outcome.err;
  EXPECT_EQ(outcome.out.find("\n20\n"), std::string::npos) << outcome.out;
}

TEST_F(NsinitCgroups, HazardC16_DevicesAreAllowedAsAsked) {
  const Outcome outcome =
      Shell("head -c 3 /dev/zero | wc -c; mknod /tmp/mem c 1 1 && echo made; head -c 1 /tmp/mem");
  EXPECT_EQ(outcome.out, "3\nmade\n");
  EXPECT_NE(outcome.err.find("/tmp/mem: Operation not permitted"), std::string::npos)
      << outcome.err;
}

}  // namespace
}  // namespace libcontainer::testing
