// Runs in: the parent.
#include "state_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "internal/files.h"
#include "libcontainer/error.h"

namespace libcontainer::namespaces {
StateFile::StateFile(const std::string& data_path) : data_path_(data_path) {
  DeleteState(data_path);
  file_ = internal::Open(AT_FDCWD, data_path + "/state.json",
                         O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, 0600);
}

StateFile::~StateFile() {
  if (!file_) return;
  try {
    DeleteState(data_path_);
  } catch (const Error&) {
    // A data path that is gone or read-only now: the pid in the file is dead, so it is stale.
  }
}

void StateFile::Publish(const State& state) {
  const std::string content = EncodeState(state);
  if (::pwrite(file_.get(), content.data(), content.size(), 0) !=
      static_cast<ssize_t>(content.size())) {
    throw Error(errno, "write", data_path_ + "/state.json");
  }
}

}  // namespace libcontainer::namespaces
