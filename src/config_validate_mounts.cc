#include <sys/stat.h>

#include <algorithm>
#include <array>

#include "config_validate.h"
#include "internal/files.h"

namespace libcontainer::internal {
namespace {

using mount::Mount;

constexpr std::array<std::string_view, 7> kMountTypes = {"bind",   "tmpfs",  "proc",  "sysfs",
                                                         "devpts", "mqueue", "cgroup"};

// The components of an absolute path after removing ".", ".." and repeated slashes from its text.
std::vector<std::string_view> LexicalComponents(std::string_view path) {
  std::vector<std::string_view> components;
  for (const std::string_view part : Split(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      components.push_back(part);
    } else if (!components.empty()) {
      components.pop_back();
    }
  }
  return components;
}

// What may be mounted in or over the kernel's own file systems: a process that reads or writes
// /proc/self/attr in a file system of the image's making is not confined by it (CVE-2015-3631,
// CVE-2019-16884).
void ValidateDestination(const Mount& mount, const std::string& key, Problems& problems) {
  if (!IsAbsolute(mount.destination)) return problems.Add(key, kNotAbsolute);
  const std::vector<std::string_view> components = LexicalComponents(mount.destination);
  if (components.empty()) return problems.Add(key, R"(must not be "/")");
  const bool in_proc = components[0] == "proc";
  const bool in_sys = components[0] == "sys";
  if (mount.type == "proc") {
    problems.Require(in_proc, key, R"(must be /proc for a mount of type "proc")");
  } else if (mount.type == "bind" || mount.type == "tmpfs") {
    problems.Require(!in_proc && !in_sys, key, "must not be in /proc or /sys");
  } else {
    problems.Require(!in_proc, key, "must not be in /proc");
  }
}

bool IsOption(const std::string& option) { return !option.empty() && !HasNul(option); }

void ValidateMount(const Mount& mount, const std::string& path, Problems& problems) {
  const bool known = std::ranges::find(kMountTypes, mount.type) != kMountTypes.end();
  problems.Require(known, path + ".type",
                   "must be bind, tmpfs, proc, sysfs, devpts, mqueue or cgroup");
  if (mount.type == "bind") {
    problems.Require(IsAbsolute(mount.source), path + ".source", kNotAbsolute);
  } else {
    problems.Require(!HasNul(mount.source), path + ".source", "must hold no NUL");
  }
  ValidateDestination(mount, path + ".destination", problems);
  if (mount.type == "bind") {
    problems.Require(mount.options.empty(), path + ".options",
                     "must be empty for a bind mount, see `writable` and `private`");
  } else {
    problems.Require(std::ranges::all_of(mount.options, IsOption), path + ".options",
                     "must hold no empty option and no NUL");
  }
}

// A path that names a node: with a name in it, and never above the root file system.
bool IsNodePath(std::string_view path) {
  const std::vector<std::string_view> parts = Split(path, '/');
  return IsAbsolute(path) && !parts.back().empty() && parts.back() != "." &&
         std::ranges::find(parts, "..") == parts.end();
}

// Permission bits, with or without the type bits that devices::Device::type says anyway.
bool IsFileMode(const devices::Device& device) {
  const mode_t type = device.file_mode & S_IFMT;
  const mode_t expected = device.type == 'c' ? S_IFCHR : S_IFBLK;
  return (type == 0 || type == expected) && (device.file_mode & ~S_IFMT) <= 07777;
}

void ValidateNode(const devices::Device& node, const std::string& path, Problems& problems) {
  constexpr int64_t kNoWildcard = 0;
  ValidateDevice(node, kNoWildcard, path, problems);
  problems.Require(IsNodePath(node.path), path + ".path",
                   R"(must be an absolute path of a file, without "..")");
  problems.Require(IsFileMode(node), path + ".file_mode",
                   "must be permission bits in decimal, as 438 for 0666");
}

}  // namespace

void ValidateMounts(const mount::MountConfig& config, Problems& problems) {
  for (size_t i = 0; i < config.mounts.size(); ++i) {
    ValidateMount(config.mounts[i], Item("mount_config.mounts", i), problems);
  }
  for (size_t i = 0; i < config.device_nodes.size(); ++i) {
    ValidateNode(config.device_nodes[i], Item("mount_config.device_nodes", i), problems);
  }
  ValidateContext(config.mount_label, "mount_config.mount_label", problems);
}

}  // namespace libcontainer::internal
