#include "libcontainer/console/console.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "internal/files.h"
#include "internal/mount_api.h"
#include "libcontainer/error.h"

namespace libcontainer::console {

Pty OpenPty(int devpts) {
  Pty pty;
  pty.master = internal::Open(devpts, "ptmx", O_RDWR | O_NOCTTY | O_NOFOLLOW);
  int unlock = 0;
  if (::ioctl(pty.master.get(), TIOCSPTLCK, &unlock) != 0) {
    throw Error(errno, "unlock", "pseudo-terminal");
  }
  pty.slave.reset(::ioctl(pty.master.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!pty.slave) throw Error(errno, "open slave of", "pseudo-terminal");
  return pty;
}

void Setup(int dev, int slave) {
  if (::fchmod(slave, 0600) != 0 || ::fchown(slave, 0, 0) != 0) {
    throw Error(errno, "set owner and mode of", "pseudo-terminal");
  }
  const UniqueFd target =
      internal::Open(dev, "console", O_CREAT | O_EXCL | O_RDONLY | O_NOFOLLOW, 0600);
  const UniqueFd clone = internal::CloneMount(slave, internal::Depth::kSingle, "/dev/console");
  internal::Attach(clone.get(), target.get(), "/dev/console");
}

void OpenAndDup(int slave) {
  // The argument 0: never steal the terminal of another session.
  if (::ioctl(slave, TIOCSCTTY, 0) != 0) throw Error(errno, "set controlling terminal", "");
  Dup(slave);
}

void Dup(int slave) {
  for (int fd = 0; fd <= 2; ++fd) {
    if (::dup2(slave, fd) < 0) throw Error(errno, "dup2", "pseudo-terminal");
  }
}

}  // namespace libcontainer::console
