#ifndef LIBCONTAINER_NAMESPACES_RUN_RECORD_H_
#define LIBCONTAINER_NAMESPACES_RUN_RECORD_H_

#include <optional>
#include <string>

#include "libcontainer/state.h"
#include "libcontainer/unique_fd.h"

namespace libcontainer::namespaces {

// What the host knows of the container of one data path: a file in /run/libcontainer, out of the
// container's reach. It says what a start has begun before it begins it, so that whoever comes next
// can remove what a killed start left behind; and it is the lock that starts, joins and clean-ups of
// one directory take.
//
// A file that its owner finds replaced was taken over: somebody saw that the container was dead, and
// has cleaned up already.
class RunRecord {
 public:
  // Waits for the lock. Throws Error: EPERM, /run/libcontainer is not root's alone.
  explicit RunRecord(const std::string& data_path);
  // The record of `data_path`, locked, if there is one.
  static std::optional<RunRecord> Find(const std::string& data_path);
  RunRecord(RunRecord&&) = default;
  RunRecord& operator=(RunRecord&&) = default;

  // What the file says; empty if nothing was begun.
  std::optional<State> Read() const;
  // Needs the lock. Later states of one container have more to say, never less.
  void Write(const State& state);
  void Unlock();
  // Takes the lock again. False if the record was taken over; then nothing here is ours any more.
  bool Relock();
  // Removes the file and lets go of the lock.
  void Remove();

 private:
  enum class Missing { kCreate, kLeave };
  RunRecord(const std::string& data_path, Missing missing);

  std::string path_;
  UniqueFd file_;
};

}  // namespace libcontainer::namespaces

#endif  // LIBCONTAINER_NAMESPACES_RUN_RECORD_H_
