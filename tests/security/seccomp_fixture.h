#ifndef LIBCONTAINER_TESTS_SECURITY_SECCOMP_FIXTURE_H_
#define LIBCONTAINER_TESTS_SECURITY_SECCOMP_FIXTURE_H_

#include <seccomp.h>

#include <filesystem>
#include <sstream>

#include "libcontainer/security/capabilities.h"
#include "support/container.h"

namespace libcontainer::testing {

// A container in which tests/support/system_calls makes system calls.
class SeccompTest : public ContainerTest {
 protected:
  void SetUp() override {
    ContainerTest::SetUp();
    if (IsSkipped()) return;
    std::filesystem::copy_file(SYSTEM_CALLS, Path("bin/system_calls"));
  }

  // Runs `calls` (words of system_calls) in the container.
  Outcome Run(std::vector<std::string> calls) {
    calls.insert(calls.begin(), "/bin/system_calls");
    return Exec(calls);
  }

  // The errno of each of `calls`.
  std::vector<int> ErrnosOf(const std::vector<std::string>& calls) {
    const Outcome outcome = Run(calls);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "");
    std::istringstream lines(outcome.out);
    std::vector<int> errnos;
    for (int value = 0; lines >> value;) errnos.push_back(value);
    EXPECT_EQ(errnos.size(), calls.size()) << outcome.out;
    errnos.resize(calls.size(), -1);
    return errnos;
  }
  int ErrnoOf(const std::string& call) { return ErrnosOf({call}).at(0); }

  // Capabilities that this machine has to give.
  static std::vector<std::string> GivenCapabilities() {
    const std::string status = ReadFile("/proc/self/status");
    const uint64_t permitted = std::stoull(status.substr(status.find("CapPrm:") + 7), nullptr, 16);
    std::vector<std::string> given;
    for (const std::string& name : security::capabilities::GetAllCapabilities()) {
      const int value = security::capabilities::GetCapability(name)->value;
      if ((permitted >> value & 1) != 0) given.push_back(name);
    }
    return given;
  }

  // A word of system_calls for a call by name: Call("ioctl", "0,0x5412").
  static std::string Call(const std::string& name, const std::string& arguments = "") {
    return Number(SCMP_ARCH_NATIVE, name) + (arguments.empty() ? "" : "," + arguments);
  }
#ifdef __x86_64__
  static std::string I386(const std::string& name, const std::string& arguments = "") {
    return "i386:" + Number(SCMP_ARCH_X86, name) + (arguments.empty() ? "" : "," + arguments);
  }
  static std::string X32(const std::string& name, const std::string& arguments = "") {
    return "x32:" + Call(name, arguments);
  }
#endif

 private:
  static std::string Number(uint32_t architecture, const std::string& name) {
    const int number = ::seccomp_syscall_resolve_name_arch(architecture, name.c_str());
    EXPECT_GE(number, 0) << name;
    return std::to_string(number);
  }
};

}  // namespace libcontainer::testing

#endif  // LIBCONTAINER_TESTS_SECURITY_SECCOMP_FIXTURE_H_
