#include "policy_parse.h"

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "internal/files.h"
#include "libcontainer/error.h"
#include "libcontainer/security/capabilities.h"

namespace libcontainer::internal {
namespace {

template <typename T>
std::optional<T> ParseWhole(std::string_view text, int base) {
  T value{};
  const auto [end, error] = std::from_chars(text.begin(), text.end(), value, base);
  if (error != std::errc() || end != text.end()) return std::nullopt;
  return value;
}

// The value of a line "KEY:\tVALUE".
std::string_view ValueOf(std::string_view status, const std::string& key) {
  for (const std::string_view line : Split(status, '\n')) {
    if (line.starts_with(key + ":\t")) return line.substr(key.size() + 2);
  }
  throw Error(EINVAL, "find in status of process the line", key);
}

std::vector<std::string> CapabilitiesOf(std::string_view status, const std::string& key) {
  const std::string_view mask = ValueOf(status, key);
  std::optional<std::vector<std::string>> names = CapabilityNames(mask);
  if (!names) throw Error(EINVAL, "understand " + key, std::string(mask));
  return *std::move(names);
}

std::string SeccompMode(std::string_view number) {
  if (number == "0") return "disabled";
  if (number == "1") return "strict";
  if (number == "2") return "filter";
  return std::string(number);
}

bool HasOption(std::string_view options, std::string_view wanted) {
  return std::ranges::count(Split(options, ','), wanted) > 0;
}

bool IsMask(const MountInfo& mount) {
  if (mount.root == "/null") return mount.mountpoint != "/dev/null";
  return mount.type == "tmpfs" && HasOption(mount.options, "ro") &&
         HasOption(mount.super_options, "nr_inodes=1");
}

}  // namespace

std::optional<std::vector<std::string>> CapabilityNames(std::string_view mask) {
  const std::optional<uint64_t> bits = ParseWhole<uint64_t>(mask, 16);
  if (!bits) return std::nullopt;
  std::map<int, std::string> names;
  for (const std::string& name : security::capabilities::GetAllCapabilities()) {
    names[security::capabilities::GetCapability(name)->value] = name;
  }
  std::vector<std::string> found;
  for (int bit = 0; bit < 64; ++bit) {
    if ((*bits >> bit & 1) == 0) continue;
    const auto name = names.find(bit);
    found.push_back(name == names.end() ? std::to_string(bit) : name->second);
  }
  return found;
}

std::optional<uint64_t> ParseNamespaceId(std::string_view link) {
  const size_t open = link.find(":[");
  if (open == std::string_view::npos || !link.ends_with(']')) return std::nullopt;
  return ParseWhole<uint64_t>(link.substr(open + 2, link.size() - open - 3), 10);
}

std::vector<IdMapping> ParseIdMappings(std::string_view text) {
  std::vector<IdMapping> mappings;
  for (const std::string_view line : Split(text, '\n')) {
    std::vector<int64_t> numbers;
    for (const std::string_view word : Split(line, ' ')) {
      if (word.empty()) continue;
      const std::optional<int64_t> number = ParseWhole<int64_t>(word, 10);
      if (!number) throw Error(EINVAL, "understand id mapping", std::string(line));
      numbers.push_back(*number);
    }
    if (numbers.empty()) continue;
    if (numbers.size() != 3) throw Error(EINVAL, "understand id mapping", std::string(line));
    mappings.push_back({numbers[0], numbers[1], numbers[2]});
  }
  return mappings;
}

void AddStatus(std::string_view status, EffectivePolicy& policy) {
  policy.capabilities = {CapabilitiesOf(status, "CapEff"), CapabilitiesOf(status, "CapPrm"),
                         CapabilitiesOf(status, "CapInh"), CapabilitiesOf(status, "CapBnd"),
                         CapabilitiesOf(status, "CapAmb")};
  policy.no_new_privileges = ValueOf(status, "NoNewPrivs") == "1";
  policy.seccomp = SeccompMode(ValueOf(status, "Seccomp"));
}

void AddMounts(const std::vector<MountInfo>& mounts, EffectivePolicy& policy) {
  std::map<std::string, const MountInfo*> topmost;
  for (const MountInfo& mount : mounts) topmost[mount.mountpoint] = &mount;
  for (const auto& [path, mount] : topmost) {
    if (IsMask(*mount)) {
      policy.masked_paths.push_back(path);
    } else if (HasOption(mount->options, "ro") || HasOption(mount->super_options, "ro")) {
      policy.readonly_paths.push_back(path);
    }
  }
}

}  // namespace libcontainer::internal
