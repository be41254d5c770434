#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "config/problems.h"
#include "libcontainer/config.h"

namespace libcontainer {
namespace {

using Strings = std::vector<std::string>;

std::vector<ConfigProblem> ProblemsOf(const std::string& profile) {
  try {
    Validate(DecodeConfig(R"({"namespaces":{"NEWNS":true},"seccomp":)" + profile + "}", nullptr));
  } catch (const ConfigError& error) {
    return error.problems();
  }
  return {};
}

Strings Keys(const std::string& profile) {
  Strings keys;
  for (const ConfigProblem& problem : ProblemsOf(profile)) keys.push_back(problem.key);
  return keys;
}

// Keys of the problems of a deny list with these rules.
Strings KeysOfRules(const std::string& rules) {
  return Keys(R"({"default_action":"allow","syscalls":[)" + rules + "]}");
}

TEST(ConfigValidateSeccomp, BothKindsOfNamesAreAccepted) {
  EXPECT_EQ(Keys(R"({"default_action":"SCMP_ACT_ERRNO","architectures":["SCMP_ARCH_X86","x32"],
    "syscalls":[{"names":["execve"],"action":"SCMP_ACT_ALLOW"},
      {"name":"mkdir","action":"allow","args":[{"index":1,"op":"SCMP_CMP_EQ","value":1},
       {"index":0,"op":"masked_eq","value":3,"value_two":1}]}]})"),
            Strings{});
}

TEST(ConfigValidateSeccomp, UnknownNamesAreRefusedWithTheClosestOne) {
  const auto problems = ProblemsOf(R"({"default_action":"SCMP_ACT_ALOW","architectures":["x87_64"],
    "syscalls":[{"name":"mkdir","action":"errrno","args":[{"op":"masked_ne"}]}]})");
  const std::vector<ConfigProblem> expected = {
      {"seccomp.default_action",
       "\"SCMP_ACT_ALOW\" is not an action (did you mean \"SCMP_ACT_ALLOW\"?)"},
      {"seccomp.architectures[0]", "\"x87_64\" is not an architecture (did you mean \"x86_64\"?)"},
      {"seccomp.syscalls[0].action", "\"errrno\" is not an action (did you mean \"errno\"?)"},
      {"seccomp.syscalls[0].args[0].op",
       "\"masked_ne\" is not a comparison (did you mean \"masked_eq\"?)"}};
  EXPECT_EQ(problems, expected);
}

struct Row {
  const char* rules;
  const char* key;
};

TEST(ConfigValidateSeccomp, MalformedRulesAreRefused) {
  const Row rows[] = {
      {R"({"action":"errno"})", "seccomp.syscalls[0].names"},
      {R"({"name":"mkdir","action":"kill","errno":1})", "seccomp.syscalls[0].errno"},
      {R"({"name":"mkdir","action":"errno","errno":4096})", "seccomp.syscalls[0].errno"},
      {R"({"name":"mkdir","action":"errno","errno":-1})", "seccomp.syscalls[0].errno"},
      {R"({"name":"mkdir","action":"errno","args":[{"index":6,"op":"eq"}]})",
       "seccomp.syscalls[0].args[0].index"},
      {R"({"name":"mkdir","action":"errno","args":[{"op":"eq"},{"op":"ne"}]})",
       "seccomp.syscalls[0].args[1].index"},
      {R"({"name":"mkdir","action":"errno","args":[{"op":"eq","value_two":1}]})",
       "seccomp.syscalls[0].args[0].value_two"},
      {R"({"name":"mkdir","action":"errno","args":[{"op":"masked_eq","value":1,"value_two":2}]})",
       "seccomp.syscalls[0].args[0].value_two"},
      {R"({"name":"mkdir","action":"errno","args":[{"op":"masked_eq"}]})",
       "seccomp.syscalls[0].args[0].value"},
      {R"({"name":"fcntl","action":"errno","args":[{"index":1,"op":"masked_eq",
         "value":4294967296}]})",
       "seccomp.syscalls[0].args[0].value"},
  };
  for (const Row& row : rows) EXPECT_EQ(KeysOfRules(row.rules), Strings{row.key}) << row.rules;
}

// A filter can do one thing with a call: which of two, the file must say.
TEST(ConfigValidateSeccomp, RulesThatContradictEachOtherAreRefused) {
  EXPECT_EQ(KeysOfRules(R"({"name":"mkdir","action":"errno"},{"name":"mkdir","action":"kill"})"),
            Strings{"seccomp.syscalls[1]"});
  EXPECT_EQ(KeysOfRules(R"({"name":"mkdir","action":"allow"},
                           {"name":"mkdir","action":"kill","args":[{"op":"eq"}]})"),
            Strings{"seccomp.syscalls[1]"});
  EXPECT_EQ(KeysOfRules(R"({"name":"mkdir","action":"errno"},{"name":"mkdir","action":"errno"},
                           {"name":"kcmp","action":"errno","args":[{"op":"eq"}]},
                           {"name":"kcmp","action":"trap","args":[{"op":"ne"}]})"),
            Strings{});
}

// What is not known gets no rule. Under an allow list it is refused then; under a deny list it would
// be let through.
TEST(ConfigValidateSeccomp, UnknownSyscallIsRefusedWhereItWouldBeLetThrough) {
  const auto problems =
      ProblemsOf(R"({"default_action":"allow","syscalls":[{"name":"mkdirr","action":"errno"}]})");
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].key, "seccomp.syscalls[0]");
  EXPECT_NE(problems[0].message.find("did you mean \"mkdir\"?"), std::string::npos);
  EXPECT_EQ(Keys(R"({"default_action":"errno","syscalls":[
                     {"names":["mkdirr","execve"],"action":"allow"}]})"),
            Strings{});
}

TEST(ConfigValidateSeccomp, ExecveMustBePossible) {
  EXPECT_EQ(Keys(R"({"default_action":"errno"})"), Strings{"seccomp.syscalls"});
  EXPECT_EQ(KeysOfRules(R"({"name":"execve","action":"errno"})"), Strings{"seccomp.syscalls"});
  EXPECT_EQ(KeysOfRules(R"({"name":"execve","action":"trace"})"), Strings{});
}

TEST(ConfigValidateSeccomp, NotifyMustLeaveSendmsgAlone) {
  EXPECT_EQ(KeysOfRules(R"({"names":["mkdir","sendmsg"],"action":"notify"})"),
            Strings{"seccomp.syscalls"});
  EXPECT_EQ(KeysOfRules(R"({"name":"mkdir","action":"notify"})"), Strings{});
  EXPECT_EQ(Keys(R"({"default_action":"errno","syscalls":[{"name":"execve","action":"notify"}]})"),
            Strings{"seccomp.syscalls"});
  EXPECT_EQ(Keys(R"({"default_action":"notify"})"), Strings{"seccomp.default_action"});
}

}  // namespace
}  // namespace libcontainer
