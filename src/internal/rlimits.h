#ifndef LIBCONTAINER_SRC_INTERNAL_RLIMITS_H_
#define LIBCONTAINER_SRC_INTERNAL_RLIMITS_H_

#include <sys/resource.h>

#include <optional>
#include <string_view>

namespace libcontainer::internal {

struct RlimitName {
  std::string_view name;
  int resource;
};

inline constexpr RlimitName kRlimits[] = {
    {"RLIMIT_AS", RLIMIT_AS},
    {"RLIMIT_CORE", RLIMIT_CORE},
    {"RLIMIT_CPU", RLIMIT_CPU},
    {"RLIMIT_DATA", RLIMIT_DATA},
    {"RLIMIT_FSIZE", RLIMIT_FSIZE},
    {"RLIMIT_LOCKS", RLIMIT_LOCKS},
    {"RLIMIT_MEMLOCK", RLIMIT_MEMLOCK},
    {"RLIMIT_MSGQUEUE", RLIMIT_MSGQUEUE},
    {"RLIMIT_NICE", RLIMIT_NICE},
    {"RLIMIT_NOFILE", RLIMIT_NOFILE},
    {"RLIMIT_NPROC", RLIMIT_NPROC},
    {"RLIMIT_RSS", RLIMIT_RSS},
    {"RLIMIT_RTPRIO", RLIMIT_RTPRIO},
    {"RLIMIT_RTTIME", RLIMIT_RTTIME},
    {"RLIMIT_SIGPENDING", RLIMIT_SIGPENDING},
    {"RLIMIT_STACK", RLIMIT_STACK},
};

// The resource of setrlimit(2) with that name, as "RLIMIT_NOFILE".
constexpr std::optional<int> RlimitByName(std::string_view name) {
  for (const RlimitName& rlimit : kRlimits) {
    if (rlimit.name == name) return rlimit.resource;
  }
  return std::nullopt;
}

}  // namespace libcontainer::internal

#endif  // LIBCONTAINER_SRC_INTERNAL_RLIMITS_H_
