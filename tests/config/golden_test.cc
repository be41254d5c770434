// What the original printed for a container.json, byte for byte. The data is not part of this
// repository: GOLDEN_SPEC names its directory, by default the one beside the source tree.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "libcontainer/config.h"
#include "support/isolated.h"

namespace libcontainer {
namespace {

namespace fs = std::filesystem;
using testing::ReadFile;

fs::path GoldenDir() {
  const char* named = std::getenv("GOLDEN_SPEC");
  return named != nullptr ? named : SOURCE_DIR "/../shared/golden/spec";
}

class Golden : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::is_directory(GoldenDir())) GTEST_SKIP() << "no directory " << GoldenDir();
  }
};

// What `nsinit spec` prints, or nothing where it fails.
std::string Spec(const std::string& json) {
  try {
    return "Spec:\n" + ToJson(DecodeConfig(json, nullptr)) + "\n";
  } catch (const ConfigError&) {
    return {};
  }
}

TEST_F(Golden, SpecPrintsWhatTheOriginalPrinted) {
  int cases = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(GoldenDir())) {
    SCOPED_TRACE(entry.path().filename());
    const std::string spec = Spec(ReadFile(entry.path() / "container.json"));
    EXPECT_EQ(spec, ReadFile(entry.path() / "stdout"));
    EXPECT_EQ(spec.empty() ? 1 : 0, std::stoi(ReadFile(entry.path() / "rc")));
    ++cases;
  }
  EXPECT_GE(cases, 12);
}

TEST_F(Golden, SampleConfigsHoldTheSettingsOfTheOriginalSamples) {
  for (const std::string name : {"minimal", "apparmor", "selinux", "attach_to_bridge"}) {
    SCOPED_TRACE(name);
    const std::string json = ReadFile(SOURCE_DIR "/sample_configs/" + name + ".json");
    EXPECT_EQ(Spec(json), ReadFile(GoldenDir() / ("sample_" + name) / "stdout"));
  }
}

TEST_F(Golden, OutputDecodesToTheSameConfigWithoutWarnings) {
  for (const fs::directory_entry& entry : fs::directory_iterator(GoldenDir())) {
    SCOPED_TRACE(entry.path().filename());
    const std::string out = ReadFile(entry.path() / "stdout");
    if (out.empty()) continue;
    std::vector<std::string> warnings;
    const Config config = DecodeConfig(out.substr(out.find('\n') + 1), &warnings);
    EXPECT_EQ(config, DecodeConfig(ReadFile(entry.path() / "container.json"), nullptr));
    EXPECT_TRUE(warnings.empty());
  }
}

}  // namespace
}  // namespace libcontainer
