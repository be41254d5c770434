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

TEST(ConfigValidate, WhatIsNotSupportedYetIsRefusedByName) {
  EXPECT_EQ(BadKeysOf(R"({"namespaces":{"NEWNS":true,"NEWUSER":true}})"),
            Strings{"namespaces.NEWUSER"});
  const ValidateRow rows[] = {
      {R"("uid_mappings":[{"size":1}])", "uid_mappings"},
      {R"("gid_mappings":[{"size":1}])", "gid_mappings"},
      {R"("cgroups":{"name":"n","slice":"s.slice"})", ""},
  };
  for (const ValidateRow& row : rows) {
    EXPECT_EQ(BadKeysWith(row.members), Expected(row)) << row.members;
  }
  EXPECT_EQ(MessageFor(R"({"gid_mappings":[{"size":1}]})", "gid_mappings"), "is not supported yet");
}

}  // namespace
}  // namespace libcontainer
