#ifndef LIBCONTAINER_TESTS_NSINIT_SESSION_H_
#define LIBCONTAINER_TESTS_NSINIT_SESSION_H_

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utmp.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "libcontainer/unique_fd.h"
#include "support/container.h"

namespace libcontainer::testing {

// A program on a terminal of its own, of which the test has the other side.
class Session {
 public:
  Session(const std::vector<std::string>& argv, const std::string& directory) {
    winsize size{33, 77, 0, 0};
    int master = -1;
    int slave = -1;
    if (::openpty(&master, &slave, nullptr, nullptr, &size) != 0) std::abort();
    master_.reset(master);
    slave_.reset(slave);
    ::fcntl(master, F_SETFD, FD_CLOEXEC);
    ::fcntl(slave, F_SETFD, FD_CLOEXEC);
    ::tcgetattr(slave, &before_);
    pid_ = ::fork();
    if (pid_ != 0) return;
    if (::login_tty(slave) != 0 || ::chdir(directory.c_str()) != 0) ::_exit(125);
    std::vector<char*> pointers;
    for (const std::string& arg : argv) pointers.push_back(const_cast<char*>(arg.c_str()));
    pointers.push_back(nullptr);
    ::execv(pointers[0], pointers.data());
    ::_exit(125);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }

  pid_t pid() const { return pid_; }
  void Type(const std::string& text) {
    ASSERT_EQ(::write(master_.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  // Collects output until it has `text`, or so many times 10 ms have passed.
  bool Expect(const std::string& text, int tries = 500) {
    for (int i = 0; i < tries && output_.find(text) == std::string::npos; ++i) {
      pollfd fd{master_.get(), POLLIN, 0};
      char buffer[4096];
      if (::poll(&fd, 1, 10) <= 0) continue;
      const ssize_t count = ::read(master_.get(), buffer, sizeof buffer);
      if (count > 0) output_.append(buffer, static_cast<size_t>(count));
    }
    return output_.find(text) != std::string::npos;
  }
  const std::string& output() const { return output_; }
  void Resize(uint16_t rows, uint16_t columns) {
    winsize size{rows, columns, 0, 0};
    ::ioctl(master_.get(), TIOCSWINSZ, &size);
  }
  // Bytes that wait to be read from the terminal.
  int PendingInput() {
    int count = 0;
    ::ioctl(slave_.get(), FIONREAD, &count);
    return count;
  }
  bool IsRaw() {
    termios now{};
    ::tcgetattr(slave_.get(), &now);
    return (now.c_lflag & ICANON) == 0;
  }
  bool IsRestored() {
    termios now{};
    ::tcgetattr(slave_.get(), &now);
    return now.c_lflag == before_.c_lflag && now.c_iflag == before_.c_iflag &&
           now.c_oflag == before_.c_oflag && now.c_cflag == before_.c_cflag;
  }
  int Wait() {
    int status = 0;
    EXPECT_TRUE(Eventually([&] {
      Expect("\x01never", 1);
      return ::waitpid(pid_, &status, WNOHANG) == pid_;
    }));
    pid_ = -1;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  }

 private:
  UniqueFd master_;
  UniqueFd slave_;
  termios before_{};
  pid_t pid_ = -1;
  std::string output_;
};

}  // namespace libcontainer::testing

#endif  // LIBCONTAINER_TESTS_NSINIT_SESSION_H_
