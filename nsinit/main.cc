#include <fcntl.h>
#include <getopt.h>
#include <sys/auxv.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include "command_table.h"
#include "internal/suggest.h"
#include "libcontainer/error.h"
#include "report.h"

namespace {

namespace nsinit = libcontainer::nsinit;

// The shell's convention for a command that cannot be run.
constexpr int kCannotExecute = 126;
constexpr int kNotFound = 127;

using nsinit::Command;
using nsinit::Invocation;

const Command* FindCommand(const std::string& name) {
  std::vector<std::string> names;
  for (const Command& command : nsinit::Commands()) {
    if (name == command.name) return &command;
    names.emplace_back(command.name);
  }
  nsinit::Report("no command \"" + name + "\"" + libcontainer::internal::Suggestion(name, names) +
                 " (see nsinit --help)");
  return nullptr;
}

// Parses options up to the first other word. Returns the exit status if that was all there is to
// do, or -1.
int ParseOptions(int argc, char** argv, const char* help, Invocation& invocation) {
  constexpr option kOptions[] = {{"data-path", required_argument, nullptr, 'd'},
                                 {"log", required_argument, nullptr, 'l'},
                                 {"nspid", required_argument, nullptr, 'p'},
                                 {"containerjson", required_argument, nullptr, 'j'},
                                 {"help", no_argument, nullptr, 'h'},
                                 {"policy", no_argument, nullptr, 'y'},
                                 {"version", no_argument, nullptr, 'v'},
                                 {nullptr, 0, nullptr, 0}};
  opterr = 0;
  for (int found = 0; (found = ::getopt_long(argc, argv, "+:h", kOptions, nullptr)) != -1;) {
    switch (found) {
      case 'd':
        invocation.globals.data_path = optarg;
        break;
      case 'l':
        invocation.log = optarg;
        break;
      case 'p':
        invocation.nsenter.pid = optarg;
        break;
      case 'j':
        invocation.nsenter.container_json = optarg;
        break;
      case 'y':
        invocation.policy = true;
        break;
      case 'h':
        std::fputs(help, stdout);
        return 0;
      case 'v':
        std::puts("nsinit " NSINIT_VERSION);
        return 0;
      default:
        nsinit::Report(std::string(argv[optind - 1]) +
                       (found == ':' ? ": needs a value" : ": no such option") +
                       " (see nsinit --help)");
        return 1;
    }
  }
  return -1;
}

// Options win over these, and empty values count as not given.
void ReadEnvironment(Invocation& invocation) {
  const auto take = [](const char* name, std::string& value) {
    const char* given = std::getenv(name);
    if (given != nullptr && *given != '\0') value = given;
  };
  take("data_path", invocation.globals.data_path);
  take("log", invocation.log);
}

int ExecStatus(const libcontainer::Error& error) {
  if (error.step() != "exec") return 1;
  return error.error() == ENOENT || error.error() == ENOTDIR ? kNotFound : kCannotExecute;
}

int Run(const Command& command, const Invocation& invocation) {
  const std::string prefix = std::string(command.name) + ": ";
  const size_t count = invocation.args.size();
  if (count < command.fewest_args || count > command.most_args) {
    nsinit::Report(prefix + (count == 0 ? "no command given" : "too many arguments") +
                   " (see nsinit " + command.name + " --help)");
    return 1;
  }
  try {
    return command.run(invocation);
  } catch (const libcontainer::Error& error) {
    nsinit::Report(prefix + error.what());
    return ExecStatus(error);
  } catch (const libcontainer::ConfigError& error) {
    nsinit::Report(prefix + "container.json: " + error.what());
    return 1;
  }
}

// A file that is opened later must not be taken for standard input, output or error because its number
// was free.
bool OpenStandardDescriptors() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(fd, F_GETFD) < 0 && ::open("/dev/null", O_RDWR) != fd) return false;
  }
  return true;
}

int Main(int argc, char** argv) {
  Invocation invocation;
  ReadEnvironment(invocation);
  int status = ParseOptions(argc, argv, nsinit::kHelp, invocation);
  if (status >= 0) return status;
  if (optind >= argc) {
    nsinit::Report("no command given (see nsinit --help)");
    return 1;
  }
  const Command* command = FindCommand(argv[optind]);
  if (command == nullptr) return 1;
  argc -= optind;
  argv += optind;
  optind = 1;
  status = ParseOptions(argc, argv, command->help, invocation);
  if (status >= 0) return status;
  if (!invocation.log.empty()) nsinit::OpenLog(invocation.log);
  invocation.args.assign(argv + optind, argv + argc);
  return Run(*command, invocation);
}

}  // namespace

int main(int argc, char** argv) {
  // Set if this program has more privileges than its caller, who chooses everything it works on.
  if (::getauxval(AT_SECURE) != 0) {
    nsinit::Report("must not be installed setuid, setgid or with capabilities");
    return 1;
  }
  if (!OpenStandardDescriptors()) return 1;
  try {
    return Main(argc, argv);
  } catch (const std::exception& error) {
    nsinit::Report(error.what());
    return 1;
  }
}
