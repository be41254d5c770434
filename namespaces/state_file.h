#ifndef LIBCONTAINER_NAMESPACES_STATE_FILE_H_
#define LIBCONTAINER_NAMESPACES_STATE_FILE_H_

#include <string>

#include "libcontainer/state.h"
#include "libcontainer/unique_fd.h"

namespace libcontainer::namespaces {

// state.json of a container from before its start to after its end.
//
// The file exists empty, which readers take as absent, from the beginning: the container gets it
// bound read-only on itself, so the inode must not change any more (a rename(2) over the file would
// take that mount away and let the container replace its own state). Its content is written by one
// write(2) once the container is ready.
class StateFile {
 public:
  // Replaces what is there: the caller has the lock of `data_path` (run_record.h), so it is stale, or
  // was planted by the image.
  explicit StateFile(const std::string& data_path);
  StateFile(StateFile&& other) noexcept = default;
  StateFile& operator=(StateFile&&) = delete;
  ~StateFile();

  void Publish(const State& state);
  // The file is not this container's any more.
  void Abandon() { file_.reset(); }

 private:
  std::string data_path_;
  UniqueFd file_;
};

}  // namespace libcontainer::namespaces

#endif  // LIBCONTAINER_NAMESPACES_STATE_FILE_H_
