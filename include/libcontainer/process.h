#ifndef LIBCONTAINER_PROCESS_H_
#define LIBCONTAINER_PROCESS_H_

#include <sys/resource.h>
#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <memory>

namespace libcontainer {

// How a process of a container ended.
struct Result {
  int exit_code = 0;  // of exit(3); 0 if a signal ended it
  int signal = 0;     // the signal that ended it, or 0

  // True if the kernel killed a process of the container for want of memory.
  bool oom_killed = false;
  // Most memory that the container's control group held at a time, in bytes; 0 if it has none. The
  // last two are those of the whole container, and 0 for a process that joined.
  uint64_t peak_memory_bytes = 0;
  // Of the process and the children it waited for; getrusage(2) says what its fields mean.
  struct rusage usage = {};
  // How long each phase took, in the order they come in.
  struct Timings {
    std::chrono::nanoseconds spawn{};    // new process and namespaces
    std::chrono::nanoseconds cgroups{};  // groups, limits and joining them
    std::chrono::nanoseconds setup{};    // steps of the init, until the command runs
    std::chrono::nanoseconds run{};      // from then to its end
  } timings;                             // where the time went

  // As a shell reports it: the exit code, or 128 + signal.
  int ExitStatus() const { return signal == 0 ? exit_code : 128 + signal; }
};

// A running process of a container, from namespaces::Start. To be used by one thread at a time.
class Process {
 public:
  class Impl;
  // For Start and Join.
  explicit Process(std::unique_ptr<Impl> impl);
  // What was moved from can only be destroyed or assigned to.
  Process(Process&&) noexcept;
  Process& operator=(Process&&) noexcept;
  // Kills the container if it was not waited for, and removes everything that belongs to it.
  ~Process();

  // In the pid namespace of the caller.
  pid_t pid() const;
  // A descriptor that poll(2) reports as readable when the process has ended; stays owned by this
  // object.
  int pidfd() const;

  // Sends a signal. Throws Error: ESRCH, the process has ended.
  void Signal(int signal);

  // Copies between the terminal and the caller's descriptors until the process has ended and its
  // output is written, then removes what belongs to the container: control groups, state.json,
  // processes left in its groups. Signals read from `signal_fd` (a signalfd(2), or -1) are
  // forwarded; SIGWINCH resizes the terminal, SIGCHLD, SIGPIPE and SIGURG are not forwarded. Throws
  // Error: ECHILD, somebody else has reaped the process (the caller must neither ignore SIGCHLD nor
  // wait for any child); otherwise what the clean-up ran into. To be called once.
  Result Wait(int signal_fd = -1);

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace libcontainer

#endif  // LIBCONTAINER_PROCESS_H_
