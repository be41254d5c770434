#include <gtest/gtest.h>

#include <cerrno>
#include <limits>
#include <string>
#include <vector>

#include "config/problems.h"
#include "libcontainer/config.h"
#include "support/isolated.h"

namespace libcontainer {
namespace {

using testing::DecodeProblems;
using testing::Warnings;
using Strings = std::vector<std::string>;

Config Decode(std::string_view json) { return DecodeConfig(json, nullptr); }

TEST(ConfigDecode, EveryKeyReachesItsField) {
  const Config config = Decode(R"({
    "rlimits": [{"type":"RLIMIT_NOFILE","soft":5,"hard":-1}],
    "no_new_privileges": true, "oom_score_adj": -5, "umask": 0,
    "sysctl": {"net.x":"1"}, "mask_paths": ["/m"], "readonly_paths": ["/r"],
    "additional_groups": ["g"], "uid_mappings": [{"container_id":1,"host_id":2,"size":3}],
    "gid_mappings": [{"size":4}],
    "seccomp": {"default_action":"d","architectures":["a"],"syscalls":[{"name":"n","names":["m"],
      "action":"x","errno":1,"args":[{"index":1,"value":18446744073709551615,"value_two":2,
      "op":"o"}]}]},
    "mount_config": {"mounts": [{"type":"tmpfs","options":["ro"]}]},
    "cgroups": {"pids_limit":-1,"cpuset_mems":"0","blkio_weight":10,
      "blkio_throttle_read_bps":[{"major_number":1,"minor_number":2,"rate":3}],
      "blkio_throttle_write_bps":[{"rate":4}], "blkio_throttle_read_iops":[{"rate":5}],
      "blkio_throttle_write_iops":[{"rate":6}],
      "hugetlb_limits":[{"page_size":"2MB","limit":7}], "unified":{"f":"v"}}
  })");
  Config expected;
  expected.rlimits = {{"RLIMIT_NOFILE", 5, UINT64_MAX}};
  expected.no_new_privileges = true;
  expected.oom_score_adj = -5;
  expected.umask = 0;
  expected.sysctl = {{"net.x", "1"}};
  expected.mask_paths = {"/m"};
  expected.readonly_paths = {"/r"};
  expected.additional_groups = {"g"};
  expected.uid_mappings = {{1, 2, 3}};
  expected.gid_mappings = {{0, 0, 4}};
  expected.seccomp =
      security::seccomp::Profile{"d", {"a"}, {{"n", {"m"}, "x", 1, {{1, UINT64_MAX, 2, "o"}}}}};
  expected.mount_config.emplace().mounts = {{.type = "tmpfs", .options = {"ro"}}};
  cgroups::Cgroup& cgroup = expected.cgroups.emplace();
  cgroup.pids_limit = -1;
  cgroup.cpuset_mems = "0";
  cgroup.blkio_weight = 10;
  cgroup.blkio_throttle_read_bps = {{1, 2, 3}};
  cgroup.blkio_throttle_write_bps = {{0, 0, 4}};
  cgroup.blkio_throttle_read_iops = {{0, 0, 5}};
  cgroup.blkio_throttle_write_iops = {{0, 0, 6}};
  cgroup.hugetlb_limits = {{"2MB", 7}};
  cgroup.unified = {{"f", "v"}};
  EXPECT_EQ(config, expected);
}

TEST(ConfigDecode, KeysMatchWithoutRegardToCase) {
  const Config config = Decode(R"({"HostName":"h","CGROUPS":{"MeMory":1},"ho\u017ftname":"i",
                                   "\u212Aind":1})");
  EXPECT_EQ(config.hostname, "i");
  EXPECT_EQ(config.cgroups->memory, 1);
  EXPECT_EQ(Warnings(R"({"HOSTNAME":"h","cgroups":{"cpu_\u017fhares":1}})"), Strings{});
}

TEST(ConfigDecode, MapKeysKeepTheirCase) {
  const Config config = Decode(R"({"namespaces":{"newns":true,"NEWNS":false}})");
  EXPECT_EQ(config.namespaces, (std::map<std::string, bool>{{"NEWNS", false}, {"newns", true}}));
}

TEST(ConfigDecode, LastOfDuplicateKeysWins) {
  const Config config = Decode(R"({"tty":true,"Hostname":"a","hostname":"b","TTY":false,
                                   "environment":["A=1","B=2"],"environment":["C=3"]})");
  EXPECT_EQ(config.hostname, "b");
  EXPECT_FALSE(config.tty);
  EXPECT_EQ(config.environment, Strings{"C=3"});
}

