#ifndef LIBCONTAINER_CGROUPS_CONTROL_FILES_H_
#define LIBCONTAINER_CGROUPS_CONTROL_FILES_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "libcontainer/unique_fd.h"

namespace libcontainer::cgroups {

// Reads the files of one group, some of which this kernel may not have.
class ControlFiles {
 public:
  // `path` names `dir` in errors.
  ControlFiles(UniqueFd dir, std::string path) : dir_(std::move(dir)), path_(std::move(path)) {}

  // The group `path` below the directory `base`; dir() is -1 if there is none.
  static ControlFiles Open(const std::string& base, const std::string& path);

  int dir() const { return dir_.get(); }
  const std::string& path() const { return path_; }
  std::string NameOf(std::string_view file) const;

  // The content of `file`; empty if this kernel does not have it. Throws Error with the errno of
  // open(2) or read(2).
  std::optional<std::string> Read(const std::string& file) const;

  // For after the last Read: in a group that was removed files are as if this kernel did not have
  // them. Throws Error: ENODEV, the group was removed.
  void CheckStillThere() const;

  // What `parse` makes of the content; empty if there is no such file.
  template <typename T>
  std::optional<T> Get(const std::string& file,
                       T (*parse)(std::string_view text, const std::string& name)) const {
    const std::optional<std::string> text = Read(file);
    if (!text) return std::nullopt;
    return parse(*text, NameOf(file));
  }

 private:
  UniqueFd dir_;
  std::string path_;
};

}  // namespace libcontainer::cgroups

#endif  // LIBCONTAINER_CGROUPS_CONTROL_FILES_H_
