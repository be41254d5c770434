#include "libcontainer/apparmor/apparmor.h"

#include <unistd.h>

#include <cerrno>

#include "internal/attributes.h"
#include "internal/files.h"
#include "libcontainer/error.h"

namespace libcontainer::apparmor {
namespace {

// Not attr/exec: that belongs to whichever security module came first.
constexpr const char* kExec = "apparmor/exec";
constexpr const char* kCurrent = "apparmor/current";

void RequireEnabled(const char* operation, const std::string& object) {
  if (!IsEnabled()) throw Error(ENOTSUP, operation, object);
}

}  // namespace

bool IsEnabled() {
  if (::access("/proc/self/attr/apparmor/exec", F_OK) != 0) return false;
  try {
    return internal::ReadFile("/sys/module/apparmor/parameters/enabled").starts_with('Y');
  } catch (const Error& error) {
    if (error.error() != ENOENT) throw;
    return false;
  }
}

bool IsProfileName(std::string_view name) {
  constexpr size_t kLongest = 4000;  // the kernel takes a page with the command in front
  for (const char c : name) {
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') return false;
  }
  return !name.empty() && name.size() <= kLongest && name.front() != ' ' && name.back() != ' ';
}

void ApplyProfile(const std::string& name) {
  if (name.empty()) return;
  RequireEnabled("apply, AppArmor not being enabled in this kernel, profile", name);
  ApplyProfile(internal::OpenProc().get(), name);
}

void ApplyProfile(int proc, const std::string& name) {
  if (name.empty()) return;
  try {
    internal::WriteAttribute(proc, kExec, "exec " + name);
  } catch (const Error& error) {
    const bool missing = error.error() == ENOENT;
    throw Error(error.error(),
                missing ? "find in the kernel (apparmor_parser(8) puts it there) AppArmor profile"
                        : "apply AppArmor profile",
                name);
  }
}

Confinement GetConfinement(pid_t pid) {
  RequireEnabled("ask, AppArmor not being enabled in this kernel, for profile of process",
                 std::to_string(pid));
  return ParseConfinement(internal::ReadAttribute(internal::OpenProc().get(), pid, kCurrent));
}

Confinement ParseConfinement(std::string_view text) {
  const size_t open = text.rfind(" (");
  if (open == std::string_view::npos || !text.ends_with(')')) return {std::string(text), ""};
  return {std::string(text.substr(0, open)),
          std::string(text.substr(open + 2, text.size() - open - 3))};
}

}  // namespace libcontainer::apparmor
