// libFuzzer target: contexts of SELinux, confinements of AppArmor. What is accepted is written the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "libcontainer/apparmor/apparmor.h"
#include "libcontainer/error.h"
#include "libcontainer/selinux/selinux.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto context = libcontainer::selinux::ParseContext(text);
  if (context && context->Get() != text) std::abort();
  const auto confinement = libcontainer::apparmor::ParseConfinement(text);
  if (confinement.profile.size() > size) std::abort();
  return 0;
}
