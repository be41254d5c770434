#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <string>
#include <vector>

#include "commands.h"
#include "internal/files.h"
#include "libcontainer/cgroups/driver.h"
#include "libcontainer/error.h"
#include "report.h"

namespace libcontainer::nsinit {
namespace {

// Without the end of line or of the last argument, on one line.
std::string OneLine(std::string text) {
  while (!text.empty() && (text.back() == '\0' || text.back() == '\n')) text.pop_back();
  std::replace(text.begin(), text.end(), '\0', ' ');
  return Printable(text);
}

// The command line; the name, in brackets, of a process that has none.
std::string CommandOf(pid_t pid) {
  const std::string directory = "/proc/" + std::to_string(pid);
  const std::string line = OneLine(internal::ReadFile(directory + "/cmdline"));
  return line.empty() ? "[" + OneLine(internal::ReadFile(directory + "/comm")) + "]" : line;
}

}  // namespace

int RunPs(const Globals& globals) {
  std::vector<pid_t> pids = cgroups::GetPids(GroupOfRunning(globals));
  std::sort(pids.begin(), pids.end());
  std::puts("    PID COMMAND");
  for (const pid_t pid : pids) {
    try {
      std::printf("%7d %s\n", pid, CommandOf(pid).c_str());
    } catch (const Error& error) {
      if (error.error() != ENOENT && error.error() != ESRCH) throw;  // it ended meanwhile
    }
  }
  return std::fflush(stdout) == 0 ? 0 : 1;
}

}  // namespace libcontainer::nsinit
