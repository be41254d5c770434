#ifndef LIBCONTAINER_NAMESPACES_MESSAGE_H_
#define LIBCONTAINER_NAMESPACES_MESSAGE_H_

#include <string>
#include <vector>

#include "config_fields.h"
#include "libcontainer/config.h"
#include "libcontainer/mount/mount.h"
#include "libcontainer/network/network.h"
#include "libcontainer/security/seccomp.h"

// What the caller and the init say to each other over the sync pipe. Every message is one frame:
// its length, its kind, then the fields.
//
//   caller                          init (new namespaces, blocked in read)
//     | cgroups, host networks         |
//     |---- kStart: everything ------->|   end of file instead: the caller died, exit
//     |                                | steps of SPEC section 4
//     |<--- kConsole + pty master -----|   with tty only
//     |<--- kReady --------------------|   what comes next is the seccomp filter and execve
//     |<--- kListener + descriptor ----|   with a filter that notifies only
//     |<--- (end of file) -------------|   close-on-exec: the command runs
//     |                                |
//     |<--- kFailed: step, errno ------|   instead of any of these; then the init exits
//
// End of file before kReady: the init was killed during its steps.
//
// A join begins with kJoin, which carries a pidfd of the container's first process, and has one reply
// more: kChild, the pid and a pidfd of the process that goes on inside. The one that was spawned ends
// then.
namespace libcontainer::namespaces {

enum class MessageKind : uint64_t {
  kStart = 1,
  kConsole,
  kReady,
  kFailed,
  kJoin,
  kChild,
  kClone,
  kListener
};

struct StartMessage {
  Config config;
  mount::Rootfs rootfs;
  std::vector<network::Context> contexts;  // of config.networks, one each
  std::vector<std::string> args;
  uint64_t namespace_flags = 0;  // CLONE_NEW…: of the container; kJoin, to enter
  security::seccomp::Filter filter;
  bool guard = false;  // kClone: the spawned process stays, see GuardProcess
};

struct FailedMessage {
  int error = 0;
  std::string operation;
  std::string object;
  std::string step;
};

template <class Archive>
void Fields(Archive& archive, StartMessage& message) {
  archive(message.config, message.rootfs.path, message.rootfs.device, message.rootfs.inode,
          message.rootfs.protected_files, message.contexts, message.args, message.namespace_flags,
          message.filter, message.guard);
}

template <class Archive>
void Fields(Archive& archive, FailedMessage& message) {
  archive(message.error, message.operation, message.object, message.step);
}

}  // namespace libcontainer::namespaces

#endif  // LIBCONTAINER_NAMESPACES_MESSAGE_H_