TEST(ConfigDecode, DuplicateObjectsMerge) {
  const Config config = Decode(R"({"namespaces":{"NEWNS":true,"NEWPID":true},
                                   "cgroups":{"name":"a","memory":1},
                                   "Cgroups":{"memory":2,"parent":"p"},
                                   "namespaces":{"NEWPID":false}})");
  EXPECT_EQ(config.namespaces, (std::map<std::string, bool>{{"NEWNS", true}, {"NEWPID", false}}));
  EXPECT_EQ(config.cgroups->name, "a");
  EXPECT_EQ(config.cgroups->parent, "p");
  EXPECT_EQ(config.cgroups->memory, 2);
}

TEST(ConfigDecode, NullMeansAbsent) {
  EXPECT_EQ(Decode("null"), Config());
  EXPECT_EQ(Decode(R"({"mount_config":null,"hostname":null,"environment":null,"tty":null,
                       "namespaces":null,"cgroups":null,"umask":null,"seccomp":null})"),
            Config());
  EXPECT_EQ(Decode(R"({"namespaces":{"NEWNS":null}})"), Config());
  EXPECT_EQ(Decode(R"({"cgroups":{"allowed_devices":[{"type":null}]}})").cgroups->allowed_devices,
            std::vector<devices::Device>{{}});
}

TEST(ConfigDecode, NullAfterAValueEmptiesOnlyWhatCanBeAbsent) {
  const Config config = Decode(R"({"hostname":"h","hostname":null,"cgroups":{},"cgroups":null,
                                   "environment":["A=1"],"environment":null})");
  EXPECT_EQ(config.hostname, "h");
  EXPECT_FALSE(config.cgroups);
  EXPECT_TRUE(config.environment.empty());
}

TEST(ConfigDecode, NullElementsAreLeftOut) {
  const Config config = Decode(R"({"environment":[null,"A=1",null],"networks":[null]})");
  EXPECT_EQ(config.environment, Strings{"A=1"});
  EXPECT_TRUE(config.networks.empty());
}

TEST(ConfigDecode, EmptyObjectIsPresent) {
  EXPECT_TRUE(Decode(R"({"cgroups":{}})").cgroups);
  EXPECT_FALSE(Decode("{}").cgroups);
}

TEST(ConfigDecode, DeviceTypeIsANumberOrALetter) {
  const Config config = Decode(
      R"({"cgroups":{"allowed_devices":[{"type":99},{"type":"c"},{"type":98},{"type":"b"}]}})");
  std::vector<int32_t> types;
  for (const devices::Device& device : config.cgroups->allowed_devices) {
    types.push_back(device.type);
  }
  EXPECT_EQ(types, (std::vector<int32_t>{'c', 'c', 'b', 'b'}));
}

TEST(ConfigDecode, WrongValuesNameKeyPathExpectedAndFound) {
  struct Row {
    const char* json;
    ConfigProblem problem;
  };
  const std::string int64 = "an integer from -9223372036854775808 to 9223372036854775807";
  const std::string devices = R"({"cgroups":{"allowed_devices":[{},{},)";
  const std::string device2 = "cgroups.allowed_devices[2].";
  const std::string major = devices + R"({"major_number":"x"}]}})";
  const std::string type = devices + R"({"type":"char"}]}})";
  const std::string large_type = devices + R"({"type":2147483648}]}})";
  const std::string mode = devices + R"({"file_mode":-1}]}})";
  const Row rows[] = {
      {"[]", {"", "expected an object, found an array"}},
      {"1", {"", "expected an object, found 1"}},
      {"\"x\"", {"", "expected an object, found a string"}},
      {R"({"hostname":1})", {"hostname", "expected a string, found 1"}},
      {R"({"HOSTNAME":{}})", {"hostname", "expected a string, found an object"}},
      {R"({"tty":"true"})", {"tty", "expected a boolean, found a string"}},
      {R"({"tty":0})", {"tty", "expected a boolean, found 0"}},
      {R"({"environment":"A=1"})", {"environment", "expected an array, found a string"}},
      {R"({"environment":["A=1",2]})", {"environment[1]", "expected a string, found 2"}},
      {R"({"namespaces":[]})", {"namespaces", "expected an object, found an array"}},
      {R"({"namespaces":{"NEWNS":1}})", {"namespaces.NEWNS", "expected a boolean, found 1"}},
      {R"({"cgroups":true})", {"cgroups", "expected an object, found a boolean"}},
      {R"({"cgroups":{"memory":1.5}})", {"cgroups.memory", "expected an integer, found 1.5"}},
      {R"({"cgroups":{"memory":1e3}})", {"cgroups.memory", "expected an integer, found 1e3"}},
      {R"({"cgroups":{"memory":"100"}})",
       {"cgroups.memory", "expected an integer, found a string"}},
      {R"({"cgroups":{"memory":9223372036854775808}})",
       {"cgroups.memory", "expected " + int64 + ", found 9223372036854775808"}},
      {R"({"cgroups":{"memory":-9223372036854775809}})",
       {"cgroups.memory", "expected " + int64 + ", found -9223372036854775809"}},
      {R"({"cgroups":{"unified":{"f":1}}})", {"cgroups.unified.f", "expected a string, found 1"}},
      {R"({"networks":[{"mtu":true}]})",
       {"networks[0].mtu", "expected an integer, found a boolean"}},
      {R"({"rlimits":[{"soft":-2}]})",
       {"rlimits[0].soft", "expected an integer from 0 to 18446744073709551615, found -2"}},
      {R"({"rlimits":[{"hard":18446744073709551616}]})",
       {"rlimits[0].hard",
        "expected an integer from 0 to 18446744073709551615, found 18446744073709551616"}},
      {R"({"umask":[]})", {"umask", "expected an integer, found an array"}},
      {major.c_str(), {device2 + "major_number", "expected an integer, found a string"}},
      {type.c_str(), {device2 + "type", R"(expected 99 or "c", 98 or "b", found a string)"}},
      {large_type.c_str(),
       {device2 + "type", "expected an integer from -2147483648 to 2147483647, found 2147483648"}},
      {mode.c_str(), {device2 + "file_mode", "expected an integer from 0 to 4294967295, found -1"}},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(DecodeProblems(row.json), std::vector{row.problem}) << row.json;
  }
}

