// Help, suggestions and completion.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <sstream>

#include "support/container.h"

namespace libcontainer::testing {
namespace {

Outcome Nsinit(std::vector<std::string> args) {
  args.insert(args.begin(), NSINIT);
  return RunProgram(args, "/");
}

// The commands that `nsinit --help` lists.
std::vector<std::string> Commands() {
  std::vector<std::string> commands;
  std::istringstream help(Nsinit({"--help"}).out);
  std::string line;
  while (std::getline(help, line) && line != "Commands:") {
  }
  while (std::getline(help, line) && !line.empty()) {
    std::smatch names;
    if (!std::regex_search(line, names, std::regex("^  ([a-z]+)(, ([a-z]+))?"))) continue;
    commands.push_back(names[1]);
    if (names[3].matched) commands.push_back(names[3]);
  }
  return commands;
}

// What the completion offers for the last of `words`.
std::vector<std::string> Complete(const std::string& words) {
  const std::string script =
      "PATH=" + std::filesystem::path(NSINIT).parent_path().string() +
      ":$PATH; source " SOURCE_DIR "/docs/nsinit.bash; COMP_WORDS=(" + words +
      "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _nsinit; printf '%s\\n' \"${COMPREPLY[@]}\"";
  std::istringstream lines(RunProgram({"bash", "-c", script}, SOURCE_DIR).out);
  std::vector<std::string> offers;
  for (std::string line; std::getline(lines, line);) offers.push_back(line);
  return offers;
}

bool Offers(const std::vector<std::string>& offers, const std::string& word) {
  return std::ranges::find(offers, word) != offers.end();
}

TEST(NsinitUsage, EachCommandHasHelpWithAnExample) {
  const std::vector<std::string> commands = Commands();
  EXPECT_GE(commands.size(), 14U);
  for (const std::string& command : commands) {
    const Outcome outcome = Nsinit({command, "--help"});
    EXPECT_EQ(outcome.status, 0) << command;
    EXPECT_TRUE(outcome.out.starts_with("Usage: nsinit " + command)) << outcome.out;
    EXPECT_NE(outcome.out.find("Example"), std::string::npos) << command;
  }
}

TEST(NsinitUsage, ManPageDescribesEachCommand) {
  const std::string page = ReadFile(SOURCE_DIR "/docs/nsinit.8");
  for (const std::string& command : Commands()) {
    const std::regex entry("\\n\\.TP\\n\\.B[IR]? [^\\n]*\\b" + command + "\\b");
    EXPECT_TRUE(std::regex_search(page, entry)) << command;
  }
}

TEST(NsinitUsage, SuggestsACommand) {
  for (const auto& [wrong, right] : std::vector<std::pair<std::string, std::string>>{
           {"exce", "exec"}, {"stat", "state"}, {"chekc", "check"}, {"resum", "resume"}}) {
    const Outcome outcome = Nsinit({wrong});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_EQ(outcome.err, "nsinit: no command \"" + wrong + "\" (did you mean \"" + right +
                               "\"?) (see nsinit --help)\n");
  }
}

TEST(NsinitUsage, CompletionOffersEveryCommand) {
  const std::vector<std::string> offers = Complete("nsinit ''");
  for (const std::string& command : Commands()) EXPECT_TRUE(Offers(offers, command)) << command;
}

TEST(NsinitUsage, CompletionOffersArguments) {
  EXPECT_EQ(Complete("nsinit --log x che"), std::vector<std::string>{"check"});
  EXPECT_TRUE(Offers(Complete("nsinit kill T"), "TERM") ||
              Offers(Complete("nsinit kill SIGT"), "SIGTERM"));
  EXPECT_EQ(Complete("nsinit top sample_c"), std::vector<std::string>{"sample_configs"});
  EXPECT_EQ(Complete("nsinit check sample_configs/min"),
            std::vector<std::string>{"sample_configs/minimal.json"});
  const std::vector<std::string> templates = Complete("nsinit new ''");
  for (const auto& entry : std::filesystem::directory_iterator(SOURCE_DIR "/sample_configs")) {
    if (entry.path().extension() != ".json") continue;
    EXPECT_TRUE(Offers(templates, entry.path().stem())) << entry.path();
  }
}

}  // namespace
}  // namespace libcontainer::testing
