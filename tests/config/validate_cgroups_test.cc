#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "config/problems.h"
#include "libcontainer/config.h"

namespace libcontainer {
namespace {

using testing::BadKeys;
using testing::BadKeysWith;
using testing::ValidateRow;
using Strings = std::vector<std::string>;

Strings BadKeysOfNames(const std::string& name, const std::string& parent) {
  Config config;
  config.namespaces = {{"NEWNS", true}};
  config.cgroups.emplace().name = name;
  config.cgroups->parent = parent;
  return BadKeys(config);
}

TEST(ConfigValidateCgroups, HazardC2_ParentStaysInTheHierarchy) {
  for (const std::string parent : {"", "docker", "a/b/c", "..a", "a..", "a:b", "with space"}) {
    EXPECT_EQ(BadKeysOfNames("n", parent), Strings{}) << parent;
  }
  for (const std::string& parent :
       {std::string("../../.."), std::string(".."), std::string("a/../../b"), std::string("a/.."),
        std::string("/docker"), std::string("docker/"), std::string("/"), std::string("a//b"),
        std::string("."), std::string("./a"), std::string("a/."), std::string("a\nb"),
        std::string("a\0b", 3), std::string(256, 'a')}) {
    EXPECT_EQ(BadKeysOfNames("n", parent), Strings{"cgroups.parent"}) << parent;
  }
}

TEST(ConfigValidateCgroups, HazardC2_NameIsOneComponent) {
  for (const std::string& name : {std::string("n"), std::string("docker-koye"), std::string("a:b"),
                                  std::string("..."), std::string(255, 'n')}) {
    EXPECT_EQ(BadKeysOfNames(name, ""), Strings{}) << name;
  }
  for (const std::string& name :
       {std::string(), std::string("."), std::string(".."), std::string("a/b"), std::string("/a"),
        std::string("a/"), std::string("../a"), std::string("a\nb"), std::string("a\0", 2),
        std::string(256, 'n')}) {
    EXPECT_EQ(BadKeysOfNames(name, "p"), Strings{"cgroups.name"}) << name;
  }
}

// Members of "cgroups" and the end of the only key that is wrong.
void CheckRows(const std::vector<ValidateRow>& rows) {
  for (const ValidateRow& row : rows) {
    const Strings expected = row.bad_key.empty() ? Strings{} : Strings{"cgroups." + row.bad_key};
    EXPECT_EQ(BadKeysWith(R"("cgroups":{"name":"n",)" + row.members + "}"), expected)
        << row.members;
  }
}

TEST(ConfigValidateCgroups, Memory) {
  CheckRows({
      {R"("memory":1048576,"memory_swap":2097152,"memory_reservation":1)", ""},
      {R"("memory":100,"memory_swap":100)", ""},
      {R"("memory":100,"memory_swap":-1)", ""},
      {R"("memory_swap":-1)", ""},
      {R"("memory":100,"memory_swap":99)", "memory_swap"},
      {R"("memory_swap":100)", "memory_swap"},
      {R"("memory":100,"memory_swap":-2)", "memory_swap"},
      {R"("memory":-1)", "memory"},
      {R"("memory_reservation":-1)", "memory_reservation"},
  });
}

TEST(ConfigValidateCgroups, Cpu) {
  CheckRows({
      {R"("cpu_shares":1024,"cpu_quota":50000,"cpu_period":100000)", ""},
      {R"("cpu_shares":-1)", "cpu_shares"},
      {R"("cpu_quota":-1)", "cpu_quota"},
      {R"("cpu_period":-1)", "cpu_period"},
      {R"("cpuset_cpus":"0-1,4,7-7","cpuset_mems":"0")", ""},
      {R"("cpuset_cpus":"1-0")", "cpuset_cpus"},
      {R"("cpuset_cpus":"0,")", "cpuset_cpus"},
      {R"("cpuset_cpus":"-1")", "cpuset_cpus"},
      {R"("cpuset_cpus":"0-")", "cpuset_cpus"},
      {R"("cpuset_cpus":"0-1-2")", "cpuset_cpus"},
      {R"("cpuset_cpus":"0 1")", "cpuset_cpus"},
      {R"("cpuset_cpus":"0\n")", "cpuset_cpus"},
      {R"("cpuset_cpus":"99999999999")", "cpuset_cpus"},
      {R"("cpuset_mems":"x")", "cpuset_mems"},
  });
}

TEST(ConfigValidateCgroups, FreezerPidsBlkioHugetlb) {
  CheckRows({
      {R"("freezer":"FROZEN")", ""},
      {R"("freezer":"THAWED")", ""},
      {R"("freezer":"frozen")", "freezer"},
      {R"("pids_limit":-1)", ""},
      {R"("pids_limit":-2)", "pids_limit"},
      {R"("blkio_weight":10)", ""},
      {R"("blkio_weight":1000)", ""},
      {R"("blkio_weight":9)", "blkio_weight"},
      {R"("blkio_weight":1001)", "blkio_weight"},
      {R"("blkio_throttle_read_bps":[{"major_number":8,"minor_number":0,"rate":1}])", ""},
      {R"("blkio_throttle_read_bps":[{"rate":-1}])", "blkio_throttle_read_bps[0].rate"},
      {R"("blkio_throttle_write_bps":[{"major_number":-1}])",
       "blkio_throttle_write_bps[0].major_number"},
      {R"("blkio_throttle_read_iops":[{"minor_number":1048576}])",
       "blkio_throttle_read_iops[0].minor_number"},
      {R"("blkio_throttle_write_iops":[{},{"rate":-1}])", "blkio_throttle_write_iops[1].rate"},
      {R"("hugetlb_limits":[{"page_size":"2MB","limit":0},{"page_size":"64KB"}])", ""},
      {R"("hugetlb_limits":[{"page_size":"2M"}])", "hugetlb_limits[0].page_size"},
      {R"("hugetlb_limits":[{"page_size":"../MB"}])", "hugetlb_limits[0].page_size"},
      {R"("hugetlb_limits":[{"page_size":"MB"}])", "hugetlb_limits[0].page_size"},
      {R"("hugetlb_limits":[{"page_size":"1GB","limit":-1}])", "hugetlb_limits[0].limit"},
  });
}

TEST(ConfigValidateCgroups, DeviceRules) {
  const std::vector<ValidateRow> devices = {
      {R"("type":99,"major_number":-1,"minor_number":-1,"cgroup_permissions":"m")", ""},
      {R"("type":"b","major_number":8,"cgroup_permissions":"mwr")", ""},
      {R"("type":97,"cgroup_permissions":"r")", "type"},
      {R"("cgroup_permissions":"r")", "type"},
      {R"("type":99,"major_number":-2,"cgroup_permissions":"r")", "major_number"},
      {R"("type":99,"minor_number":-2,"cgroup_permissions":"r")", "minor_number"},
      {R"("type":99)", "cgroup_permissions"},
      {R"("type":99,"cgroup_permissions":"rr")", "cgroup_permissions"},
      {R"("type":99,"cgroup_permissions":"rwx")", "cgroup_permissions"},
      {R"("type":99,"cgroup_permissions":"r\n")", "cgroup_permissions"},
  };
  std::vector<ValidateRow> rows;
  rows.reserve(devices.size());
  for (const ValidateRow& device : devices) {
    rows.push_back({R"("allow_all_devices":true,"allowed_devices":[{)" + device.members + "}]",
                    device.bad_key.empty() ? "" : "allowed_devices[0]." + device.bad_key});
  }
  CheckRows(rows);
}

TEST(ConfigValidateCgroups, UnifiedKeysAreLimitFiles) {
  CheckRows({
      {R"("unified":{"memory.high":"1G","hugetlb.2MB.max":"0","io.bfq.weight":"5"})", ""},
      {R"("unified":{"memory.high":""})", "unified.memory.high"},
      {R"("unified":{"memory":"1"})", "unified.memory"},
      {R"("unified":{".max":"1"})", "unified..max"},
      {R"("unified":{"memory.":"1"})", "unified.memory."},
      {R"("unified":{"../memory.max":"1"})", "unified.../memory.max"},
      {R"("unified":{"cgroup.procs":"1"})", "unified.cgroup.procs"},
      {R"("unified":{"cgroup.subtree_control":"+pids"})", "unified.cgroup.subtree_control"},
  });
}

}  // namespace
}  // namespace libcontainer