TEST(ConfigDecode, AllWrongValuesAreReportedAtOnce) {
  const std::vector<ConfigProblem> problems = DecodeProblems(
      R"({"tty":1,"cgroups":{"memory":"x","name":2},"networks":[1,{"mtu":"y"}],"user":[]})");
  Strings keys;
  for (const ConfigProblem& problem : problems) keys.push_back(problem.key);
  EXPECT_EQ(keys, (Strings{"user", "tty", "networks[0]", "networks[1].mtu", "cgroups.name",
                           "cgroups.memory"}));
}

TEST(ConfigDecode, SyntaxErrorHasNoKey) {
  const std::vector<ConfigProblem> problems = DecodeProblems("{\n\"tty\": tru\n}");
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].key, "");
  EXPECT_TRUE(problems[0].message.starts_with("line 2, column 11: ")) << problems[0].message;
}

TEST(ConfigDecode, UnknownKeysAreWarnedOfOnceWithTheClosestKey) {
  EXPECT_EQ(Warnings(R"({"hostnam":1,"hostnam":2,"version":3,"cgroups":{"memry":{"a":1.5}},
                         "networks":[{"mtus":1},{"":0}]})"),
            (Strings{"networks[0].mtus: unknown key, ignored (did you mean \"mtu\"?)",
                     "networks[1].: unknown key, ignored",
                     "cgroups.memry: unknown key, ignored (did you mean \"memory\"?)",
                     "hostnam: unknown key, ignored (did you mean \"hostname\"?)",
                     "version: unknown key, ignored"}));
}

TEST(ConfigDecode, UnknownKeyCannotWriteControlCharacters) {
  EXPECT_EQ(Warnings(R"({"a\n\u001b[2J":1})"), Strings{"a\\n\\u001b[2J: unknown key, ignored"});
}

TEST(ConfigDecode, SchemaIsAcceptedAtTheTopOnly) {
  EXPECT_EQ(Warnings(R"({"$schema":"x"})"), Strings{});
  EXPECT_EQ(Warnings(R"({"cgroups":{"$schema":"x"}})"),
            Strings{"cgroups.$schema: unknown key, ignored"});
}

TEST(ConfigDecode, TextAfterTheConfigurationIsAWarning) {
  EXPECT_EQ(Warnings("{}\n \n"), Strings{});
  EXPECT_EQ(Warnings("{\"tty\":true} }"), Strings{"text after the configuration, ignored"});
}

TEST(ConfigDecode, WarningsAreAppended) {
  Strings warnings = {"first"};
  DecodeConfig(R"({"x":1})", &warnings);
  EXPECT_EQ(warnings.size(), 2U);
}

TEST(ConfigLoad, ReadsContainerJsonOfTheDirectory) {
  const testing::TempDir dir;
  testing::WriteFile(dir.Path("container.json"), R"({"hostname":"h","x":1})");
  Strings warnings;
  EXPECT_EQ(LoadConfig(dir.path(), &warnings).hostname, "h");
  EXPECT_EQ(warnings, Strings{"x: unknown key, ignored"});
}

TEST(ConfigLoad, FailsWhenTheFileIsMissing) {
  const testing::TempDir dir;
  try {
    LoadConfig(dir.path(), nullptr);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.error(), ENOENT);
    EXPECT_EQ(error.object(), dir.Path("container.json"));
  }
}

TEST(ConfigNamespaces, HasNamespaceIsTrueOnlyForTrue) {
  const Config config = Decode(R"({"namespaces":{"NEWNS":true,"NEWPID":false}})");
  EXPECT_TRUE(config.HasNamespace("NEWNS"));
  EXPECT_FALSE(config.HasNamespace("NEWPID"));
  EXPECT_FALSE(config.HasNamespace("NEWNET"));
}

}  // namespace
}  // namespace libcontainer
