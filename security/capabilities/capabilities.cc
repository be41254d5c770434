// Runs in: inside the container.
#include "libcontainer/security/capabilities.h"

#include <sys/capability.h>
#include <sys/prctl.h>

#include <bitset>
#include <cerrno>
#include <memory>
#include <type_traits>

#include "libcontainer/error.h"
#include "table.h"

namespace libcontainer::security::capabilities {
namespace {

constexpr int kMost = 64;  // a capability set of the kernel has 64 bits

using Set = std::bitset<kMost>;
using Caps = std::unique_ptr<std::remove_pointer_t<cap_t>, decltype(&::cap_free)>;

std::string NameOf(int capability) {
  for (const CapabilityMapping& known : kCapabilities) {
    if (known.value == capability) return known.key;
  }
  return std::to_string(capability);
}

Set SetOf(const std::vector<std::string>& names) {
  Set set;
  for (const std::string& name : names) {
    const std::optional<CapabilityMapping> capability = GetCapability(name);
    if (!capability) throw Error(EINVAL, "find capability", name);
    set.set(static_cast<size_t>(capability->value));
  }
  return set;
}

bool IsSet(const Caps& caps, int capability, cap_flag_t flag) {
  cap_flag_value_t value = CAP_CLEAR;
  // EINVAL: a capability that this kernel does not have is in no set.
  return ::cap_get_flag(caps.get(), capability, flag, &value) == 0 && value == CAP_SET;
}

Caps CurrentCaps() {
  Caps caps(::cap_get_proc(), &::cap_free);
  if (!caps) throw Error(errno, "read", "capabilities");
  return caps;
}

void CheckSets(const Set& keep) {
  const Caps now = CurrentCaps();
  for (int capability = 0; capability < kMost; ++capability) {
    const bool wanted = keep.test(static_cast<size_t>(capability));
    if (IsSet(now, capability, CAP_EFFECTIVE) != wanted ||
        IsSet(now, capability, CAP_PERMITTED) != wanted ||
        IsSet(now, capability, CAP_INHERITABLE)) {
      throw Error(EPERM, wanted ? "keep capability" : "drop capability", NameOf(capability));
    }
  }
}

}  // namespace

std::optional<CapabilityMapping> GetCapability(std::string_view key) {
  constexpr std::string_view kPrefix = "CAP_";
  if (key.starts_with(kPrefix)) key.remove_prefix(kPrefix.size());
  for (const CapabilityMapping& known : kCapabilities) {
    if (key == known.key) return known;
  }
  return std::nullopt;
}

std::vector<std::string> GetAllCapabilities() {
  std::vector<std::string> names;
  for (const CapabilityMapping& known : kCapabilities) names.emplace_back(known.key);
  return names;
}

void DropBoundingSet(const std::vector<std::string>& keep) {
  const Set kept = SetOf(keep);
  for (int capability = 0; capability < kMost; ++capability) {
    if (kept.test(static_cast<size_t>(capability))) continue;
    if (::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0) continue;
    if (errno == EINVAL) break;  // past the last capability of this kernel
    throw Error(errno, "drop from the bounding set", NameOf(capability));
  }
}

void DropCapabilities(const std::vector<std::string>& keep) {
  const Set kept = SetOf(keep);
  const Caps before = CurrentCaps();
  // Empty sets, so capabilities that libcap does not know of go as well.
  const Caps caps(::cap_init(), &::cap_free);
  if (!caps) throw Error(errno, "allocate", "capabilities");
  for (cap_value_t capability = 0; capability < kMost; ++capability) {
    if (!kept.test(static_cast<size_t>(capability))) continue;
    if (!IsSet(before, capability, CAP_PERMITTED)) {
      throw Error(EPERM, "keep, without having it, capability", NameOf(capability));
    }
    if (::cap_set_flag(caps.get(), CAP_EFFECTIVE, 1, &capability, CAP_SET) != 0 ||
        ::cap_set_flag(caps.get(), CAP_PERMITTED, 1, &capability, CAP_SET) != 0) {
      throw Error(errno, "keep capability", NameOf(capability));
    }
  }
  if (::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0) {
    throw Error(errno, "clear", "ambient capabilities");
  }
  if (::cap_set_proc(caps.get()) != 0) throw Error(errno, "set", "capabilities");
  CheckSets(kept);
}

}  // namespace libcontainer::security::capabilities
