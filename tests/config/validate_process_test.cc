#include <gtest/gtest.h>

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

TEST(ConfigValidateProcess, Table) {
  const ValidateRow rows[] = {
      {R"("environment":["A=1","B=","C==","lower=x y"])", ""},
      {R"("environment":["A=1","B"])", "environment[1]"},
      {R"("environment":["=1"])", "environment[0]"},
      {R"("environment":[""])", "environment[0]"},
      {R"("environment":["A=\u0000"])", "environment[0]"},
      {R"("environment":["A=\n"])", ""},
      {R"("working_dir":"/srv")", ""},
      {R"("working_dir":"srv")", "working_dir"},
      {R"("working_dir":"/s\u0000")", "working_dir"},
      {R"("user":"daemon")", ""},
      {R"("user":"1000:users")", ""},
      {R"("user":"a:b:c")", "user"},
      {R"("user":"a\nb")", "user"},
      {R"("user":"a\u0000")", "user"},
      {R"("additional_groups":["video","44"])", ""},
      {R"("additional_groups":["video",""])", "additional_groups[1]"},
      {R"("additional_groups":["a\nb"])", "additional_groups[0]"},
      {R"("apparmor_profile":"")", ""},
      {R"("apparmor_profile":"docker-default")", ""},
      {R"("apparmor_profile":"a\nb")", "apparmor_profile"},
      {R"("apparmor_profile":" a")", "apparmor_profile"},
      {R"("oom_score_adj":-1000)", ""},
      {R"("oom_score_adj":1000)", ""},
      {R"("oom_score_adj":-1001)", "oom_score_adj"},
      {R"("oom_score_adj":1001)", "oom_score_adj"},
      {R"("umask":511)", ""},
      {R"("umask":512)", "umask"},
      {R"("umask":-1)", "umask"},
      {R"("mask_paths":["/proc/kcore"])", ""},
      {R"("mask_paths":["/a","b"])", "mask_paths[1]"},
      {R"("mask_paths":["/a\u0000b"])", "mask_paths[0]"},
      {R"("readonly_paths":[""])", "readonly_paths[0]"},
  };
  for (const ValidateRow& row : rows) {
    EXPECT_EQ(BadKeysWith(row.members), Expected(row)) << row.members;
  }
}

TEST(ConfigValidateProcess, HazardS2_UnknownCapabilityIsRefused) {
  EXPECT_EQ(BadKeysWith(R"("capabilities":["CHOWN","CAP_KILL"])"), Strings{});
  EXPECT_EQ(BadKeysWith(R"("capabilities":["NET_ADMINN","chown","","CAP_","CHOWN"])"),
            (Strings{"capabilities[0]", "capabilities[1]", "capabilities[2]", "capabilities[3]"}));
}

TEST(ConfigValidateProcess, HazardS11_LabelsAreContexts) {
  for (const char* label : {"", "user_u:role_r:type_t", "system_u:system_r:container_t:s0:c1,c2",
                            "system_u:object_r:container_file_t:s0-s0:c0.c1023"}) {
    Config config;
    config.namespaces = {{"NEWNS", true}};
    config.process_label = config.mount_config.emplace().mount_label = label;
    EXPECT_EQ(BadKeys(config), Strings{}) << label;
  }
  for (const std::string& label :
       {std::string("l"), std::string("u:r"), std::string("u:r:"), std::string("u:r:t:"),
        std::string("u:r:t:s0 "), std::string("u:r:t\n"), std::string("u:r:t:s0\",nosuid"),
        std::string("u:r:a\0b", 7)}) {
    Config config;
    config.namespaces = {{"NEWNS", true}};
    config.process_label = config.mount_config.emplace().mount_label = label;
    EXPECT_EQ(BadKeys(config), (Strings{"mount_config.mount_label", "process_label"})) << label;
  }
}

