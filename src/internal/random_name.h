#ifndef LIBCONTAINER_SRC_INTERNAL_RANDOM_NAME_H_
#define LIBCONTAINER_SRC_INTERNAL_RANDOM_NAME_H_

#include <string>

namespace libcontainer::internal {

// `prefix` followed by `size` random hexadecimal digits, from getrandom(2). Throws Error.
std::string GenerateRandomName(const std::string& prefix, size_t size);

}  // namespace libcontainer::internal

#endif  // LIBCONTAINER_SRC_INTERNAL_RANDOM_NAME_H_
