#include <algorithm>
#include <cstdint>
#include <optional>

#include "config_validate.h"
#include "id_mappings.h"
#include "internal/files.h"
#include "internal/user.h"

namespace libcontainer::internal {
namespace {

constexpr int64_t kIds = 0xffffffff;  // the last number, 2^32-1, is no id

bool IsRange(int64_t first, int64_t size) {
  return first >= 0 && size >= 1 && size <= kIds && first <= kIds - size;
}

bool IsValid(const IdMapping& mapping) {
  return IsRange(mapping.container_id, mapping.size) && IsRange(mapping.host_id, mapping.size);
}

bool Overlap(int64_t a, int64_t size_of_a, int64_t b, int64_t size_of_b) {
  return a < b + size_of_b && b < a + size_of_a;
}

// What the kernel takes; see user_namespaces(7).
void ValidateMappings(const std::vector<IdMapping>& mappings, const std::string& key,
                      Problems& problems) {
  constexpr size_t kPage = 4096;
  constexpr size_t kMost = 340;
  problems.Require(mappings.size() <= kMost && ToLines(mappings).size() < kPage, key,
                   "must be fewer: the kernel takes at most 340, in text of less than 4096 bytes");
  problems.Require(std::ranges::find(mappings, 0, &IdMapping::container_id) != mappings.end(), key,
                   "must have one from container_id 0: the container is set up by its root");
  for (size_t i = 0; i < mappings.size(); ++i) {
    const auto& [inside, outside, size] = mappings[i];
    if (!IsValid(mappings[i])) {
      problems.Add(Item(key, i), "must be `size` ids, 1 or more, of 0 to 4294967294");
      continue;
    }
    for (size_t j = 0; j < i; ++j) {
      const IdMapping& other = mappings[j];
      if (!IsValid(other)) continue;
      problems.Require(!Overlap(inside, size, other.container_id, other.size) &&
                           !Overlap(outside, size, other.host_id, other.size),
                       Item(key, i), "must share no id with " + Item(key, j));
    }
  }
}

bool Maps(const std::vector<IdMapping>& mappings, int64_t id) {
  return std::ranges::any_of(mappings, [id](const IdMapping& mapping) {
    return mapping.container_id <= id && id - mapping.container_id < mapping.size;
  });
}

// Ids that are numbers. What a name stands for is known in the container only.
void ValidateUserIsMapped(const Config& config, Problems& problems) {
  const std::vector<std::string_view> parts = Split(config.user, ':');
  const std::vector<IdMapping>* const mappings[] = {&config.uid_mappings, &config.gid_mappings};
  for (size_t i = 0; i < std::min<size_t>(parts.size(), 2); ++i) {
    const std::optional<int64_t> id = ParseId(parts[i]);
    problems.Require(!id || Maps(*mappings[i], *id), "user",
                     "must be mapped by uid_mappings and gid_mappings");
  }
  for (size_t i = 0; i < config.additional_groups.size(); ++i) {
    const std::optional<int64_t> id = ParseId(config.additional_groups[i]);
    problems.Require(!id || Maps(config.gid_mappings, *id), Item("additional_groups", i),
                     "must be mapped by gid_mappings");
  }
}

void ValidateMountsInUserNamespace(const Config& config, Problems& problems) {
  const mount::MountConfig& mount_config = *config.mount_config;
  problems.Require(
      !mount_config.no_pivot_root, "mount_config.no_pivot_root",
      "must be false with namespaces.NEWUSER, whose root could uncover the host's mounts");
  for (size_t i = 0; i < mount_config.mounts.size(); ++i) {
    problems.Require(mount_config.mounts[i].type != "mqueue" || config.HasNamespace("NEWIPC"),
                     Item("mount_config.mounts", i) + ".type",
                     "needs namespaces.NEWIPC: the host's queues cannot be mounted");
  }
}

}  // namespace

void ValidateUserNamespace(const Config& config, Problems& problems) {
  if (config.HasNamespace("NEWUSER")) {
    ValidateMappings(config.uid_mappings, "uid_mappings", problems);
    ValidateMappings(config.gid_mappings, "gid_mappings", problems);
    ValidateUserIsMapped(config, problems);
    if (config.mount_config) ValidateMountsInUserNamespace(config, problems);
    problems.Require(config.HasNamespace("NEWPID") && config.HasNamespace("NEWNET"),
                     "namespaces.NEWUSER",
                     "needs NEWPID and NEWNET: without them it may mount neither proc nor sysfs");
    for (size_t i = 0; i < config.networks.size(); ++i) {
      problems.Require(config.networks[i].type != "netns", Item("networks", i) + ".type",
                       "must not be netns with namespaces.NEWUSER, which has no rights in it");
    }
    return;
  }
  problems.Require(config.uid_mappings.empty(), "uid_mappings", "needs namespaces.NEWUSER");
  problems.Require(config.gid_mappings.empty(), "gid_mappings", "needs namespaces.NEWUSER");
}

}  // namespace libcontainer::internal
