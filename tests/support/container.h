#ifndef LIBCONTAINER_TESTS_SUPPORT_CONTAINER_H_
#define LIBCONTAINER_TESTS_SUPPORT_CONTAINER_H_

#include <gtest/gtest.h>
#include <sys/types.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "libcontainer/unique_fd.h"
#include "support/cgroups.h"
#include "support/isolated.h"

namespace libcontainer::testing {

// A running program whose stdin, stdout and stderr are pipes to this process.
class Child {
 public:
  Child(const std::vector<std::string>& argv, const std::string& directory,
        const std::vector<std::string>& extra_environment = {});
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();

  pid_t pid() const { return pid_; }
  UniqueFd input;
  UniqueFd output;
  UniqueFd error;

  // Waits 30 s at most, then kills. Returns the exit status, 128 + N for signal N.
  int Wait();

 private:
  pid_t pid_ = -1;
};

struct Outcome {
  int status = -1;
  std::string out;
  std::string err;
};

// Runs a program to its end with `input` as its standard input.
Outcome RunProgram(const std::vector<std::string>& argv, const std::string& directory,
                   const std::string& input = "",
                   const std::vector<std::string>& extra_environment = {});

// Waits up to two seconds for the condition.
bool Eventually(const std::function<bool()>& condition);

// True while a process of that pid exists and is not a zombie.
bool ProcessLives(pid_t pid);

// A busybox root file system with a container.json made from sample_configs/minimal.json: without
// terminal, and with a control group of its own name. At the end of a test nothing may be left that
// was not there at its start: mounts, interfaces, the test's control groups, state.json.
class ContainerTest : public ::testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  // Writes container.json and runs `nsinit exec args…` in the rootfs.
  Outcome Exec(const std::vector<std::string>& args, const std::string& input = "");
  Outcome Shell(const std::string& script) { return Exec({"/bin/sh", "-c", script}); }
  // Runs nsinit with any arguments.
  Outcome Nsinit(const std::vector<std::string>& args, const std::string& input = "",
                 const std::vector<std::string>& extra_environment = {});
  // Asks for a user namespace with the ids from kFirstHostId on, and gives the rootfs to its root.
  void UseUserNamespace();
  static constexpr int kFirstHostId = 100000;
  // A SIGKILL of nsinit ends the container, and the next one starts as if nothing had been.
  void ExpectEndsWithNsinit();
  std::vector<std::string> ExecArgs(const std::vector<std::string>& args);
  void WriteConfig();
  const std::string& rootfs() const { return directory_.path(); }
  std::string Path(const std::string& name) const { return directory_.Path(name); }
  const std::string& group() const { return group_; }
  const std::string& parent_group() const { return parent_group_; }

  nlohmann::json config;

 private:
  TempDir directory_;
  std::string group_;
  std::string parent_group_;
  std::string mounts_;
  std::string interfaces_;
};

}  // namespace libcontainer::testing

#endif  // LIBCONTAINER_TESTS_SUPPORT_CONTAINER_H_
