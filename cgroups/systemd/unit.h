#ifndef LIBCONTAINER_CGROUPS_SYSTEMD_UNIT_H_
#define LIBCONTAINER_CGROUPS_SYSTEMD_UNIT_H_

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dbus_message.h"
#include "libcontainer/cgroups/cgroups.h"

// A container's scope unit. Names: systemd.unit(5), systemd.slice(5); properties:
// systemd.resource-control(5) and org.freedesktop.systemd1(5). All functions are pure.
namespace libcontainer::cgroups::systemd {

// Every byte that is not a letter, a digit, ':', '_' or '.' as \xNN; a '.' at the start too.
std::string Escape(std::string_view text);

// "<parent>-<name>.scope", both escaped, the components of `parent` joined by '-'; "libcontainer"
// stands for an empty parent. Throws Error: EINVAL, a bad name or parent; ENAMETOOLONG.
std::string UnitName(const Cgroup& cgroup);

// The slice that the scope goes into.
std::string SliceName(const Cgroup& cgroup);

// The group of a slice below systemd's own: "a.slice/a-b.slice" for "a-b.slice", "" for "-.slice".
// Throws Error: EINVAL, not the name of a slice.
std::string SlicePath(const std::string& slice);

// Processor or memory node numbers, as "0-1,4", as a bit map of bytes, lowest first. Throws Error:
// EINVAL, not such a list or a number above 8191.
std::vector<uint8_t> CpuBitmap(const std::string& list);

enum class Layout { kV1, kUnified };

// What to start the scope with. Limits that systemd has no property for are left out. Throws Error:
// EINVAL, as above; EOPNOTSUPP, a device rule for any major but one minor number.
std::vector<Property> Properties(const Cgroup& cgroup, pid_t pid, Layout layout);

}  // namespace libcontainer::cgroups::systemd

#endif  // LIBCONTAINER_CGROUPS_SYSTEMD_UNIT_H_
