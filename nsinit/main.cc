#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "commands.h"
#include "libcontainer/error.h"
#include "report.h"

namespace {

using libcontainer::nsinit::Globals;

// The shell's convention for a command that cannot be run.
constexpr int kCannotExecute = 126;
constexpr int kNotFound = 127;

constexpr const char* kFooter = R"(
nsinit works on the current directory, a root file system that holds container.json.

Examples:
  nsinit exec /bin/sh -c 'id; hostname'   run a command in a container
  nsinit spec                             show container.json as understood
)";

void SetUpExec(CLI::App& app) {
  CLI::App* exec = app.add_subcommand("exec", "run a command in a container");
  exec->footer("\nExample:\n  nsinit exec /bin/sh -c 'id; hostname'");
}

// Options of nsinit win over the environment, empty values count as not given.
void ReadEnvironment(Globals& globals, std::string& log) {
  const auto take = [](const char* name, std::string& value) {
    const char* given = std::getenv(name);
    if (given != nullptr && *given != '\0') value = given;
  };
  take("data_path", globals.data_path);
  take("log", log);
}

// The words of the container's command, taken off `words`: for exec all from the first that is not
// an option, for others all after "--". The rest is for the option parser.
std::vector<std::string> TakeCommand(std::vector<std::string>& words) {
  size_t i = 0;
  for (; i < words.size() && words[i].starts_with("-"); ++i) {
    if (words[i] == "--data-path" || words[i] == "--log") ++i;  // its value
  }
  if (i >= words.size()) return {};
  const bool is_exec = words[i++] == "exec";
  while (i < words.size() && words[i] != "--" && (!is_exec || words[i].starts_with("-"))) ++i;
  if (i >= words.size()) return {};
  const auto begin = words.begin() + static_cast<ptrdiff_t>(i);
  std::vector<std::string> command(begin + (words[i] == "--" ? 1 : 0), words.end());
  words.erase(begin, words.end());
  return command;
}

int ExecStatus(const libcontainer::Error& error) {
  if (error.step() != "exec") return 1;
  return error.error() == ENOENT || error.error() == ENOTDIR ? kNotFound : kCannotExecute;
}

int Run(const std::string& name, const Globals& globals, const std::vector<std::string>& args) {
  try {
    if (name == "spec") return libcontainer::nsinit::RunSpec(globals);
    if (name == "init") return libcontainer::nsinit::RunInit();
    if (args.empty()) {
      libcontainer::nsinit::Report("exec: no command given: nsinit exec CMD [ARG...]");
      return 1;
    }
    return libcontainer::nsinit::RunExec(globals, args);
  } catch (const libcontainer::Error& error) {
    libcontainer::nsinit::Report(name + ": " + error.what());
    return ExecStatus(error);
  } catch (const libcontainer::ConfigError& error) {
    libcontainer::nsinit::Report(name + ": container.json: " + error.what());
    return 1;
  }
}

}  // namespace

int main(int argc, char** argv) {
  Globals globals;
  std::string log;
  ReadEnvironment(globals, log);
  CLI::App app("Run a command in a container made of Linux namespaces", "nsinit");
  app.set_version_flag("--version", "nsinit " NSINIT_VERSION);
  app.add_option("--data-path", globals.data_path,
                 "directory of container.json and state.json (also: data_path in the environment)");
  app.add_option("--log", log, "append errors to this file (also: log in the environment)");
  app.require_subcommand(1);
  app.footer(kFooter);
  SetUpExec(app);
  app.add_subcommand("spec", "print container.json as decoded");
  app.add_subcommand("init", "")->group("");  // internal, not listed
  try {
    std::vector<std::string> words(argv + 1, argv + argc);
    const std::vector<std::string> command = TakeCommand(words);
    std::reverse(words.begin(), words.end());  // the parser takes them from the back
    app.parse(words);
    if (!log.empty()) libcontainer::nsinit::OpenLog(log);
    return Run(app.get_subcommands().at(0)->get_name(), globals, command);
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& error) {
    libcontainer::nsinit::Report(std::string(error.what()) + " (see nsinit --help)");
  } catch (const std::exception& error) {
    libcontainer::nsinit::Report(error.what());
  }
  return 1;
}
