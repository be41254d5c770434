// nsinit check tells the truth: a start enforces what it calls enforceable and refuses what it calls
// missing.
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "support/cgroups.h"
#include "support/container.h"

namespace libcontainer::testing {
namespace {

class NsinitCheck : public ContainerTest {
 protected:
  Outcome Check() {
    WriteConfig();
    return Nsinit({"check"});
  }
  // The line about `feature`, or nothing.
  static std::string LineOf(const Outcome& outcome, const std::string& feature) {
    std::istringstream lines(outcome.out);
    for (std::string line; std::getline(lines, line);) {
      if (line.find(" " + feature) != std::string::npos) return line;
    }
    return {};
  }
  // Checks that the whole of `config` can be enforced exactly if a start succeeds.
  void ExpectAgreementWithAStart() {
    const Outcome check = Check();
    const Outcome start = Exec({"/bin/true"});
    EXPECT_EQ(check.status == 0, start.status == 0) << check.out << check.err << start.err;
  }
};

TEST_F(NsinitCheck, MinimalConfigurationIsEnforceable) {
  const Outcome outcome = Check();
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  EXPECT_EQ(LineOf(outcome, "privileges"), "ok       privileges");
  EXPECT_EQ(outcome.out.find("missing"), std::string::npos) << outcome.out;
  ExpectAgreementWithAStart();
}

TEST_F(NsinitCheck, TellsEverythingThatIsWrong) {
  config["hostname"] = "a\nb";
  config["cgroups"]["memory"] = -5;
  const Outcome outcome = Check();
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(LineOf(outcome, "hostname: "), "");
  EXPECT_NE(LineOf(outcome, "cgroups.memory: "), "");
}

TEST_F(NsinitCheck, NamesTheFileThatCannotBeRead) {
  const Outcome outcome = Nsinit({"check", "/nowhere/x.json"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.err, "nsinit: check: open /nowhere/x.json: No such file or directory\n");
}

TEST_F(NsinitCheck, LeavesNothingBehind) {
  config["cgroups"]["memory"] = 64 << 20;
  config["cgroups"]["pids_limit"] = 50;
  Check();
  EXPECT_TRUE(CgroupDirectories("nsinit-check").empty());
}

// Whatever this host has, both agree on each limit.
TEST_F(NsinitCheck, AgreesWithAStartOnEachLimit) {
  const std::vector<std::pair<const char*, nlohmann::json>> limits = {
      {"memory", 64 << 20},
      {"memory_reservation", 32 << 20},
      {"cpu_shares", 512},
      {"cpu_quota", 50000},
      {"cpuset_cpus", "0"},
      {"cpuset_cpus", "4000"},
      {"pids_limit", 20},
      {"blkio_weight", 500},
      {"hugetlb_limits", {{{"page_size", "2MB"}, {"limit", 0}}}},
      {"hugetlb_limits", {{{"page_size", "3MB"}, {"limit", 0}}}},
      {"unified", {{"memory.high", "50000000"}}}};
  const nlohmann::json before = config["cgroups"];
  for (const auto& [key, value] : limits) {
    SCOPED_TRACE(key + value.dump());
    config["cgroups"] = before;
    config["cgroups"][key] = value;
    ExpectAgreementWithAStart();
  }
}

TEST_F(NsinitCheck, AgreesWithAStartOnNamespaces) {
  for (const char* name : {"NEWCGROUP", "NEWTIME"}) {
    SCOPED_TRACE(name);
    config["namespaces"][name] = true;
    ExpectAgreementWithAStart();
  }
}

TEST_F(NsinitCheck, AgreesWithAStartOnBindsAndFileSystems) {
  config["mount_config"]["mounts"] = {
      {{"type", "bind"}, {"source", "/usr"}, {"destination", "/mnt"}}};
  ExpectAgreementWithAStart();
  config["mount_config"]["mounts"] = {
      {{"type", "bind"}, {"source", "/nowhere"}, {"destination", "/mnt"}}};
  ExpectAgreementWithAStart();
  EXPECT_NE(LineOf(Check(), "mount_config.mounts /mnt").find("mkdir -p /nowhere"),
            std::string::npos);
  config["mount_config"]["mounts"] = {{{"type", "tmpfs"}, {"destination", "/mnt"}}};
  ExpectAgreementWithAStart();
}

TEST_F(NsinitCheck, AgreesWithAStartOnLimitsOfTheProcess) {
  config["rlimits"] = {{{"type", "RLIMIT_NOFILE"}, {"soft", 64}, {"hard", 64}}};
  config["oom_score_adj"] = -500;
  config["sysctl"] = {{"net.ipv4.ip_forward", "1"}};
  ExpectAgreementWithAStart();
  config["rlimits"] = {{{"type", "RLIMIT_NOFILE"}, {"soft", 64}, {"hard", uint64_t{1} << 40}}};
  ExpectAgreementWithAStart();
  EXPECT_NE(LineOf(Check(), "rlimits.RLIMIT_NOFILE").find("missing"), std::string::npos);
  config.erase("rlimits");
  config["sysctl"] = {{"net.ipv4.no_such_setting", "1"}};
  ExpectAgreementWithAStart();
}

TEST_F(NsinitCheck, NetworksNeedTheirBridgeOrNamespace) {
  config["networks"] = {{{"type", "veth"}, {"bridge", "lct-none"}, {"address", "10.0.0.2/24"}},
                        {{"type", "netns"}, {"ns_path", "/etc/passwd"}}};
  const Outcome outcome = Check();
  EXPECT_EQ(
      LineOf(outcome, "networks veth"),
      "missing  networks veth on lct-none: there is no interface lct-none; to change that: ip "
      "link add lct-none type bridge && ip link set lct-none up");
  EXPECT_TRUE(LineOf(outcome, "networks netns").starts_with("missing ")) << outcome.out;
}

TEST_F(NsinitCheck, AppArmorNeedsAKernelThatHasItAndTheProfile) {
  config["apparmor_profile"] = "lct-no-such-profile";
  const std::string line = LineOf(Check(), "apparmor_profile: AppArmor");
  const bool enabled = ReadFile("/sys/module/apparmor/parameters/enabled").starts_with("Y");
  EXPECT_EQ(line.empty(), enabled);
  ExpectAgreementWithAStart();
  EXPECT_NE(LineOf(Check(), "apparmor_profile: " + std::string(enabled ? "profile" : "AppArmor")),
            "");
}

TEST_F(NsinitCheck, SelinuxNeedsAKernelThatHasItAndTheContext) {
  config["process_label"] = "no_such:context:at_all:s0";
  const bool enabled = std::filesystem::exists("/sys/fs/selinux/enforce");
  ExpectAgreementWithAStart();
  EXPECT_NE(LineOf(Check(), std::string("process_label: ") +
                                (enabled ? "the policy has no context" : "SELinux is not enabled")),
            "");
}

TEST_F(NsinitCheck, SeccompIsAskedOfTheKernel) {
  config["seccomp"] = {{"default_action", "SCMP_ACT_ALLOW"}};
  EXPECT_EQ(LineOf(Check(), "seccomp").starts_with("missing"),
            !std::filesystem::exists("/proc/sys/kernel/seccomp/actions_avail"));
  ExpectAgreementWithAStart();
}

// In a container without privileges: it is said what is missing there, and a start fails.
TEST_F(NsinitCheck, InAContainerMissesPrivileges) {
  std::filesystem::copy_file(NSINIT, Path("bin/nsinit"));
  WriteFile(Path("inner.json"), config.dump());
  const Outcome check = Exec({"/bin/nsinit", "check", "/inner.json"});
  EXPECT_EQ(check.status, 1) << check.out << check.err;
  EXPECT_TRUE(LineOf(check, "privileges").starts_with("missing")) << check.out;
  EXPECT_TRUE(LineOf(check, "namespaces.NEWPID").starts_with("missing")) << check.out;
  EXPECT_TRUE(LineOf(check, "cgroups.name").starts_with("missing")) << check.out;
  EXPECT_EQ(LineOf(check, "capabilities.CHOWN"), "ok       capabilities.CHOWN");
  const Outcome start = Exec({"/bin/sh", "-c",
                              "mkdir -p /tmp/c && cp /inner.json /tmp/c/container.json && "
                              "nsinit --data-path /tmp/c exec /bin/true"});
  EXPECT_EQ(start.status, 1) << start.err;
}

}  // namespace
}  // namespace libcontainer::testing
