#include "internal/random_name.h"

#include <sys/random.h>

#include <cerrno>
#include <string_view>

#include "libcontainer/error.h"

namespace libcontainer::internal {

std::string GenerateRandomName(const std::string& prefix, size_t size) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string digits(size, '\0');
  for (size_t filled = 0; filled < size;) {
    const ssize_t count = ::getrandom(digits.data() + filled, size - filled, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw Error(errno, "get random bytes", "");
    filled += static_cast<size_t>(count);
  }
  for (char& digit : digits) digit = kDigits[static_cast<unsigned char>(digit) % kDigits.size()];
  return prefix + digits;
}

}  // namespace libcontainer::internal
