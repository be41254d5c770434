#ifndef LIBCONTAINER_UNIQUE_FD_H_
#define LIBCONTAINER_UNIQUE_FD_H_

#include <unistd.h>

#include <cerrno>
#include <utility>

namespace libcontainer {

// Owns one file descriptor and closes it. Never retries close(2): on Linux the descriptor is gone
// even when close fails. Keeps errno, so that an error can be read after a guard went out of scope.
class UniqueFd {
 public:
  UniqueFd() = default;
  // Owns `fd` from now on; -1 is none.
  explicit UniqueFd(int fd) : fd_(fd) {}
  // Leave `other` without a descriptor.
  UniqueFd(UniqueFd&& other) noexcept : fd_(other.release()) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    reset(other.release());
    return *this;
  }
  UniqueFd(const UniqueFd&) = delete;
  UniqueFd& operator=(const UniqueFd&) = delete;
  ~UniqueFd() { reset(); }

  // The descriptor, which stays owned by this object, or -1.
  int get() const { return fd_; }
  // True if there is one.
  explicit operator bool() const { return fd_ >= 0; }
  // Gives the descriptor to the caller.
  [[nodiscard]] int release() { return std::exchange(fd_, -1); }
  // Closes the descriptor and owns `fd` instead.
  void reset(int fd = -1) {
    const int old = std::exchange(fd_, fd);
    if (old >= 0 && old != fd) {
      const int saved = errno;
      ::close(old);
      errno = saved;
    }
  }

 private:
  int fd_ = -1;
};

}  // namespace libcontainer

#endif  // LIBCONTAINER_UNIQUE_FD_H_
