// Runs in: inside the container.
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "libcontainer/error.h"
#include "libcontainer/security/seccomp.h"

namespace libcontainer::security::seccomp {

UniqueFd Install(const Filter& filter) {
  if (filter.program.empty()) return {};
  std::vector<sock_filter> instructions(filter.program.size() / sizeof(sock_filter));
  filter.program.copy(reinterpret_cast<char*>(instructions.data()),
                      instructions.size() * sizeof(sock_filter));
  const sock_fprog program{static_cast<unsigned short>(instructions.size()), instructions.data()};
  const unsigned flags = filter.notifies ? SECCOMP_FILTER_FLAG_NEW_LISTENER : 0;
  const long result = ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
  if (result < 0) throw Error(errno, "install", "seccomp filter");
  return filter.notifies ? UniqueFd(static_cast<int>(result)) : UniqueFd();
}

}  // namespace libcontainer::security::seccomp
