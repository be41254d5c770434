#ifndef LIBCONTAINER_TESTS_CGROUPS_FIXTURE_H_
#define LIBCONTAINER_TESTS_CGROUPS_FIXTURE_H_

#include <gtest/gtest.h>
#include <sys/types.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "libcontainer/cgroups/cgroups.h"
#include "libcontainer/error.h"

namespace libcontainer::testing {

// A child process that stays in the groups of the test until Start, then runs its body.
class Child {
 public:
  // Without a body it sleeps.
  explicit Child(std::function<int()> body = nullptr);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();
  pid_t pid() const { return pid_; }
  void Start();
  // The status of waitpid(2).
  int Wait();
  bool Exited();

 private:
  pid_t pid_ = -1;
  int start_ = -1;
};

// The state of a process in /proc/PID/stat, or 0 if there is none.
char ProcessState(pid_t pid);

// "/parent/name" of the process in the hierarchy, from /proc/PID/cgroup.
std::string CgroupOf(pid_t pid, const std::string& subsystem);

// The directory of the group in the hierarchy of `subsystem`, below the caller's own group.
std::string GroupDir(const std::string& subsystem, const cgroups::Cgroup& cgroup);

// The content of a control file of the group, without the last line end.
std::string ReadControl(const std::string& subsystem, const cgroups::Cgroup& cgroup,
                        const std::string& file);

// Writes a control file; the errno of the failing call, or 0.
int WriteControl(const std::string& path, const std::string& value);

bool Exists(const std::string& path);

bool IsMounted(const std::string& subsystem);

// The Error that `call` throws.
template <typename Call>
Error ErrorOf(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "no Error was thrown";
  return Error(0, "", "");
}

// Groups below a parent that no other test uses. Fails the test if one of them is left at its end.
class CgroupsRoot : public ::testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;
  cgroups::Cgroup cgroup_;  // allows all devices
};

}  // namespace libcontainer::testing

#endif  // LIBCONTAINER_TESTS_CGROUPS_FIXTURE_H_
