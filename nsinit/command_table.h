#ifndef LIBCONTAINER_NSINIT_COMMAND_TABLE_H_
#define LIBCONTAINER_NSINIT_COMMAND_TABLE_H_

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "commands.h"

namespace libcontainer::nsinit {

// What the command line says.
struct Invocation {
  Globals globals;
  NsEnterOptions nsenter;
  std::string log;
  bool policy = false;  // --policy
  std::vector<std::string> args;
};

struct Command {
  const char* name;
  int (*run)(const Invocation& invocation);
  size_t fewest_args;
  size_t most_args;
  const char* help;
};

// All commands, by name.
std::span<const Command> Commands();

// What `nsinit --help` prints.
extern const char* const kHelp;

}  // namespace libcontainer::nsinit

#endif  // LIBCONTAINER_NSINIT_COMMAND_TABLE_H_
