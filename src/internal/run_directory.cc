#include "internal/run_directory.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "internal/files.h"
#include "libcontainer/error.h"

namespace libcontainer::internal {

UniqueFd OpenRunDirectory() {
  if (::mkdir(kRunDirectory, 0700) != 0 && errno != EEXIST) {
    throw Error(errno, "create directory", kRunDirectory);
  }
  UniqueFd fd = Open(AT_FDCWD, kRunDirectory, O_PATH | O_DIRECTORY | O_NOFOLLOW);
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) throw Error(errno, "stat", kRunDirectory);
  if (status.st_uid != 0 || (status.st_mode & 077) != 0) {
    throw Error(EPERM, "use a directory that is not root's alone:", kRunDirectory);
  }
  return fd;
}

}  // namespace libcontainer::internal
