#ifndef LIBCONTAINER_MOUNT_OPTIONS_H_
#define LIBCONTAINER_MOUNT_OPTIONS_H_

#include <string>
#include <vector>

#include "internal/mount_api.h"

namespace libcontainer::mount {

// Splits the words of mount(8) among `options` into mount attributes (added to or taken from
// `filesystem.attributes`) and parameters of the file system ("size=64m").
void ApplyOptions(const std::vector<std::string>& options, internal::Filesystem& filesystem);

}  // namespace libcontainer::mount

#endif  // LIBCONTAINER_MOUNT_OPTIONS_H_
