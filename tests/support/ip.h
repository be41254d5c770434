#ifndef LIBCONTAINER_TESTS_SUPPORT_IP_H_
#define LIBCONTAINER_TESTS_SUPPORT_IP_H_

#include <nlohmann/json.hpp>
#include <string>

namespace libcontainer::testing {

// Runs `/sbin/ip ARGUMENTS` by the shell (whose own ip may be that of busybox) and fails the test if that fails.
void Ip(const std::string& arguments);

// What `ip -j ARGUMENTS` prints; an empty array if that is nothing.
nlohmann::json IpJson(const std::string& arguments);

}  // namespace libcontainer::testing

#endif  // LIBCONTAINER_TESTS_SUPPORT_IP_H_
