#ifndef LIBCONTAINER_SRC_ID_MAPPINGS_H_
#define LIBCONTAINER_SRC_ID_MAPPINGS_H_

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "libcontainer/config.h"

namespace libcontainer::internal {

// The id on the host of the container's root, 0 without mappings.
inline uint32_t HostIdOfRoot(const std::vector<IdMapping>& mappings) {
  const auto root = std::ranges::find(mappings, 0, &IdMapping::container_id);
  return root == mappings.end() ? 0 : static_cast<uint32_t>(root->host_id);
}

// As the kernel reads them (user_namespaces(7)).
inline std::string ToLines(const std::vector<IdMapping>& mappings) {
  std::string lines;
  for (const IdMapping& mapping : mappings) {
    lines += std::to_string(mapping.container_id) + " " + std::to_string(mapping.host_id) + " " +
             std::to_string(mapping.size) + "\n";
  }
  return lines;
}

}  // namespace libcontainer::internal

#endif  // LIBCONTAINER_SRC_ID_MAPPINGS_H_
