#ifndef LIBCONTAINER_SRC_ID_MAPPINGS_H_
#define LIBCONTAINER_SRC_ID_MAPPINGS_H_

#include <algorithm>
#include <cstdint>
#include <vector>

#include "libcontainer/config.h"

namespace libcontainer::internal {

// The id on the host of the container's root, 0 without mappings.
inline uint32_t HostIdOfRoot(const std::vector<IdMapping>& mappings) {
  const auto root = std::ranges::find(mappings, 0, &IdMapping::container_id);
  return root == mappings.end() ? 0 : static_cast<uint32_t>(root->host_id);
}

}  // namespace libcontainer::internal

#endif  // LIBCONTAINER_SRC_ID_MAPPINGS_H_
