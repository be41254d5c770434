#ifndef LIBCONTAINER_NETLINK_SOCKET_H_
#define LIBCONTAINER_NETLINK_SOCKET_H_

#include <cstdint>
#include <string>
#include <vector>

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

// Sends a request over a socket of its own and returns what the kernel answers. A list that changed
// while the kernel wrote it is asked for again. Throws Error with the errno of the kernel's answer,
// the operation and the object, and the kernel's own words: EAGAIN, the list changed each time.
std::vector<Reply> Exchange(const Message& message, const std::string& operation,
                            const std::string& object);

}  // namespace libcontainer::netlink

#endif  // LIBCONTAINER_NETLINK_SOCKET_H_
