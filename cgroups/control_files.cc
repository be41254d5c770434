#include "control_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "fs/hierarchy.h"
#include "internal/files.h"
#include "libcontainer/error.h"

namespace libcontainer::cgroups {

ControlFiles ControlFiles::Open(const std::string& base, const std::string& path) {
  std::string name = base + "/" + path;
  const UniqueFd base_dir(::open(base.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  UniqueFd dir = base_dir ? fs::OpenBelow(base_dir.get(), path) : UniqueFd();
  if (!dir && errno != ENOENT) throw Error(errno, "open cgroup", std::move(name));
  return {std::move(dir), std::move(name)};
}

std::string ControlFiles::NameOf(std::string_view file) const {
  return std::string(path_).append("/").append(file);
}

std::optional<std::string> ControlFiles::Read(const std::string& file) const {
  const UniqueFd fd(::openat(dir_.get(), file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!fd && errno == ENOENT) return std::nullopt;
  if (!fd) throw Error(errno, "open", NameOf(file));
  try {
    return internal::ReadAll(fd.get(), NameOf(file));
  } catch (const Error& error) {
    // Files of pressure stall information are there even if it is switched off.
    if (error.error() == EOPNOTSUPP) return std::nullopt;
    throw;
  }
}

void ControlFiles::CheckStillThere() const {
  if (::faccessat(dir_.get(), "cgroup.procs", F_OK, 0) == 0) return;
  throw Error(errno == ENOENT ? ENODEV : errno, "read cgroup", path_);
}

}  // namespace libcontainer::cgroups
