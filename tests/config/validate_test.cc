#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "config/problems.h"
#include "libcontainer/config.h"

namespace libcontainer {
namespace {

using testing::BadKeys;
using testing::BadKeysWith;
using testing::Expected;
using testing::ValidateRow;
using Strings = std::vector<std::string>;

Strings BadKeysOf(const std::string& json) { return BadKeys(DecodeConfig(json, nullptr)); }

std::string MessageFor(const std::string& json, const std::string& key) {
  try {
    Validate(DecodeConfig(json, nullptr));
  } catch (const ConfigError& error) {
    const auto found = std::ranges::find(error.problems(), key, &ConfigProblem::key);
    if (found != error.problems().end()) return found->message;
  }
  return {};
}

TEST(ConfigValidate, OwnMountNamespaceIsEnough) {
  EXPECT_EQ(BadKeysOf(R"({"namespaces":{"NEWNS":true}})"), Strings{});
}

TEST(ConfigValidate, HazardP15_UnknownNamespaceIsRefusedEvenIfFalse) {
  EXPECT_EQ(BadKeysOf(R"({"namespaces":{"NEWNS":true,"NEWPIDS":true,"newnet":false,"x":true}})"),
            (Strings{"namespaces.NEWPIDS", "namespaces.newnet", "namespaces.x"}));
  EXPECT_EQ(MessageFor(R"({"namespaces":{"NEWPIDS":true}})", "namespaces.NEWPIDS"),
            "\"NEWPIDS\" is not a namespace (did you mean \"NEWPID\"?)");
}

TEST(ConfigValidate, EveryNamespaceHasItsName) {
  EXPECT_EQ(BadKeysOf(R"({"namespaces":{"NEWNS":true,"NEWUTS":true,"NEWIPC":true,"NEWUSER":false,
                          "NEWPID":true,"NEWNET":true,"NEWCGROUP":true,"NEWTIME":true}})"),
            Strings{});
}

TEST(ConfigValidate, HazardP16_MountNamespaceIsRequired) {
  EXPECT_EQ(BadKeysOf("{}"), Strings{"namespaces.NEWNS"});
  EXPECT_EQ(BadKeysOf(R"({"namespaces":{"NEWNS":false,"NEWPID":true}})"),
            Strings{"namespaces.NEWNS"});
}

TEST(ConfigValidate, HazardP17_HostnameNeedsItsNamespace) {
  EXPECT_EQ(BadKeysWith(R"("hostname":"h")"), Strings{"hostname"});
  EXPECT_EQ(BadKeysOf(R"({"hostname":"h","namespaces":{"NEWNS":true,"NEWUTS":false}})"),
            Strings{"hostname"});
  EXPECT_EQ(BadKeysOf(R"({"hostname":"h","namespaces":{"NEWNS":true,"NEWUTS":true}})"), Strings{});
}

TEST(ConfigValidate, HostnameHasTheLengthThatTheKernelTakes) {
  const auto keys = [](const std::string& name) {
    Config config;
    config.namespaces = {{"NEWNS", true}, {"NEWUTS", true}};
    config.hostname = name;
    return BadKeys(config);
  };
  EXPECT_EQ(keys(std::string(64, 'h')), Strings{});
  EXPECT_EQ(keys(std::string(65, 'h')), Strings{"hostname"});
  EXPECT_EQ(keys(std::string("h\0", 2)), Strings{"hostname"});
}

TEST(ConfigValidate, EveryProblemIsReportedAtOnceInTheOrderOfTheKeys) {
  EXPECT_EQ(BadKeysOf(R"({"sysctl":{"vm.x":"1"},"cgroups":{"parent":"../x","memory":-1},
                          "networks":[{"type":"bogus"}],"capabilities":["CHOWNN"],
                          "namespaces":{"NEWPIDS":true},"environment":["A"],"user":"a:b:c",
                          "hostname":"h","working_dir":"x","seccomp":{},
                          "mount_config":{"mounts":[{"type":"nfs","destination":"/n"}]}})"),
            (Strings{"mount_config.mounts[0].type", "hostname", "user", "working_dir",
                     "environment[0]", "namespaces.NEWPIDS", "namespaces.NEWNS", "capabilities[0]",
                     "networks", "networks[0].type", "cgroups.name", "cgroups.parent",
                     "cgroups.memory", "sysctl.vm.x", "seccomp.default_action"}));
}

// Beside what it needs.
Strings BadKeysInUserNamespace(const std::string& members) {
  return BadKeysOf(R"({"namespaces":{"NEWNS":true,"NEWUSER":true,"NEWPID":true,"NEWNET":true},)" +
                   members + "}");
}

