#ifndef LIBCONTAINER_NSINIT_COMMANDS_H_
#define LIBCONTAINER_NSINIT_COMMANDS_H_

#include <string>
#include <vector>

#include "libcontainer/state.h"

namespace libcontainer::nsinit {

// What all commands share: the directory of container.json and state.json.
struct Globals {
  std::string data_path = ".";
};

// What nsenter is told.
struct NsEnterOptions {
  std::string pid;             // --nspid
  std::string container_json;  // --containerjson: the configuration itself, not a file
};

// The container that runs here, and its control groups. Throw Error: ESRCH, there is none; ENOENT, it
// has no groups.
State RunningContainer(const Globals& globals);
cgroups::Location GroupOf(const State& state, const Globals& globals);
cgroups::Location GroupOfRunning(const Globals& globals);

// One function a command. Each returns nsinit's exit status and may throw Error or ConfigError.
int RunCheck(const Globals& globals, const std::vector<std::string>& args);
int RunClean(const Globals& globals);
int RunEvents(const Globals& globals);
int RunExec(const Globals& globals, const std::vector<std::string>& args);
int RunInit();
int RunKill(const Globals& globals, const std::string& signal);
int RunNew(const Globals& globals, const std::vector<std::string>& args);
int RunNsEnter(const NsEnterOptions& options, const std::vector<std::string>& args);
int RunPause(const Globals& globals);
int RunPolicy(const Globals& globals);
int RunPs(const Globals& globals);
int RunResume(const Globals& globals);
int RunSpec(const Globals& globals);
int RunState(const Globals& globals);
int RunStats(const Globals& globals);
int RunTop(const Globals& globals, const std::vector<std::string>& args);

}  // namespace libcontainer::nsinit

#endif  // LIBCONTAINER_NSINIT_COMMANDS_H_
