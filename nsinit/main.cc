#include <fcntl.h>
#include <getopt.h>
#include <sys/auxv.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
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

namespace nsinit = libcontainer::nsinit;

// The shell's convention for a command that cannot be run.
constexpr int kCannotExecute = 126;
constexpr int kNotFound = 127;

constexpr const char* kHelp =
    R"(Run a command in a container made of Linux namespaces.

Usage: nsinit [OPTIONS] COMMAND [ARG...]

nsinit works on the current directory, a root file system that holds container.json.

Commands:
  exec CMD [ARG...]   run a command in a container: a new one, or the one that runs here
  state               print the state of the running container
  kill [SIGNAL]       send a signal to its first process
  pause, resume       stop all its processes, and let them go on
  ps                  list its processes
  stats               print what it uses: CPU, memory, I/O, processes
  events              print its out-of-memory events, and its end
  clean               remove what a killed nsinit left behind
  spec                print container.json as decoded
  nsenter             run a command in the namespaces of a process

Options:
  --data-path DIR     directory of container.json and state.json
                      (also: data_path in the environment)
  --log FILE          append errors to this file (also: log in the environment)
  --help, --version

Examples:
  nsinit exec /bin/sh -c 'id; hostname'
  nsinit kill TERM

`nsinit COMMAND --help` tells more of a command.
)";

// What the command line says.
struct Invocation {
  nsinit::Globals globals;
  nsinit::NsEnterOptions nsenter;
  std::string log;
  bool policy = false;
  std::vector<std::string> args;
};

int Clean(const Invocation& invocation) { return nsinit::RunClean(invocation.globals); }
int Events(const Invocation& invocation) { return nsinit::RunEvents(invocation.globals); }
int Exec(const Invocation& invocation) {
  return nsinit::RunExec(invocation.globals, invocation.args);
}
int Init(const Invocation& /*invocation*/) { return nsinit::RunInit(); }
int Kill(const Invocation& invocation) {
  return nsinit::RunKill(invocation.globals, invocation.args.empty() ? "KILL" : invocation.args[0]);
}
int NsEnter(const Invocation& invocation) {
  return nsinit::RunNsEnter(invocation.nsenter, invocation.args);
}
int Pause(const Invocation& invocation) { return nsinit::RunPause(invocation.globals); }
int Ps(const Invocation& invocation) { return nsinit::RunPs(invocation.globals); }
int Resume(const Invocation& invocation) { return nsinit::RunResume(invocation.globals); }
int Spec(const Invocation& invocation) { return nsinit::RunSpec(invocation.globals); }
int State(const Invocation& invocation) {
  return invocation.policy ? nsinit::RunPolicy(invocation.globals)
                           : nsinit::RunState(invocation.globals);
}
int Stats(const Invocation& invocation) { return nsinit::RunStats(invocation.globals); }

constexpr size_t kAny = SIZE_MAX;

struct Command {
  const char* name;
  int (*run)(const Invocation& invocation);
  size_t fewest_args;
  size_t most_args;
  const char* help;
};

constexpr Command kCommands[] = {
    {"clean", Clean, 0, 0,
     "Usage: nsinit clean\n\n"
     "Removes what is left of a container whose nsinit was killed: processes, control groups and\n"
     "state.json. exec does so too. Fails while the container runs.\n\n"
     "Example:\n  nsinit clean\n"},
    {"events", Events, 0, 0,
     "Usage: nsinit events\n\n"
     "Prints what happens to the running container, one JSON object a line, until it ends:\n"
     "oom (its memory limit was reached), oom_kill (the kernel killed processes), end.\n\n"
     "Example:\n  nsinit events\n"},
    {"exec", Exec, 1, kAny,
     "Usage: nsinit exec CMD [ARG...]\n\n"
     "Starts a container and runs CMD in it as process 1; if one runs here already, runs CMD in\n"
     "that, as confined as process 1. Everything after CMD belongs to CMD.\n"
     "The exit status is that of CMD, 128+N if signal N ended it, 127 if CMD was not found, 126\n"
     "if it cannot be executed, and 1 if the container could not be started.\n\n"
     "Example:\n  nsinit exec /bin/sh -c 'id; hostname'\n"},
    {"init", Init, 0, 0,
     "Usage: nsinit init\n\nInternal: sets up a container from inside. Not to be called by "
     "hand.\n"},
    {"kill", Kill, 0, 1,
     "Usage: nsinit kill [SIGNAL]\n\n"
     "Sends a signal, by name or number, to the container's first process; KILL if none is given.\n"
     "(The first process of a pid namespace ignores what it has no handler for, except KILL.)\n\n"
     "Example:\n  nsinit kill TERM\n"},
    {"nsenter", NsEnter, 1, kAny,
     "Usage: nsinit nsenter --nspid PID --containerjson JSON -- CMD [ARG...]\n\n"
     "Runs CMD in the namespaces of process PID, confined as the configuration JSON says.\n\n"
     "Example:\n  nsinit nsenter --nspid 4711 --containerjson \"$(cat container.json)\" -- "
     "/bin/sh\n"},
    {"pause", Pause, 0, 0,
     "Usage: nsinit pause\n\n"
     "Stops all processes of the running container and returns when they stand still. While it is\n"
     "paused no command can join it; kill ends it.\n\n"
     "Example:\n  nsinit pause\n"},
    {"ps", Ps, 0, 0,
     "Usage: nsinit ps\n\n"
     "Lists the processes of the running container, by their pids outside.\n\n"
     "Example:\n  nsinit ps\n"},
    {"resume", Resume, 0, 0,
     "Usage: nsinit resume\n\nContinues the processes of a paused container.\n\n"
     "Example:\n  nsinit resume\n"},
    {"spec", Spec, 0, 0,
     "Usage: nsinit spec\n\nPrints container.json as decoded, with every default left out.\n\n"
     "Example:\n  nsinit spec | less\n"},
    {"state", State, 0, 0,
     "Usage: nsinit state [--policy]\n\n"
     "Prints pid and start time of the running container's first process, and where its control\n"
     "groups are, as JSON; with --policy what confines it, as the kernel says: namespaces,\n"
     "capabilities, seccomp, labels, limits, read-only and masked paths. Fails if no container "
     "runs\n"
     "here.\n\n"
     "Example:\n  nsinit state --policy\n"},
    {"stats", Stats, 0, 0,
     "Usage: nsinit stats\n\n"
     "Prints what the running container uses, as JSON; CPU usage over 100 ms. What this kernel\n"
     "does not count is left out.\n\n"
     "Example:\n  nsinit stats\n"},
};

const Command* FindCommand(const std::string& name) {
  std::vector<std::string> names;
  for (const Command& command : kCommands) {
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
  int status = ParseOptions(argc, argv, kHelp, invocation);
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
