// Runs in: the parent (Create); inside the container (Initialize).
#include <fcntl.h>
#include <sched.h>

#include <cerrno>

#include "internal/files.h"
#include "libcontainer/error.h"
#include "strategies.h"

namespace libcontainer::network {
namespace {

constexpr const char* kPath = "nspath";

}  // namespace

void NetNS::Create(const Network& network, pid_t /*pid*/, Context& context) const {
  context[kPath] = network.ns_path;
}

void NetNS::Initialize(const Network& network, const Context& context) const {
  const auto path = context.find(kPath);
  if (path == context.end()) throw Error(EINVAL, "find network namespace", network.ns_path);
  // The file system is still that of the caller: the container's mounts come later.
  const UniqueFd fd = internal::Open(AT_FDCWD, path->second, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  if (::setns(fd.get(), CLONE_NEWNET) != 0) {
    throw Error(errno, "join network namespace", path->second);
  }
}

}  // namespace libcontainer::network
