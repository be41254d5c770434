#include "screen.h"

#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>

#include "internal/files.h"
#include "libcontainer/error.h"

namespace libcontainer::nsinit {
namespace {

// ECMA-48, and xterm's second screen.
constexpr std::string_view kEnter = "\x1b[?1049h\x1b[?25l";
constexpr std::string_view kLeave = "\x1b[?25h\x1b[?1049l";
constexpr std::string_view kHome = "\x1b[H";
constexpr std::string_view kClearToEndOfLine = "\x1b[K";
constexpr std::string_view kClearBelow = "\x1b[J";

void Write(std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(STDOUT_FILENO, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw Error(errno, "write", "standard output");
    text.remove_prefix(static_cast<size_t>(count));
  }
}

winsize Size() {
  winsize size = {};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0) return {24, 80, 0, 0};
  return size;
}

// The keys are read one by one and not shown; ^C is one of them.
std::optional<termios> TakeKeys() {
  termios saved = {};
  if (::tcgetattr(STDIN_FILENO, &saved) != 0) return std::nullopt;
  termios keys = saved;
  keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ISIG);
  ::tcsetattr(STDIN_FILENO, TCSANOW, &keys);
  return saved;
}

bool IsLeaving(char key) {
  constexpr std::string_view kKeys = "qQ\x03\x04";
  return kKeys.find(key) != std::string_view::npos;
}

}  // namespace

Screen::Screen() {
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH})
    ::sigaddset(&signals, signal);
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  signals_.reset(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!signals_) throw Error(errno, "create", "signalfd");
  Write(kEnter);
  saved_ = TakeKeys();
}

Screen::~Screen() {
  if (saved_) ::tcsetattr(STDIN_FILENO, TCSANOW, &*saved_);
  try {
    Write(kLeave);
  } catch (const Error&) {
    // EIO: the terminal is gone, and with it what was to be brought back.
  }
}

void Screen::Show(const std::string& text) {
  const winsize size = Size();
  std::string frame(kHome);
  size_t row = 0;
  for (const std::string_view line : internal::Split(text, '\n')) {
    if (++row > size.ws_row) break;
    if (row > 1) frame += "\r\n";
    frame += line.substr(0, size.ws_col);
    // At the right edge the cursor stands on the last character, which clearing would take away.
    if (line.size() < size.ws_col) frame += kClearToEndOfLine;
  }
  if (row < size.ws_row) frame += kClearBelow;
  Write(frame);
}

bool Screen::Wait(std::chrono::milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    pollfd fds[] = {{signals_.get(), POLLIN, 0}, {input_open_ ? STDIN_FILENO : -1, POLLIN, 0}};
    const int count = ::poll(fds, 2, static_cast<int>(std::max<int64_t>(left.count(), 0)));
    if (count == 0) return true;
    if (count < 0) {
      if (errno == EINTR) continue;
      throw Error(errno, "wait for", "keys");
    }
    signalfd_siginfo info = {};
    if (fds[0].revents != 0 && ::read(signals_.get(), &info, sizeof info) == sizeof info) {
      return info.ssi_signo == SIGWINCH;
    }
    char key = 0;
    if (fds[1].revents != 0) {
      if (::read(STDIN_FILENO, &key, 1) != 1) input_open_ = false;
      if (IsLeaving(key)) return false;
    }
  }
}

}  // namespace libcontainer::nsinit
