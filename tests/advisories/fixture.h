#ifndef LIBCONTAINER_TESTS_ADVISORIES_FIXTURE_H_
#define LIBCONTAINER_TESTS_ADVISORIES_FIXTURE_H_

#include <gtest/gtest.h>
#include <poll.h>
#include <sched.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "libcontainer/state.h"
#include "support/container.h"

namespace libcontainer::testing {

// A container that attacks. What must stay untouched on the host is a canary.
class Advisory : public ContainerTest {
 protected:
  nlohmann::json Bind(const std::string& source, const std::string& destination,
                      bool writable = false) {
    return {
        {"type", "bind"}, {"source", source}, {"destination", destination}, {"writable", writable}};
  }
  void AddMount(const nlohmann::json& mount) { config["mount_config"]["mounts"].push_back(mount); }
  static void ExpectEmpty(const TempDir& canary) {
    EXPECT_TRUE(std::filesystem::is_empty(canary.path()))
        << *std::filesystem::directory_iterator(canary.path());
  }
  // Copies the program into the rootfs as /bin/attack.
  void InstallAttack(const std::string& program) {
    std::filesystem::copy_file(program, Path("bin/attack"));
  }
  // Runs the body with mounts of the test's own.
  static void InPrivateMounts(const std::function<void()>& body) { RunIsolated(CLONE_NEWNS, body); }
};

// An attack that runs as the first process of a container until its input ends.
class FirstProcess {
 public:
  FirstProcess(const std::vector<std::string>& argv, const std::string& rootfs)
      : child_(argv, rootfs) {
    char ready[6];
    EXPECT_EQ(::read(child_.output.get(), ready, sizeof ready), 6) << "it says \"ready\"";
    EXPECT_TRUE(Eventually([&] { return GetState(rootfs).has_value(); }));
  }
  // Whether it has printed `text` by now.
  bool HasSaid(const std::string& text) {
    pollfd output = {child_.output.get(), POLLIN, 0};
    while (::poll(&output, 1, 0) == 1 && Read()) continue;
    return said_.find(text) != std::string::npos;
  }
  // Ends it; returns what else it has printed.
  std::string Finish() {
    child_.input.reset();
    while (Read()) continue;
    EXPECT_EQ(child_.Wait(), 0);
    return said_;
  }

 private:
  bool Read() {
    char buffer[4096];
    const ssize_t count = ::read(child_.output.get(), buffer, sizeof buffer);
    if (count > 0) said_.append(buffer, static_cast<size_t>(count));
    return count > 0;
  }

  Child child_;
  std::string said_;
};

}  // namespace libcontainer::testing

#endif  // LIBCONTAINER_TESTS_ADVISORIES_FIXTURE_H_
