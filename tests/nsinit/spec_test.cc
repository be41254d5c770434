#include <gtest/gtest.h>

#include <filesystem>

#include "support/container.h"

namespace libcontainer::testing {
namespace {

// Inputs and outputs of the original; not part of the project, see DESIGN.
TEST(NsinitSpec, GoldenFilesByteForByte) {
  const std::filesystem::path golden = SOURCE_DIR "/../shared/golden/spec";
  if (!std::filesystem::exists(golden)) GTEST_SKIP() << "no golden files beside the project";
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(golden)) {
    const Outcome outcome = RunProgram({NSINIT, "spec"}, entry.path().string());
    EXPECT_EQ(outcome.out, ReadFile(entry.path() / "stdout")) << entry.path();
    EXPECT_EQ(std::to_string(outcome.status) + "\n", ReadFile(entry.path() / "rc"))
        << entry.path() << outcome.err;
    ++count;
  }
  EXPECT_GE(count, 12);
}

TEST(NsinitSpec, HelpAndVersionSucceed) {
  for (const std::vector<std::string>& args : {std::vector<std::string>{"--help"},
                                               {"exec", "--help"},
                                               {"spec", "--help"},
                                               {"--version"}}) {
    std::vector<std::string> argv = {NSINIT};
    argv.insert(argv.end(), args.begin(), args.end());
    const Outcome outcome = RunProgram(argv, "/");
    EXPECT_EQ(outcome.status, 0) << args[0];
    EXPECT_NE(outcome.out, "");
  }
}

TEST(NsinitSpec, UsageErrorsAreOneLineAndStatusOne) {
  for (const std::vector<std::string>& args :
       {std::vector<std::string>{}, {"exce"}, {"--nope"}, {"spec", "extra"}}) {
    std::vector<std::string> argv = {NSINIT};
    argv.insert(argv.end(), args.begin(), args.end());
    const Outcome outcome = RunProgram(argv, "/");
    EXPECT_EQ(outcome.status, 1);
    EXPECT_TRUE(outcome.err.starts_with("nsinit: ")) << outcome.err;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
  }
}

TEST(NsinitSpec, MissingFileIsNamed) {
  const TempDir empty;
  const Outcome outcome = RunProgram({NSINIT, "spec"}, empty.path());
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.err.find("container.json: No such file or directory"), std::string::npos);
}

}  // namespace
}  // namespace libcontainer::testing
