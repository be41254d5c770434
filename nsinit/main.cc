#include <getopt.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include "commands.h"
#include "internal/suggest.h"
#include "libcontainer/error.h"
#include "report.h"

namespace {

using libcontainer::nsinit::Globals;
using libcontainer::nsinit::Report;

// The shell's convention for a command that cannot be run.
constexpr int kCannotExecute = 126;
constexpr int kNotFound = 127;

constexpr const char* kHelp =
    R"(Run a command in a container made of Linux namespaces.

Usage: nsinit [OPTIONS] COMMAND [ARG...]

nsinit works on the current directory, a root file system that holds container.json.

Commands:
  exec CMD [ARG...]   run a command in a container
  spec                print container.json as decoded

Options:
  --data-path DIR     directory of container.json and state.json
                      (also: data_path in the environment)
  --log FILE          append errors to this file (also: log in the environment)
  --help, --version

Examples:
  nsinit exec /bin/sh -c 'id; hostname'
  nsinit spec

`nsinit COMMAND --help` tells more of a command.
)";

int Exec(const Globals& globals, const std::vector<std::string>& args) {
  if (args.empty()) {
    Report("exec: no command given: nsinit exec CMD [ARG...]");
    return 1;
  }
  return libcontainer::nsinit::RunExec(globals, args);
}

int Spec(const Globals& globals, const std::vector<std::string>& /*args*/) {
  return libcontainer::nsinit::RunSpec(globals);
}

int Init(const Globals& /*globals*/, const std::vector<std::string>& /*args*/) {
  return libcontainer::nsinit::RunInit();
}

struct Command {
  const char* name;
  int (*run)(const Globals& globals, const std::vector<std::string>& args);
  bool takes_args;
  const char* help;
};

constexpr Command kCommands[] = {
    {"exec", Exec, true,
     "Usage: nsinit exec CMD [ARG...]\n\n"
     "Starts a container and runs CMD in it as process 1. Everything after CMD belongs to CMD.\n"
     "The exit status is that of CMD, 128+N if signal N ended it, 127 if CMD was not found, 126\n"
     "if it cannot be executed, and 1 if the container could not be started.\n\n"
     "Example:\n  nsinit exec /bin/sh -c 'id; hostname'\n"},
    {"spec", Spec, false,
     "Usage: nsinit spec\n\nPrints container.json as decoded, with every default left out.\n\n"
     "Example:\n  nsinit spec | less\n"},
    {"init", Init, false,
     "Usage: nsinit init\n\nInternal: sets up a container from inside. Not to be called by "
     "hand.\n"},
};

const Command* FindCommand(const std::string& name) {
  std::vector<std::string> names;
  for (const Command& command : kCommands) {
    if (name == command.name) return &command;
    names.emplace_back(command.name);
  }
  Report("no command \"" + name + "\"" + libcontainer::internal::Suggestion(name, names) +
         " (see nsinit --help)");
  return nullptr;
}

// Parses options up to the first other word. Returns the exit status if that was all there is to
// do, or -1.
int ParseOptions(int argc, char** argv, const char* help, Globals& globals, std::string& log) {
  constexpr option kOptions[] = {{"data-path", required_argument, nullptr, 'd'},
                                 {"log", required_argument, nullptr, 'l'},
                                 {"help", no_argument, nullptr, 'h'},
                                 {"version", no_argument, nullptr, 'v'},
                                 {nullptr, 0, nullptr, 0}};
  opterr = 0;
  for (int found = 0; (found = ::getopt_long(argc, argv, "+:h", kOptions, nullptr)) != -1;) {
    switch (found) {
      case 'd':
        globals.data_path = optarg;
        break;
      case 'l':
        log = optarg;
        break;
      case 'h':
        std::fputs(help, stdout);
        return 0;
      case 'v':
        std::puts("nsinit " NSINIT_VERSION);
        return 0;
      default:
        Report(std::string(argv[optind - 1]) +
               (found == ':' ? ": needs a value" : ": no such option") + " (see nsinit --help)");
        return 1;
    }
  }
  return -1;
}

// Options win over these, and empty values count as not given.
void ReadEnvironment(Globals& globals, std::string& log) {
  const auto take = [](const char* name, std::string& value) {
    const char* given = std::getenv(name);
    if (given != nullptr && *given != '\0') value = given;
  };
  take("data_path", globals.data_path);
  take("log", log);
}

int ExecStatus(const libcontainer::Error& error) {
  if (error.step() != "exec") return 1;
  return error.error() == ENOENT || error.error() == ENOTDIR ? kNotFound : kCannotExecute;
}

int Run(const Command& command, const Globals& globals, const std::vector<std::string>& args) {
  const std::string prefix = std::string(command.name) + ": ";
  if (!command.takes_args && !args.empty()) {
    Report(prefix + args[0] + ": no such argument (see nsinit " + command.name + " --help)");
    return 1;
  }
  try {
    return command.run(globals, args);
  } catch (const libcontainer::Error& error) {
    Report(prefix + error.what());
    return ExecStatus(error);
  } catch (const libcontainer::ConfigError& error) {
    Report(prefix + "container.json: " + error.what());
    return 1;
  }
}

int Main(int argc, char** argv) {
  Globals globals;
  std::string log;
  ReadEnvironment(globals, log);
  int status = ParseOptions(argc, argv, kHelp, globals, log);
  if (status >= 0) return status;
  if (optind >= argc) {
    Report("no command given (see nsinit --help)");
    return 1;
  }
  const Command* command = FindCommand(argv[optind]);
  if (command == nullptr) return 1;
  argc -= optind;
  argv += optind;
  optind = 1;
  status = ParseOptions(argc, argv, command->help, globals, log);
  if (status >= 0) return status;
  if (!log.empty()) libcontainer::nsinit::OpenLog(log);
  return Run(*command, globals, {argv + optind, argv + argc});
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return Main(argc, argv);
  } catch (const std::exception& error) {
    Report(error.what());
    return 1;
  }
}
