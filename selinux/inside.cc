// What the init inside a container uses.
#include <sys/xattr.h>

#include <cerrno>

#include "internal/attributes.h"
#include "libcontainer/error.h"
#include "libcontainer/selinux/selinux.h"
#include "xattr.h"

namespace libcontainer::selinux {

void Setfilecon(int fd, const std::string& context) {
  if (::fsetxattr(fd, kXattr, context.data(), context.size(), 0) != 0) {
    throw Error(errno, "set SELinux context of", "file to " + context);
  }
}

void Setexeccon(int proc, const std::string& context) {
  try {
    internal::WriteAttribute(proc, "exec", context);
  } catch (const Error& error) {
    throw Error(error.error(), "apply SELinux context", context);
  }
}

}  // namespace libcontainer::selinux
