#include <string>

#include "group.h"
#include "internal/files.h"
#include "libcontainer/error.h"
#include "settings.h"
#include "tree.h"

namespace libcontainer::cgroups::fs {
namespace {

// The list in a cpuset file, "" if it is empty.
std::string ReadList(int dir, const std::string& group, const std::string& file) {
  try {
    std::string list = internal::ReadFileAt(dir, file);
    while (!list.empty() && list.back() == '\n') list.pop_back();
    return list;
  } catch (const Error& error) {
    throw Error(error.error(), error.operation(), group + "/" + file);
  }
}

void InheritList(const Group& group, const std::string& file) {
  const std::string name = group.Describe();
  std::string list = ReadList(group.base(), name, file);
  for (const Group::Parent& parent : group.parents()) {
    // A parent that was there may be empty too: another start made it and is about to fill it.
    const std::string own = ReadList(parent.dir.get(), name, file);
    if (own.empty()) {
      WriteControl(parent.dir.get(), name, file, list);
    } else {
      list = own;
    }
  }
  WriteControl(group.dir(), name, file, list);
}

}  // namespace

void InheritCpuset(const Group& group) {
  InheritList(group, "cpuset.cpus");
  InheritList(group, "cpuset.mems");
}

}  // namespace libcontainer::cgroups::fs
