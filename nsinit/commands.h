#ifndef LIBCONTAINER_NSINIT_COMMANDS_H_
#define LIBCONTAINER_NSINIT_COMMANDS_H_

#include <string>
#include <vector>

namespace libcontainer::nsinit {

// What all commands share: the directory of container.json and state.json.
struct Globals {
  std::string data_path = ".";
};

// One function a command. Each returns nsinit's exit status and may throw Error or ConfigError.
int RunExec(const Globals& globals, const std::vector<std::string>& args);
int RunSpec(const Globals& globals);
int RunInit();

}  // namespace libcontainer::nsinit

#endif  // LIBCONTAINER_NSINIT_COMMANDS_H_
