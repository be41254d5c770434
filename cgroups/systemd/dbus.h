#ifndef LIBCONTAINER_CGROUPS_SYSTEMD_DBUS_H_
#define LIBCONTAINER_CGROUPS_SYSTEMD_DBUS_H_

#include <chrono>
#include <deque>
#include <functional>
#include <string>

#include "dbus_message.h"
#include "libcontainer/error.h"
#include "libcontainer/unique_fd.h"

namespace libcontainer::cgroups::systemd {

// What the other side answered instead of a result: its name, "org.freedesktop.systemd1.UnitExists".
// The errno is the one closest to it, EREMOTEIO if there is none.
class DbusError : public Error {
 public:
  DbusError(const std::string& name, const std::string& text, const std::string& operation,
            const std::string& object);
  const std::string& name() const { return name_; }

 private:
  std::string name_;
};

// A connection to the system bus. All functions throw Error: ETIMEDOUT, no answer in time;
// ECONNRESET, the bus hung up; otherwise the errno of the socket.
class Dbus {
 public:
  // Throws Error also: ENOENT, ECONNREFUSED, there is no bus; EACCES, the bus does not let us in.
  explicit Dbus(const std::string& socket = "/run/dbus/system_bus_socket");

  // Calls a method and waits for its answer; `object` names what it is about in errors. Throws
  // DbusError also.
  Message Call(Message call, const std::string& object);

  // Waits for a signal that `matches`, those that came during a Call included.
  Message WaitForSignal(const std::function<bool(const Message&)>& matches,
                        const std::string& object);

 private:
  using Deadline = std::chrono::steady_clock::time_point;
  void Authenticate(Deadline deadline);
  void Send(std::string_view bytes, Deadline deadline);
  void Wait(short events, Deadline deadline);
  std::string Read(size_t size, Deadline deadline);
  Message Receive(Deadline deadline);

  UniqueFd socket_;
  uint32_t last_serial_ = 0;
  std::deque<Message> signals_;
};

}  // namespace libcontainer::cgroups::systemd

#endif  // LIBCONTAINER_CGROUPS_SYSTEMD_DBUS_H_
