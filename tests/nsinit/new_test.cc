#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "support/container.h"

namespace libcontainer::testing {
namespace {

using nlohmann::json;

Outcome New(const TempDir& directory, std::vector<std::string> args) {
  args.insert(args.begin(), {NSINIT, "new"});
  return RunProgram(args, directory.path());
}

TEST(NsinitNew, WritesEachSampleButForNameAndSchema) {
  for (const auto& entry : std::filesystem::directory_iterator(SOURCE_DIR "/sample_configs")) {
    if (entry.path().extension() != ".json") continue;
    SCOPED_TRACE(entry.path());
    const TempDir directory;
    const Outcome outcome = New(directory, {entry.path().stem().string()});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    json written = json::parse(ReadFile(directory.Path("container.json")));
    json sample = json::parse(ReadFile(entry.path()));
    EXPECT_TRUE(written["cgroups"]["name"].get<std::string>().starts_with("docker-"));
    EXPECT_NE(written["cgroups"]["name"], sample["cgroups"]["name"]);
    written["cgroups"].erase("name");
    sample["cgroups"].erase("name");
    sample.erase("$schema");
    EXPECT_EQ(written, sample);
  }
}

TEST(NsinitNew, TwoFilesNeverNameTheSameGroup) {
  const TempDir one;
  const TempDir two;
  New(one, {});
  New(two, {});
  EXPECT_NE(ReadFile(one.Path("container.json")), ReadFile(two.Path("container.json")));
}

TEST(NsinitNew, LeavesAFileThatIsThere) {
  const TempDir directory;
  WriteFile(directory.Path("container.json"), "mine");
  const Outcome outcome = New(directory, {});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.err, "nsinit: new: open ./container.json: File exists\n");
  EXPECT_EQ(ReadFile(directory.Path("container.json")), "mine");
}

TEST(NsinitNew, DoesNotFollowALink) {
  const TempDir directory;
  std::filesystem::create_symlink(directory.Path("elsewhere"), directory.Path("container.json"));
  EXPECT_EQ(New(directory, {}).status, 1);
  EXPECT_FALSE(std::filesystem::exists(directory.Path("elsewhere")));
}

TEST(NsinitNew, SuggestsATemplate) {
  const TempDir directory;
  const Outcome outcome = New(directory, {"minimla"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.err.find("(did you mean \"minimal\"?)"), std::string::npos) << outcome.err;
  EXPECT_FALSE(std::filesystem::exists(directory.Path("container.json")));
}

}  // namespace
}  // namespace libcontainer::testing
