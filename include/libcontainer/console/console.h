#ifndef LIBCONTAINER_CONSOLE_CONSOLE_H_
#define LIBCONTAINER_CONSOLE_CONSOLE_H_

#include "libcontainer/unique_fd.h"

// Pseudo-terminals of containers.
namespace libcontainer::console {

// Both sides of a pseudo-terminal.
struct Pty {
  UniqueFd master;  // for who shows the terminal
  UniqueFd slave;   // for the processes in it
};

// A new pseudo-terminal of the devpts instance that `devpts` is the root directory of. The slave is
// opened through the master (TIOCGPTPEER), not by a path. Throws Error.
Pty OpenPty(int devpts);

// Binds `slave` on console in the directory `dev`; mode 0600, owner root. Throws Error.
void Setup(int dev, int slave);

// Makes `slave` the controlling terminal of the calling session leader, and its stdin, stdout and
// stderr. Throws Error.
void OpenAndDup(int slave);

// The last part of it: makes `slave` stdin, stdout and stderr. Throws Error.
void Dup(int slave);

}  // namespace libcontainer::console

#endif  // LIBCONTAINER_CONSOLE_CONSOLE_H_
