#include "libcontainer/config.h"

#include "internal/files.h"

namespace libcontainer {

Config LoadConfig(const std::string& data_path, std::vector<std::string>* warnings) {
  return DecodeConfig(internal::ReadFile(data_path + "/container.json"), warnings);
}

}  // namespace libcontainer
