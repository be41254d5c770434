// What holds on every kernel, with AppArmor and without.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "libcontainer/apparmor/apparmor.h"
#include "libcontainer/error.h"
#include "support/container.h"

namespace libcontainer::testing {
namespace {

constexpr const char* kMissing = "libcontainer-no-such-profile";

class AppArmorRefusal : public ContainerTest {
 protected:
  void SetUp() override {
    ContainerTest::SetUp();
    config["apparmor_profile"] = kMissing;
  }
};

TEST_F(AppArmorRefusal, HazardS5_ProfileThatCannotBeAppliedIsNotSkipped) {
  const Outcome outcome = Shell("echo started");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.out, "");
  EXPECT_NE(outcome.err.find(kMissing), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find(apparmor::IsEnabled() ? "find in the kernel (apparmor_parser(8)"
                                                   : "AppArmor not being enabled in this kernel"),
            std::string::npos)
      << outcome.err;
}

TEST_F(AppArmorRefusal, HazardS5_ApplyProfileIsNoSilentNoOp) {
  apparmor::ApplyProfile("");
  try {
    apparmor::ApplyProfile(kMissing);
    FAIL() << "applied";
  } catch (const Error& error) {
    EXPECT_EQ(error.error(), apparmor::IsEnabled() ? ENOENT : ENOTSUP);
  }
}

TEST_F(AppArmorRefusal, Cve2019_16884_AttributesAreNotLookedForInAnotherFileSystem) {
  TempDir fake;
  const UniqueFd proc(::open(fake.path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  const std::string attributes = fake.Path(std::to_string(::getpid()) + "/task/" +
                                           std::to_string(::gettid()) + "/attr/apparmor");
  std::filesystem::create_directories(attributes);
  WriteFile(attributes + "/exec", "");
  try {
    apparmor::ApplyProfile(proc.get(), kMissing);
    FAIL() << "applied";
  } catch (const Error& error) {
    EXPECT_EQ(error.error(), ENODEV);
  }
  EXPECT_EQ(ReadFile(attributes + "/exec"), "");
}

}  // namespace
}  // namespace libcontainer::testing
