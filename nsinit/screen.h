#ifndef LIBCONTAINER_NSINIT_SCREEN_H_
#define LIBCONTAINER_NSINIT_SCREEN_H_

#include <termios.h>

#include <chrono>
#include <optional>
#include <string>

#include "libcontainer/unique_fd.h"

namespace libcontainer::nsinit {

// Shows text in the whole terminal of standard output, until somebody wants to leave. What was there
// before comes back at the end, and so do the settings of the terminal of standard input.
class Screen {
 public:
  Screen();
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;
  ~Screen();

  // Replaces what is shown; lines that do not fit are cut off. Throws Error: nobody reads any more.
  void Show(const std::string& text);

  // Waits that long, or until the window changes its size. False if the user pressed q, ^C or ^D, or a
  // signal asked the program to end.
  bool Wait(std::chrono::milliseconds time);

 private:
  UniqueFd signals_;
  std::optional<termios> saved_;  // of standard input, if that is a terminal
  bool input_open_ = true;
};

}  // namespace libcontainer::nsinit

#endif  // LIBCONTAINER_NSINIT_SCREEN_H_
