// Runs in: inside the container, as the init image.
#include <signal.h>
#include <sys/prctl.h>

#include "libcontainer/namespaces/init.h"
#include "spawn.h"

int main() {
  // Until execve nothing in the container may trace this process or read its memory.
  ::prctl(PR_SET_DUMPABLE, 0);
  // Ignored and blocked signals survive execve; the command gets none from whoever started it.
  for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  return libcontainer::namespaces::Init(libcontainer::namespaces::kSyncPipeFd);
}
