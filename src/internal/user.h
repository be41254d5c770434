#ifndef LIBCONTAINER_SRC_INTERNAL_USER_H_
#define LIBCONTAINER_SRC_INTERNAL_USER_H_

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Users and groups of a root file system, looked up in the text of its own passwd(5) and group(5)
// files, which an image can have filled with anything: malformed lines are passed over.
namespace libcontainer::internal {

struct User {
  uid_t uid = 0;
  gid_t gid = 0;
  std::vector<gid_t> groups;  // supplementary
};

// An id 0…2^32-2 in decimal, nothing before or after it. Empty for anything else.
std::optional<uint32_t> ParseId(std::string_view text);

// Resolves `spec` ("", name, uid, name:group, uid:gid, each part may be empty) and
// `additional_groups` (names or ids). A string of digits is never looked up as a name. A uid
// without passwd entry has group 0. Supplementary groups come from `group` when the user is given
// by name and no group is given. Throws Error: EINVAL, not of that form or an id out of range;
// ENOENT, no such user or group.
User ResolveUser(std::string_view spec, const std::vector<std::string>& additional_groups,
                 std::string_view passwd, std::string_view group);

}  // namespace libcontainer::internal

#endif  // LIBCONTAINER_SRC_INTERNAL_USER_H_
