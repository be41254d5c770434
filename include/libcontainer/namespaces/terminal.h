#ifndef LIBCONTAINER_NAMESPACES_TERMINAL_H_
#define LIBCONTAINER_NAMESPACES_TERMINAL_H_

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "libcontainer/unique_fd.h"

struct pollfd;

namespace libcontainer::namespaces {

// How to run the program that becomes the container's init.
struct Command {
  std::string init_path;                 // empty: the program built into this library, without
                                         // which there is no user namespace (NEWUSER)
  std::vector<std::string> args;         // argv; what the container runs is not in it
  std::vector<std::string> environment;  // of the init only; the container gets Config::environment
  std::array<UniqueFd, 3> stdio;         // its descriptors 0, 1 and 2; unset is /dev/null
  uint64_t namespace_flags = 0;          // CLONE_NEW…
};

// Copies bytes one way between two descriptors, for a poll(2) loop. Neither descriptor is owned.
class Relay {
 public:
  // `to` is written to in steps that do not block if it is a pipe.
  Relay(int from, int to) : from_(from), to_(to) {}

  // What to wait for: the source while nothing is buffered, else the target. fd is -1 when done.
  pollfd Interest() const;
  // Moves what can be moved without waiting. With `source_ended` a source that has nothing to read
  // at the moment counts as ended.
  void Step(bool source_ended);
  // True after the end of the source, or of the target's readers, and once all is written.
  bool done() const { return done_; }
  bool target_gone() const { return target_gone_; }
  // The last byte copied, or '\n' before the first one.
  char last_byte() const { return last_byte_; }

 private:
  void Read(bool source_ended);
  void Write();

  int from_;
  int to_;
  std::unique_ptr<char[]> buffer_;  // allocated at the first read
  size_t begin_ = 0;
  size_t end_ = 0;
  bool done_ = false;
  bool target_gone_ = false;
  char last_byte_ = '\n';
};

// Connects the standard input and output of a container's process with the caller's.
class Terminal {
 public:
  virtual ~Terminal() = default;

  // Called before the init is spawned: fills `command.stdio`.
  virtual void Attach(Command& command) = 0;
  // Called with the master side of the container's pseudo-terminal, if it has one.
  virtual void SetMaster(UniqueFd master) = 0;
  // Sets the window size in characters. No effect without a pseudo-terminal.
  virtual void Resize(uint16_t height, uint16_t width) = 0;
  // Sets the window size to that of the caller's terminal, if there is one.
  virtual void ResizeToCaller() = 0;
  // What to copy now; called before each wait. The pointers stay valid until Close.
  virtual std::vector<Relay*> Relays() = 0;
  // True for the relays whose bytes come from the container.
  virtual bool IsOutput(const Relay* relay) const = 0;
  // Restores the caller's terminal and closes what this object opened. May be called twice.
  virtual void Close() = 0;
};

// Standard terminal: three pipes between the caller's descriptors and the container's, so no
// descriptor of the host gets into the container. With `tty`, the container's own pseudo-terminal;
// the caller's terminal, if `standard_input` is one, is in raw mode meanwhile. `tty` must be Config::tty.
// The descriptors stay the caller's and must outlive the object.
std::unique_ptr<Terminal> NewTerminal(int standard_input, int standard_output, int standard_error,
                                      bool tty);

}  // namespace libcontainer::namespaces

#endif  // LIBCONTAINER_NAMESPACES_TERMINAL_H_
