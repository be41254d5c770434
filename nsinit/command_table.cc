#include "command_table.h"

#include <cstdint>

namespace libcontainer::nsinit {

const char* const kHelp =
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
  top [DIR...]        show what containers use, again and again
  new [TEMPLATE]      write a container.json to start from
  check [FILE]        tell what is wrong with container.json, and what this host cannot enforce
  spec                print container.json as decoded
  nsenter             run a command in the namespaces of a process

Options:
  --data-path DIR     directory of container.json and state.json
                      (also: data_path in the environment)
  --log FILE          append errors to this file (also: log in the environment)
  --help, --version

Examples:
  nsinit new && nsinit check
  nsinit exec /bin/sh -c 'id; hostname'
  nsinit kill TERM

`nsinit COMMAND --help` tells more of a command.
)";

namespace {

int Check(const Invocation& invocation) { return RunCheck(invocation.globals, invocation.args); }
int Clean(const Invocation& invocation) { return RunClean(invocation.globals); }
int Events(const Invocation& invocation) { return RunEvents(invocation.globals); }
int Exec(const Invocation& invocation) { return RunExec(invocation.globals, invocation.args); }
int Init(const Invocation& /*invocation*/) { return RunInit(); }
int Kill(const Invocation& invocation) {
  return RunKill(invocation.globals, invocation.args.empty() ? "KILL" : invocation.args[0]);
}
int New(const Invocation& invocation) { return RunNew(invocation.globals, invocation.args); }
int NsEnter(const Invocation& invocation) {
  return RunNsEnter(invocation.nsenter, invocation.args);
}
int Pause(const Invocation& invocation) { return RunPause(invocation.globals); }
int Ps(const Invocation& invocation) { return RunPs(invocation.globals); }
int Resume(const Invocation& invocation) { return RunResume(invocation.globals); }
int Spec(const Invocation& invocation) { return RunSpec(invocation.globals); }
int State(const Invocation& invocation) {
  return invocation.policy ? RunPolicy(invocation.globals) : RunState(invocation.globals);
}
int Stats(const Invocation& invocation) { return RunStats(invocation.globals); }
int Top(const Invocation& invocation) { return RunTop(invocation.globals, invocation.args); }

constexpr size_t kAny = SIZE_MAX;

constexpr Command kCommands[] = {
    {"check", Check, 0, 1,
     "Usage: nsinit check [FILE]\n\n"
     "Tells everything that is wrong with container.json, or with FILE, and for each thing that "
     "it\n"
     "asks for whether this host can enforce it; if not, why not and what would change that.\n"
     "The exit status is 0 if a start would enforce all of it, and 1 otherwise.\n\n"
     "Examples:\n  nsinit check\n  nsinit check "
     "/usr/share/libcontainer/sample_configs/apparmor.json\n"},
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
     "Example:\n  nsinit kill HUP\n"},
    {"new", New, 0, 1,
     "Usage: nsinit new [TEMPLATE]\n\n"
     "Writes a container.json to start from; container.json(5) explains its keys. Leaves a file "
     "that\n"
     "is there as it is. Templates:\n"
     "  minimal           namespaces, a few capabilities, loopback, a terminal (if none is given)\n"
     "  apparmor          the same under the AppArmor profile docker-default\n"
     "  selinux           the same with SELinux labels\n"
     "  attach_to_bridge  the same with an interface on the bridge docker0\n"
     "  seccomp           the same under a filter of system calls\n"
     "  user_namespace    the same with ids of its own; the files must belong to them\n\n"
     "Example:\n  nsinit new minimal && nsinit exec /bin/sh\n"},
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
     "Usage: nsinit spec\n\nPrints container.json as decoded, with every default left out, after\n"
     "a line \"Spec:\".\n\n"
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
     "Prints what the running container uses, as JSON after a line \"Stats:\"; CPU usage\n"
     "over 100 ms. What this kernel does not count is left out.\n\n"
     "Example:\n  nsinit stats | tail -n +2\n"},
    {"top", Top, 0, kAny,
     "Usage: nsinit top [DIR...]\n\n"
     "Shows what the container that runs here uses, or those in the given directories, each "
     "second\n"
     "until q is pressed: processor (percent of one), memory and its limit, processes, bytes read "
     "and\n"
     "written, bytes received and sent. Prints it once if standard output is no terminal.\n\n"
     "Example:\n  nsinit top /srv/*/rootfs\n"},
};

}  // namespace

std::span<const Command> Commands() { return kCommands; }

}  // namespace libcontainer::nsinit
