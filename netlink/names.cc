#include "names.h"

#include <net/if.h>

#include <cerrno>
#include <string_view>

#include "libcontainer/error.h"

namespace libcontainer::netlink {

// What dev_valid_name() of the kernel refuses can be the name of no interface. Looked up all the
// same, a name would end at its first ':' or zero byte, and "lo:1" find "lo".
void CheckName(const std::string& name, const char* operation) {
  constexpr std::string_view kNever("/: \t\n\v\f\r\0", 9);
  if (!name.empty() && name.size() < IFNAMSIZ && name != "." && name != ".." &&
      name.find_first_of(kNever) == std::string_view::npos) {
    return;
  }
  throw Error(EINVAL,
              std::string(operation) + " interface (1 to 15 characters, no '/', ':' or space)",
              name);
}

}  // namespace libcontainer::netlink
