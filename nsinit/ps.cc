#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <string>
#include <vector>

#include "commands.h"
#include "internal/files.h"
#include "libcontainer/cgroups/driver.h"
#include "libcontainer/error.h"

namespace libcontainer::nsinit {
namespace {

// The container chose these bytes, and they go to a terminal.
std::string Printable(std::string text) {
  while (!text.empty() && (text.back() == '\0' || text.back() == '\n')) text.pop_back();
  for (char& c : text) {
    if (c == '\0') c = ' ';
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  }
  return text;
}

// The command line; the name, in brackets, of a process that has none.
std::string CommandOf(pid_t pid) {
  const std::string directory = "/proc/" + std::to_string(pid);
  const std::string line = Printable(internal::ReadFile(directory + "/cmdline"));
  return line.empty() ? "[" + Printable(internal::ReadFile(directory + "/comm")) + "]" : line;
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
