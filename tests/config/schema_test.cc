// docs/container.schema.json names the keys that decoding knows, and the samples name the schema.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "config/problems.h"
#include "config_fields.h"
#include "json.h"
#include "support/isolated.h"

namespace libcontainer {
namespace {

using internal::JsonObject;
using internal::JsonValue;

struct KeyList {
  std::vector<std::string> keys;
  template <typename T>
  void operator()(const char* key, const T&) {
    keys.emplace_back(key);
  }
  void DeviceType(const char* key, int32_t) { keys.emplace_back(key); }
  void Limit(const char* key, uint64_t) { keys.emplace_back(key); }
};

template <typename T>
std::vector<std::string> KeysOf() {
  KeyList list;
  const T value;
  internal::VisitFields(list, value);
  return list.keys;
}

const JsonValue& At(const JsonValue& value, const std::string& key) {
  static const JsonValue none;
  const auto* object = value.As<JsonObject>();
  if (object == nullptr) return none;
  const auto found = std::ranges::find(*object, key, &internal::JsonMember::key);
  return found == object->end() ? none : found->value;
}

// Keys that `schema` describes, each with a description.
std::vector<std::string> Described(const JsonValue& schema) {
  std::vector<std::string> keys;
  const auto* properties = At(schema, "properties").As<JsonObject>();
  if (properties == nullptr) return keys;
  for (const auto& [key, property] : *properties) {
    if (key == "$schema") continue;
    EXPECT_NE(At(property, "description").As<std::string>(), nullptr) << key;
    keys.push_back(key);
  }
  return keys;
}

TEST(ConfigSchema, DescribesEveryKeyInOrder) {
  const JsonValue schema =
      internal::ParseJson(testing::ReadFile(SOURCE_DIR "/docs/container.schema.json")).value;
  const JsonValue& top = At(schema, "properties");
  const JsonValue& parts = At(schema, "$defs");
  EXPECT_EQ(Described(schema), KeysOf<Config>());
  EXPECT_EQ(Described(At(top, "mount_config")), KeysOf<mount::MountConfig>());
  EXPECT_EQ(Described(At(top, "cgroups")), KeysOf<cgroups::Cgroup>());
  EXPECT_EQ(Described(At(top, "seccomp")), KeysOf<security::seccomp::Profile>());
  EXPECT_EQ(Described(At(top, "landlock")), KeysOf<security::Landlock>());
  EXPECT_EQ(Described(At(parts, "landlock_path")), KeysOf<security::LandlockPath>());
  EXPECT_EQ(Described(At(parts, "device")), KeysOf<devices::Device>());
  EXPECT_EQ(Described(At(parts, "mount")), KeysOf<mount::Mount>());
  EXPECT_EQ(Described(At(parts, "network")), KeysOf<network::Network>());
  EXPECT_EQ(Described(At(parts, "route")), KeysOf<Route>());
  EXPECT_EQ(Described(At(parts, "throttle")), KeysOf<cgroups::BlkioThrottle>());
  EXPECT_EQ(Described(At(parts, "hugetlb_limit")), KeysOf<cgroups::HugetlbLimit>());
  EXPECT_EQ(Described(At(parts, "rlimit")), KeysOf<Rlimit>());
  EXPECT_EQ(Described(At(parts, "id_mapping")), KeysOf<IdMapping>());
  EXPECT_EQ(Described(At(parts, "seccomp_arg")), KeysOf<security::seccomp::Arg>());
  EXPECT_EQ(Described(At(parts, "seccomp_rule")), KeysOf<security::seccomp::Rule>());
}

class SampleConfig : public ::testing::TestWithParam<const char*> {
 protected:
  std::string json_ = testing::ReadFile(std::string(SOURCE_DIR "/sample_configs/") + GetParam());
};

TEST_P(SampleConfig, NamesTheSchemaFirst) {
  const JsonValue sample = internal::ParseJson(json_).value;
  EXPECT_EQ(sample.As<JsonObject>()->front().key, "$schema");
  EXPECT_EQ(*At(sample, "$schema").As<std::string>(), "../docs/container.schema.json");
}

TEST_P(SampleConfig, DecodesWithoutWarning) {
  EXPECT_EQ(testing::Warnings(json_), std::vector<std::string>{});
}

TEST_P(SampleConfig, HasNoProblemExceptWhatIsNotSupportedYet) {
  try {
    Validate(DecodeConfig(json_, nullptr));
  } catch (const ConfigError& error) {
    for (const ConfigProblem& problem : error.problems()) {
      EXPECT_EQ(problem.message, "is not supported yet") << problem.key;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, SampleConfig,
                         ::testing::Values("minimal.json", "apparmor.json", "selinux.json",
                                           "attach_to_bridge.json", "seccomp.json",
                                           "user_namespace.json"));

TEST(SampleConfigs, MinimalIsValid) {
  const std::string json = testing::ReadFile(SOURCE_DIR "/sample_configs/minimal.json");
  EXPECT_EQ(testing::BadKeys(DecodeConfig(json, nullptr)), std::vector<std::string>{});
}

}  // namespace
}  // namespace libcontainer
