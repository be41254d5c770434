// Runs in: the parent.
#include "run_record.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "internal/files.h"
#include "internal/run_directory.h"
#include "libcontainer/error.h"

namespace libcontainer::namespaces {
namespace {

struct stat StatusOf(int fd, const std::string& name) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) throw Error(errno, "stat", name);
  return status;
}

void Lock(int fd, const std::string& path) {
  while (::flock(fd, LOCK_EX) != 0) {
    if (errno != EINTR) throw Error(errno, "lock", path);
  }
}

bool IsStillAt(int fd, const std::string& path) {
  struct stat named {};
  if (::lstat(path.c_str(), &named) != 0) return false;
  const struct stat held = StatusOf(fd, path);
  return named.st_dev == held.st_dev && named.st_ino == held.st_ino;
}

}  // namespace

RunRecord::RunRecord(const std::string& data_path) : RunRecord(data_path, Missing::kCreate) {}

std::optional<RunRecord> RunRecord::Find(const std::string& data_path) {
  RunRecord record(data_path, Missing::kLeave);
  if (!record.file_) return std::nullopt;
  return record;
}

RunRecord::RunRecord(const std::string& data_path, Missing missing) {
  internal::OpenRunDirectory();
  const UniqueFd directory = internal::Open(AT_FDCWD, data_path, O_PATH | O_DIRECTORY);
  const struct stat status = StatusOf(directory.get(), data_path);
  path_ = std::string(internal::kRunDirectory) + "/" + std::to_string(status.st_dev) + "-" +
          std::to_string(status.st_ino);
  const int create = missing == Missing::kCreate ? O_CREAT : 0;
  do {  // again if it was removed while this process waited for the lock
    file_.reset(::open(path_.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC | create, 0600));
    if (!file_ && errno == ENOENT && missing == Missing::kLeave) return;
    if (!file_) throw Error(errno, "open", path_);
    Lock(file_.get(), path_);
  } while (!IsStillAt(file_.get(), path_));
}

std::optional<State> RunRecord::Read() const {
  if (::lseek(file_.get(), 0, SEEK_SET) != 0) throw Error(errno, "read", path_);
  const std::string text = internal::ReadAll(file_.get(), path_);
  if (text.empty()) return std::nullopt;
  return DecodeState(text, path_);
}

void RunRecord::Write(const State& state) {
  const std::string text = EncodeState(state);
  if (::pwrite(file_.get(), text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) {
    throw Error(errno, "write", path_);
  }
}

void RunRecord::Unlock() {
  if (::flock(file_.get(), LOCK_UN) != 0) throw Error(errno, "unlock", path_);
}

bool RunRecord::Relock() {
  Lock(file_.get(), path_);
  return IsStillAt(file_.get(), path_);
}

void RunRecord::Remove() {
  if (::unlink(path_.c_str()) != 0 && errno != ENOENT) throw Error(errno, "remove", path_);
  file_.reset();
}

}  // namespace libcontainer::namespaces
