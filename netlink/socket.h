#ifndef LIBCONTAINER_NETLINK_SOCKET_H_
#define LIBCONTAINER_NETLINK_SOCKET_H_

#include <cstdint>

#include "libcontainer/unique_fd.h"
#include "message.h"

namespace libcontainer::netlink {

// A NETLINK_ROUTE socket in the calling thread's network namespace. Close-on-exec; the kernel
// explains its errors on it and checks requests strictly, where it can. Throws Error.
UniqueFd OpenSocket();

// Sends `message` to the kernel with that sequence number. Throws Error.
void Send(int socket, const Message& message, uint32_t sequence);

// Waits for the kernel's answer to request `sequence`; passes over its answers to other requests
// and whatever other processes send. Throws Error: EBADMSG, the kernel sent no well-formed message;
// otherwise the errno of recvfrom(2).
Answer WaitForAnswer(int socket, uint32_t sequence);

}  // namespace libcontainer::netlink

#endif  // LIBCONTAINER_NETLINK_SOCKET_H_
