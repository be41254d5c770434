#ifndef LIBCONTAINER_SELINUX_SETTINGS_H_
#define LIBCONTAINER_SELINUX_SETTINGS_H_

#include <optional>
#include <string>
#include <string_view>

namespace libcontainer::selinux {

// The value of `key` in a file of lines `key = "value"`, as /etc/selinux/config and lxc_contexts: the
// last one counts. Blank lines, comments (# and ;) and lines without "=" are left out.
std::optional<std::string> ParseSetting(std::string_view text, std::string_view key);

}  // namespace libcontainer::selinux

#endif  // LIBCONTAINER_SELINUX_SETTINGS_H_
