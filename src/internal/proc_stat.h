#ifndef LIBCONTAINER_SRC_INTERNAL_PROC_STAT_H_
#define LIBCONTAINER_SRC_INTERNAL_PROC_STAT_H_

#include <string>
#include <string_view>

namespace libcontainer::internal {

// Field 22 of the text of /proc/PID/stat: clock ticks since boot, in decimal. Empty if `stat` has
// no such field. The name in field 2 may hold spaces and parentheses. Source: proc(5).
std::string ParseStartTime(std::string_view stat);

}  // namespace libcontainer::internal

#endif  // LIBCONTAINER_SRC_INTERNAL_PROC_STAT_H_
