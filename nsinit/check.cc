#include "check.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "commands.h"
#include "internal/files.h"
#include "libcontainer/error.h"
#include "report.h"

namespace libcontainer::nsinit {
namespace {

void PrintFinding(const Finding& finding) {
  const auto& [feature, gap] = finding;
  std::string line = (gap.reason.empty() ? "ok       " : "missing  ") + feature;
  if (!gap.reason.empty()) line += ": " + gap.reason + "; to change that: " + gap.remedy;
  std::puts(Printable(line).c_str());
}

// Prints what is wrong. Returns the keys.
std::vector<std::string> PrintProblems(const Config& config) try {
  Validate(config);
  return {};
} catch (const ConfigError& error) {
  std::vector<std::string> keys;
  for (const ConfigProblem& problem : error.problems()) {
    std::puts(Printable("wrong    " + problem.key + ": " + problem.message).c_str());
    keys.push_back(problem.key);
  }
  return keys;
}

}  // namespace

int Try(const std::function<int()>& action) {
  const pid_t child = ::fork();
  if (child < 0) throw Error(errno, "create", "process");
  if (child == 0) ::_exit(action());
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
}

int RunCheck(const Globals& globals, const std::vector<std::string>& args) {
  const std::string path = args.empty() ? globals.data_path + "/container.json" : args[0];
  std::vector<std::string> warnings;
  const Config config = DecodeConfig(internal::ReadFile(path), &warnings);
  ReportAll(warnings);
  const std::vector<std::string> problems = PrintProblems(config);
  Findings findings;
  CheckHost(config, findings);
  CheckProcess(config, findings);
  CheckMounts(config, findings);
  CheckNetworks(config, findings);
  const auto is_of_cgroups = [](const std::string& key) { return key.starts_with("cgroups"); };
  // The kernel's word on values that are wrong anyhow would be no use.
  if (std::ranges::none_of(problems, is_of_cgroups)) CheckCgroups(config, findings);
  CheckSecurity(config, findings);
  bool all = problems.empty();
  for (const Finding& finding : findings) {
    PrintFinding(finding);
    all = all && finding.gap.reason.empty();
  }
  return std::fflush(stdout) == 0 && all ? 0 : 1;
}

}  // namespace libcontainer::nsinit
