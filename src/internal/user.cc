#include "internal/user.h"

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "internal/files.h"
#include "libcontainer/error.h"

namespace libcontainer::internal {
namespace {

struct PasswdEntry {
  std::string_view name;
  uid_t uid;
  gid_t gid;
};

struct GroupEntry {
  std::string_view name;
  gid_t gid;
  std::string_view members;
};

// name:password:uid:gid:…
std::optional<PasswdEntry> ParsePasswd(std::string_view line) {
  const std::vector<std::string_view> fields = Split(line, ':');
  if (fields.size() < 4 || fields[0].empty() || fields[0].starts_with('#')) return std::nullopt;
  const std::optional<uint32_t> uid = ParseId(fields[2]);
  const std::optional<uint32_t> gid = ParseId(fields[3]);
  if (!uid || !gid) return std::nullopt;
  return PasswdEntry{fields[0], *uid, *gid};
}

// name:password:gid:member,member
std::optional<GroupEntry> ParseGroup(std::string_view line) {
  const std::vector<std::string_view> fields = Split(line, ':');
  if (fields.size() < 3 || fields[0].empty() || fields[0].starts_with('#')) return std::nullopt;
  const std::optional<uint32_t> gid = ParseId(fields[2]);
  if (!gid) return std::nullopt;
  return GroupEntry{fields[0], *gid, fields.size() > 3 ? fields[3] : ""};
}

// The first entry that fits. A string that could be an id is never taken for a name, not even where
// the file has such a name (CVE-2016-3697).
template <class Entry, class Parser, class Condition>
std::optional<Entry> FindEntry(std::string_view text, Parser parse, Condition fits) {
  for (const std::string_view line : Split(text, '\n')) {
    const std::optional<Entry> entry = parse(line);
    if (entry && fits(*entry)) return entry;
  }
  return std::nullopt;
}

bool IsDigits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

uint32_t IdOrThrow(std::string_view text) {
  const std::optional<uint32_t> id = ParseId(text);
  if (!id) throw Error(EINVAL, "use as an id (0 to 4294967294)", std::string(text));
  return *id;
}

gid_t FindGroup(std::string_view name, std::string_view group) {
  if (IsDigits(name)) return IdOrThrow(name);
  const auto entry = FindEntry<GroupEntry>(
      group, ParseGroup, [&](const GroupEntry& candidate) { return candidate.name == name; });
  if (!entry) throw Error(ENOENT, "find in the container's /etc/group", std::string(name));
  return entry->gid;
}

std::vector<gid_t> GroupsOfMember(std::string_view user, std::string_view group) {
  std::vector<gid_t> gids;
  for (const std::string_view line : Split(group, '\n')) {
    const std::optional<GroupEntry> entry = ParseGroup(line);
    if (!entry) continue;
    const std::vector<std::string_view> members = Split(entry->members, ',');
    if (std::find(members.begin(), members.end(), user) != members.end()) {
      gids.push_back(entry->gid);
    }
  }
  return gids;
}

User FindUserById(uid_t uid, std::string_view passwd) {
  const auto entry = FindEntry<PasswdEntry>(
      passwd, ParsePasswd, [&](const PasswdEntry& candidate) { return candidate.uid == uid; });
  return {uid, entry ? entry->gid : 0, {}};
}

User FindUserByName(std::string_view name, std::string_view passwd) {
  const auto entry = FindEntry<PasswdEntry>(
      passwd, ParsePasswd, [&](const PasswdEntry& candidate) { return candidate.name == name; });
  if (!entry) throw Error(ENOENT, "find in the container's /etc/passwd", std::string(name));
  return {entry->uid, entry->gid, {}};
}

}  // namespace

std::optional<uint32_t> ParseId(std::string_view text) {
  constexpr uint32_t kLargest = UINT32_MAX - 1;  // the kernel takes 2^32-1 for "no change"
  uint32_t id = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, id);
  if (error != std::errc() || stop != end || id > kLargest) return std::nullopt;
  return id;
}

User ResolveUser(std::string_view spec, const std::vector<std::string>& additional_groups,
                 std::string_view passwd, std::string_view group) {
  const std::vector<std::string_view> parts = Split(spec, ':');
  if (parts.size() > 2) throw Error(EINVAL, "use as a user (name:group)", std::string(spec));
  const std::string_view name = parts[0];
  User user;
  if (IsDigits(name)) {
    user = FindUserById(IdOrThrow(name), passwd);
  } else if (!name.empty()) {
    user = FindUserByName(name, passwd);
  }
  if (parts.size() == 2 && !parts[1].empty()) {
    user.gid = FindGroup(parts[1], group);
  } else if (!name.empty() && !IsDigits(name)) {
    user.groups = GroupsOfMember(name, group);
  }
  for (const std::string& name : additional_groups) user.groups.push_back(FindGroup(name, group));
  std::sort(user.groups.begin(), user.groups.end());
  user.groups.erase(std::unique(user.groups.begin(), user.groups.end()), user.groups.end());
  return user;
}

}  // namespace libcontainer::internal
