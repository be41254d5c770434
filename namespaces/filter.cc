// Runs in: the parent.
#include "filter.h"

#include <cerrno>

#include "libcontainer/error.h"

namespace libcontainer::namespaces {

security::seccomp::Filter CompileFilter(const Config& config, const StartOptions& options) {
  if (!config.seccomp) return {};
  security::seccomp::Filter filter = *security::seccomp::Compile(*config.seccomp);
  // The first such call would wait for its answer for ever.
  if (filter.notifies && !options.seccomp_listener) {
    throw Error(ENOTSUP, "use, as nobody would answer, seccomp action", "notify");
  }
  return filter;
}

}  // namespace libcontainer::namespaces
