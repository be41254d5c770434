// What holds on a kernel without SELinux; where it is enabled, labels of no policy are refused.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <functional>

#include "libcontainer/error.h"
#include "libcontainer/label/label.h"
#include "libcontainer/selinux/selinux.h"
#include "support/container.h"

namespace libcontainer::testing {
namespace {

constexpr const char* kLabel = "lct_u:lct_r:lct_t:s0";

int ErrorOf(const std::function<void()>& body) {
  try {
    body();
  } catch (const Error& error) {
    return error.error();
  }
  return 0;
}

using LabelRefusal = ContainerTest;

TEST_F(LabelRefusal, HazardS8_ContainerWithALabelThatCannotBeAppliedIsNotStarted) {
  const std::string reason = selinux::SelinuxEnabled()
                                 ? "find in the kernel's policy SELinux context "
                                 : "apply, SELinux not being enabled in this kernel, label ";
  config["process_label"] = kLabel;
  const Outcome process = Shell("echo started");
  config.erase("process_label");
  config["mount_config"]["mount_label"] = kLabel;
  const Outcome mounts = Shell("echo started");
  for (const Outcome& outcome : {process, mounts}) {
    EXPECT_EQ(outcome.status, 1);
    EXPECT_EQ(outcome.out, "");
    EXPECT_NE(outcome.err.find(reason + kLabel), std::string::npos) << outcome.err;
  }
}

TEST_F(LabelRefusal, HazardS8_NothingIsSilentlyLeftUnlabelled) {
  const int expected = selinux::SelinuxEnabled() ? EINVAL : ENOTSUP;
  WriteFile(Path("file"), "");
  EXPECT_EQ(ErrorOf([] { label::SetProcessLabel(kLabel); }), expected);
  EXPECT_EQ(ErrorOf([this] { label::SetFileLabel(Path("file"), kLabel); }), expected);
  EXPECT_EQ(ErrorOf([] { selinux::Setfscreatecon(kLabel); }), expected);
  EXPECT_NE(ErrorOf([] { label::GenLabels("type=" + std::string("lct_t")); }), 0);
}

TEST_F(LabelRefusal, NoLabelIsNoRequest) {
  label::SetProcessLabel("");
  label::SetFileLabel(Path("missing"), "");
  label::Init("", "");
  label::ReserveLabel("");
  selinux::Setfscreatecon("");
}

}  // namespace
}  // namespace libcontainer::testing
