#ifndef LIBCONTAINER_TESTS_SUPPORT_CGROUPS_H_
#define LIBCONTAINER_TESTS_SUPPORT_CGROUPS_H_

#include <string>
#include <vector>

namespace libcontainer::testing {

// Directories named `name` in all mounted cgroup hierarchies, v1 and v2.
std::vector<std::string> CgroupDirectories(const std::string& name);

}  // namespace libcontainer::testing

#endif  // LIBCONTAINER_TESTS_SUPPORT_CGROUPS_H_
