#include "options.h"

#include <sys/mount.h>

namespace libcontainer::mount {
namespace {

struct AttributeOption {
  const char* name;
  uint64_t set;
  uint64_t clear;
};

constexpr AttributeOption kAttributeOptions[] = {
    {"ro", MOUNT_ATTR_RDONLY, 0},
    {"rw", 0, MOUNT_ATTR_RDONLY},
    {"nosuid", MOUNT_ATTR_NOSUID, 0},
    {"suid", 0, MOUNT_ATTR_NOSUID},
    {"nodev", MOUNT_ATTR_NODEV, 0},
    {"dev", 0, MOUNT_ATTR_NODEV},
    {"noexec", MOUNT_ATTR_NOEXEC, 0},
    {"exec", 0, MOUNT_ATTR_NOEXEC},
    {"relatime", 0, MOUNT_ATTR__ATIME},
    {"noatime", MOUNT_ATTR_NOATIME, MOUNT_ATTR__ATIME},
    {"strictatime", MOUNT_ATTR_STRICTATIME, MOUNT_ATTR__ATIME},
    {"nodiratime", MOUNT_ATTR_NODIRATIME, 0},
};

}  // namespace

void ApplyOptions(const std::vector<std::string>& options, internal::Filesystem& filesystem) {
  for (const std::string& option : options) {
    bool is_attribute = false;
    for (const AttributeOption& known : kAttributeOptions) {
      if (option != known.name) continue;
      filesystem.attributes = (filesystem.attributes & ~known.clear) | known.set;
      is_attribute = true;
    }
    if (is_attribute) continue;
    const size_t equals = option.find('=');
    filesystem.parameters.emplace_back(
        option.substr(0, equals), equals == std::string::npos ? "" : option.substr(equals + 1));
  }
}

}  // namespace libcontainer::mount