TEST(ConfigValidate, UserNamespaceHasItsIds) {
  const std::string one = R"([{"container_id":0,"host_id":100000,"size":65536}])";
  const auto with_uids = [&one](const std::string& uids) {
    return BadKeysInUserNamespace(R"("uid_mappings":)" + uids + R"(,"gid_mappings":)" + one);
  };
  EXPECT_EQ(with_uids(one), Strings{});
  EXPECT_EQ(with_uids("[]"), Strings{"uid_mappings"});
  EXPECT_EQ(BadKeysInUserNamespace(R"("uid_mappings":)" + one), Strings{"gid_mappings"});
  const struct {
    const char* mappings;
    const char* key;
  } rows[] = {
      {R"([{"container_id":1,"host_id":1,"size":1}])", "uid_mappings"},
      {R"([{"container_id":0,"host_id":1}])", "uid_mappings[0]"},
      {R"([{"container_id":0,"host_id":-1,"size":1}])", "uid_mappings[0]"},
      {R"([{"container_id":0,"host_id":4294967294,"size":2}])", "uid_mappings[0]"},
      {R"([{"container_id":0,"host_id":0,"size":4294967296}])", "uid_mappings[0]"},
      {R"([{"container_id":0,"host_id":9223372036854775807,"size":1}])", "uid_mappings[0]"},
      {R"([{"host_id":9223372036854775807,"size":9223372036854775807},{"container_id":1,"size":1}])",
       "uid_mappings[0]"},
      {R"([{"size":10},{"container_id":9,"host_id":20,"size":1}])", "uid_mappings[1]"},
      {R"([{"size":10},{"container_id":20,"host_id":9,"size":1}])", "uid_mappings[1]"},
      {R"([{"size":10},{"container_id":10,"host_id":10,"size":10}])", ""},
      {R"([{"container_id":0,"host_id":0,"size":4294967295}])", ""},
  };
  for (const auto& [mappings, key] : rows) {
    EXPECT_EQ(with_uids(mappings), *key == '\0' ? Strings{} : Strings{key}) << mappings;
  }
}

TEST(ConfigValidate, MappingsFitIntoOnePage) {
  const auto keys = [](int count) {
    Config config;
    config.namespaces = {{"NEWNS", true}, {"NEWUSER", true}, {"NEWPID", true}, {"NEWNET", true}};
    config.gid_mappings = {{0, 0, 1}};
    for (int i = 0; i < count; ++i) config.uid_mappings.push_back({i, 1000000 + i, 1});
    return BadKeys(config);
  };
  EXPECT_EQ(keys(300), Strings{});  // 300 lines of 10 to 13 bytes
  EXPECT_EQ(keys(330), Strings{"uid_mappings"});
}

TEST(ConfigValidate, WhatAUserNamespaceCannotDoIsRefused) {
  const std::string ids = R"("uid_mappings":[{"size":10}],"gid_mappings":[{"size":10}])";
  EXPECT_EQ(BadKeysOf(R"({"namespaces":{"NEWNS":true},)" + ids + "}"),
            (Strings{"uid_mappings", "gid_mappings"}));
  EXPECT_EQ(BadKeysOf(R"({"namespaces":{"NEWNS":true,"NEWUSER":true,"NEWPID":true},)" + ids + "}"),
            Strings{"namespaces.NEWUSER"});
  EXPECT_EQ(BadKeysInUserNamespace(ids + R"(,"networks":[{"type":"netns","ns_path":"/n"}])"),
            Strings{"networks[0].type"});
  for (const char* user : {"10", "9:10", "daemon:10"}) {
    EXPECT_EQ(BadKeysInUserNamespace(ids + R"(,"user":")" + user + "\""), Strings{"user"}) << user;
  }
  EXPECT_EQ(BadKeysInUserNamespace(ids + R"(,"user":"9:9")"), Strings{});
  EXPECT_EQ(BadKeysInUserNamespace(ids + R"(,"additional_groups":["9","audio","10"])"),
            Strings{"additional_groups[2]"});
  EXPECT_EQ(BadKeysInUserNamespace(
                ids + R"(,"mount_config":{"no_pivot_root":true,"mounts":[{"type":"mqueue",
                          "destination":"/dev/mqueue"}]})"),
            (Strings{"mount_config.no_pivot_root", "mount_config.mounts[0].type"}));
}

}  // namespace
}  // namespace libcontainer
