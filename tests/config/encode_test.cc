#include <gtest/gtest.h>

#include <string>

#include "libcontainer/config.h"

namespace libcontainer {
namespace {

TEST(ConfigEncode, ZeroValuesAreLeftOut) { EXPECT_EQ(ToJson(Config()), "{}"); }

TEST(ConfigEncode, PresentObjectIsWrittenEvenIfEmpty) {
  Config config;
  config.mount_config.emplace();
  config.cgroups.emplace().allowed_devices = {{}, {.type = 'c'}};
  EXPECT_EQ(ToJson(config),
            "{\n"
            "\t\"mount_config\": {},\n"
            "\t\"cgroups\": {\n"
            "\t\t\"allowed_devices\": [\n"
            "\t\t\t{},\n"
            "\t\t\t{\n"
            "\t\t\t\t\"type\": 99\n"
            "\t\t\t}\n"
            "\t\t]\n"
            "\t}\n"
            "}");
}

TEST(ConfigEncode, StringsAndMapKeysAreEscaped) {
  Config config;
  config.hostname = "<a&b>\t\"";
  config.sysctl = {{"b\n", "{"}, {"B", "["}, {"\xC3\xA4", ""}};
  EXPECT_EQ(ToJson(config),
            "{\n"
            "\t\"hostname\": \"\\u003ca\\u0026b\\u003e\\u0009\\\"\",\n"
            "\t\"sysctl\": {\n"
            "\t\t\"B\": \"[\",\n"
            "\t\t\"b\\n\": \"{\",\n"
            "\t\t\"\xC3\xA4\": \"\"\n"
            "\t}\n"
            "}");
}

TEST(ConfigEncode, FalseInAMapIsWritten) {
  Config config;
  config.namespaces = {{"NEWNS", false}};
  EXPECT_EQ(ToJson(config), "{\n\t\"namespaces\": {\n\t\t\"NEWNS\": false\n\t}\n}");
}

TEST(ConfigEncode, OptionalNumbersAreWrittenEvenIfZero) {
  Config config;
  config.oom_score_adj = 0;
  config.umask = 0;
  EXPECT_EQ(ToJson(config), "{\n\t\"oom_score_adj\": 0,\n\t\"umask\": 0\n}");
}

TEST(ConfigEncode, DecodingGivesTheSameConfig) {
  Config config;
  config.rlimits = {{"RLIMIT_CORE", 0, UINT64_MAX}};
  config.restrict_sys = true;
  config.umask = 18;
  config.additional_groups = {"\xE2\x80\xA8", "g"};
  config.uid_mappings = {{0, 100000, 65536}};
  config.seccomp = security::seccomp::Profile{"SCMP_ACT_ALLOW", {}, {{.name = "open", .error = 0}}};
  config.mount_config.emplace().mounts = {{.type = "tmpfs", .private_ = true, .options = {"ro"}}};
  config.cgroups.emplace().memory_swap = -1;
  config.cgroups->hugetlb_limits = {{"2MB", 0}};
  config.cgroups->unified = {{"memory.high", "max"}};
  EXPECT_EQ(DecodeConfig(ToJson(config), nullptr), config);
}

}  // namespace
}  // namespace libcontainer
