// Runs in: the parent.
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>

#include "libcontainer/error.h"
#include "terminals.h"

namespace libcontainer::namespaces {

void TtyTerminal::SetMaster(UniqueFd master) {
  master_ = std::move(master);
  input_.emplace(stdio_.input, master_.get());
  output_.emplace(master_.get(), stdio_.output);
  ResizeToCaller();
  SetRaw();
}

void TtyTerminal::Resize(uint16_t height, uint16_t width) {
  const winsize size{height, width, 0, 0};
  if (master_ && ::ioctl(master_.get(), TIOCSWINSZ, &size) != 0) {
    throw Error(errno, "set window size of", "pseudo-terminal");
  }
}

void TtyTerminal::ResizeToCaller() {
  winsize size{};
  for (const int fd : {stdio_.input, stdio_.output, stdio_.error}) {
    if (::ioctl(fd, TIOCGWINSZ, &size) == 0) return Resize(size.ws_row, size.ws_col);
  }
}

void TtyTerminal::SetRaw() {
  termios settings{};
  if (::tcgetattr(stdio_.input, &settings) != 0) return;  // ENOTTY: input is not a terminal
  saved_ = settings;
  ::cfmakeraw(&settings);
  if (::tcsetattr(stdio_.input, TCSANOW, &settings) != 0) {
    throw Error(errno, "set raw mode of", "terminal");
  }
}

std::vector<Relay*> TtyTerminal::Relays() {
  if (!input_ || !master_) return {};
  if (output_->target_gone()) {
    master_.reset();  // as when a terminal is closed: the container's session is hung up
    return {};
  }
  if (input_->done() && !input_->target_gone() && !sent_end_of_file_) SendEndOfFile();
  return {&*input_, &*output_};
}

// Input from a pipe or file has an end, a terminal only a character that stands for it; in the
// middle of a line it takes two, the first of which ends the line.
void TtyTerminal::SendEndOfFile() {
  sent_end_of_file_ = true;
  termios settings{};
  if (::tcgetattr(master_.get(), &settings) != 0) return;  // EIO: nobody has the slave open
  const char end[] = {static_cast<char>(settings.c_cc[VEOF]),
                      static_cast<char>(settings.c_cc[VEOF])};
  const size_t count = input_->last_byte() == '\n' ? 1 : 2;
  // EAGAIN, EIO: a command that does not read its terminal does not miss the end either.
  [[maybe_unused]] const ssize_t written = ::write(master_.get(), end, count);
}

void TtyTerminal::Close() {
  if (saved_) {
    // EIO: the caller's terminal was hung up; there is nothing to restore.
    ::tcsetattr(stdio_.input, TCSADRAIN, &*saved_);
    saved_.reset();
  }
  master_.reset();
}

std::unique_ptr<Terminal> NewTerminal(int standard_input, int standard_output, int standard_error,
                                      bool tty) {
  const Stdio stdio{standard_input, standard_output, standard_error};
  if (tty) return std::make_unique<TtyTerminal>(stdio);
  return std::make_unique<StdTerminal>(stdio);
}

}  // namespace libcontainer::namespaces