TEST(ConfigValidateProcess, Landlock) {
  const std::string allowed = R"("no_new_privileges":true,"landlock":)";
  const ValidateRow rows[] = {
      {R"({"paths":[{"path":"/","rights":["read","write","execute"]}]})", ""},
      {R"({"tcp":{}})", ""},
      {R"({"tcp":{"bind":[0,65535],"connect":[443]}})", ""},
      {R"({})", "landlock"},
      {R"({"paths":[{"path":"usr","rights":["read"]}]})", "landlock.paths[0].path"},
      {R"({"paths":[{"path":"/usr","rights":["delete"]}]})", "landlock.paths[0].rights"},
      {R"({"paths":[{"path":"/usr"}]})", "landlock.paths[0].rights"},
      {R"({"tcp":{"bind":[65536]}})", "landlock.tcp.bind[0]"},
      {R"({"tcp":{"connect":[1,-1]}})", "landlock.tcp.connect[1]"},
  };
  for (const ValidateRow& row : rows) {
    EXPECT_EQ(BadKeysWith(allowed + row.members), Expected(row)) << row.members;
  }
  EXPECT_EQ(BadKeysWith(R"("landlock":{"tcp":{}})"), Strings{"landlock"});
}

TEST(ConfigValidateProcess, Rlimits) {
  const ValidateRow rows[] = {
      {R"("rlimits":[{"type":"RLIMIT_NOFILE","soft":1,"hard":1},{"type":"RLIMIT_CORE"}])", ""},
      {R"("rlimits":[{"type":"RLIMIT_NOFILE","soft":1,"hard":-1}])", ""},
      {R"("rlimits":[{"type":"NOFILE"}])", "rlimits[0].type"},
      {R"("rlimits":[{"soft":0}])", "rlimits[0].type"},
      {R"("rlimits":[{"type":"RLIMIT_NOFILE","soft":2,"hard":1}])", "rlimits[0].soft"},
      {R"("rlimits":[{"type":"RLIMIT_NOFILE","soft":-1,"hard":1}])", "rlimits[0].soft"},
      {R"("rlimits":[{"type":"RLIMIT_CPU"},{"type":"RLIMIT_CPU"}])", "rlimits[1].type"},
  };
  for (const ValidateRow& row : rows) {
    EXPECT_EQ(BadKeysWith(row.members), Expected(row)) << row.members;
  }
}

TEST(ConfigValidateSysctl, NamespaceMustBeTheContainersOwn) {
  struct Row {
    const char* name;
    const char* needed;
  };
  const Row rows[] = {{"kernel.shmmax", "NEWIPC"},     {"kernel.sem", "NEWIPC"},
                      {"fs.mqueue.msg_max", "NEWIPC"}, {"net.ipv4.ip_forward", "NEWNET"},
                      {"kernel.domainname", "NEWUTS"}, {"net.ipv6.conf.eth0-1.mtu", "NEWNET"}};
  for (const Row& row : rows) {
    Config config;
    config.sysctl = {{row.name, "1"}};
    config.namespaces = {{"NEWNS", true}, {row.needed, true}};
    EXPECT_EQ(BadKeys(config), Strings{}) << row.name;
    config.namespaces = {{"NEWNS", true}, {"NEWIPC", true}, {"NEWNET", true}, {"NEWUTS", true}};
    config.namespaces.erase(row.needed);
    EXPECT_EQ(BadKeys(config), Strings{std::string("sysctl.") + row.name});
  }
}

TEST(ConfigValidateSysctl, SettingsOfTheHostAndMalformedNamesAreRefused) {
  for (const std::string name :
       {"vm.overcommit_memory", "kernel.core_pattern", "kernel.hostname", "fs.mqueue", "kernel", "",
        ".", "net.", ".net", "net..x", "net/ipv4/ip_forward", "net.../../kernel.core_pattern",
        "net.ipv4/../../kernel", "NET.ipv4.x", "net.a b", "net.x\n"}) {
    Config config;
    config.sysctl = {{name, "1"}};
    config.namespaces = {{"NEWNS", true}, {"NEWIPC", true}, {"NEWNET", true}, {"NEWUTS", true}};
    EXPECT_EQ(BadKeys(config).size(), 1U) << name;
  }
}

TEST(ConfigValidateSysctl, ValueIsOneLine) {
  Config config;
  config.namespaces = {{"NEWNS", true}, {"NEWNET", true}};
  config.sysctl = {{"net.a", "1 2\t3"}, {"net.b", "1\n"}, {"net.c", std::string("\0", 1)}};
  EXPECT_EQ(BadKeys(config), (Strings{"sysctl.net.b", "sysctl.net.c"}));
}

}  // namespace
}  // namespace libcontainer
