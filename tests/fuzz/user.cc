// libFuzzer target: users and groups. The first line is `user`, the second an additional group; the
// rest is /etc/passwd and, after an empty line, /etc/group.
#include "internal/user.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "libcontainer/error.h"

namespace {

// Up to `end`, which is taken off too, or all that is left.
std::string_view Take(std::string_view& text, std::string_view end) {
  const std::string_view taken = text.substr(0, text.find(end));
  text.remove_prefix(std::min(text.size(), taken.size() + end.size()));
  return taken;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr uint32_t kNoId = UINT32_MAX;  // what setuid(2) and its like take for "leave as it is"
  std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string_view spec = Take(text, "\n");
  const std::string_view group = Take(text, "\n");
  const std::string_view passwd = Take(text, "\n\n");
  std::vector<std::string> additional;
  if (!group.empty()) additional.emplace_back(group);
  try {
    const auto user = libcontainer::internal::ResolveUser(spec, additional, passwd, text);
    if (user.uid == kNoId || user.gid == kNoId) std::abort();
  } catch (const libcontainer::Error&) {
    // What is malformed is refused.
  }
  return 0;
}
