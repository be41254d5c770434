#include "internal/proc_stat.h"

#include <vector>

#include "internal/files.h"

namespace libcontainer::internal {

std::string ParseStartTime(std::string_view stat) {
  constexpr size_t kFieldsAfterName = 19;  // fields 3 to 21 stand between the name and field 22
  const size_t name_end = stat.rfind(") ");
  if (name_end == std::string_view::npos) return {};
  const std::vector<std::string_view> fields = Split(stat.substr(name_end + 2), ' ');
  if (fields.size() <= kFieldsAfterName) return {};
  const std::string_view start_time = fields[kFieldsAfterName];
  if (start_time.find_first_not_of("0123456789") != std::string_view::npos) return {};
  return std::string(start_time);
}

}  // namespace libcontainer::internal
